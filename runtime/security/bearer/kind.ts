/** A token that does not change. */
import { incomplete, type SecurityKind, text } from '../kind.ts'
import { bearerDefinition } from './definition.ts'

export const bearer: SecurityKind = {
  definition: bearerDefinition,
  signer(settings) {
    const token = text(settings.values.token).trim()
    if (!/^[\x21-\x7e]+$/.test(token)) {
      throw incomplete(settings, 'the token is empty, or has what no header can.')
    }
    const headers = { authorization: `Bearer ${token}` }
    return { sign: () => headers }
  },
}
