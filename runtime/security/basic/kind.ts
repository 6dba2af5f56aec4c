/**
 * HTTP Basic: user and password are compared as the one text that they are sent as, so that nothing tells which of them was
 * wrong, and so that there is one spelling of it.
 */
import type { Gate, Signer } from '../../message/guard.ts'
import { challenge, tokenOf } from '../authorization.ts'
import { digestOf, isSame } from '../digest.ts'
import { incomplete, type SecurityKind, type Settings, text } from '../kind.ts'
import { basicDefinition } from './definition.ts'

export const basic: SecurityKind = {
  definition: basicDefinition,
  gate,
  signer,
  derived: (settings) => [encoded(settings)],
}

function gate(settings: Settings): Gate {
  const { name, values } = settings
  const user = text(values.user)
  const expected = digestOf(Buffer.from(encoded(settings)))
  const asked = challenge('Basic', { realm: text(values.realm), charset: 'UTF-8' })
  const caller = {
    name: user,
    definition: name,
    type: 'basic',
    identity: { subject: user, claims: {}, roles: [] },
  }
  return {
    admit(knock) {
      const token = tokenOf(knock.header('authorization'), 'basic')
      if (token === undefined) return { is: 'absent', challenge: asked }
      if (isSame(token, expected)) return { is: 'admitted', caller }
      return { is: 'refused', challenge: asked, why: 'user or password are not these' }
    },
  }
}

function signer(settings: Settings): Signer {
  const headers = { authorization: `Basic ${encoded(settings)}` }
  return { sign: () => headers }
}

/** @throws Failure: an empty password would let in whoever knows the user. */
function login(settings: Settings): string {
  const { user, password } = settings.values
  if (text(password) === '') throw incomplete(settings, 'the password is empty.')
  return `${text(user)}:${text(password)}`
}

function encoded(settings: Settings): string {
  return Buffer.from(login(settings)).toString('base64')
}
