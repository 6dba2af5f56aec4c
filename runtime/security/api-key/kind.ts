/** A key in a header. */
import type { Gate, Signer } from '../../message/guard.ts'
import { challenge } from '../authorization.ts'
import { digestOf, isSame } from '../digest.ts'
import { incomplete, type SecurityKind, type Settings, text } from '../kind.ts'
import { apiKeyDefinition } from './definition.ts'

export const apiKey: SecurityKind = {
  definition: apiKeyDefinition,
  gate,
  signer,
  secretHeaders: (settings) => [headerOf(settings)],
}

function gate(settings: Settings): Gate {
  const { name, values } = settings
  const header = headerOf(settings)
  const expected = digestOf(keyOf(settings))
  // No scheme is registered for it; 401 wants a challenge all the same.
  const asked = challenge('ApiKey', { realm: text(values.realm) })
  const caller = {
    name,
    definition: name,
    type: 'api-key',
    identity: { subject: name, claims: {}, roles: [] },
  }
  return {
    admit(knock) {
      const shown = knock.header(header)
      if (shown === undefined) return { is: 'absent', challenge: asked }
      if (isSame(shown, expected)) return { is: 'admitted', caller }
      return { is: 'refused', challenge: asked, why: 'the key is not this one' }
    },
  }
}

function signer(settings: Settings): Signer {
  const headers = { [headerOf(settings)]: keyOf(settings).toString('latin1') }
  return { sign: () => headers }
}

function headerOf({ values }: Settings): string {
  return text(values.header).toLowerCase()
}

/** Without what HTTP takes away around a header's value: the line break at the end of a file. @throws Failure. */
function keyOf(settings: Settings): Buffer {
  const key = text(settings.values.key).trim()
  if (key === '') throw incomplete(settings, 'the key is empty.')
  if (/\p{Cc}/u.test(key))
    throw incomplete(settings, 'the key has a line break, and no header can.')
  return Buffer.from(key)
}
