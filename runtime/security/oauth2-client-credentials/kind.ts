/** Tokens that we fetch for ourselves. */
import { encodedLogin } from '../client.ts'
import type { SecurityKind } from '../kind.ts'
import { clientCredentialsDefinition } from './definition.ts'
import { TokenSource } from './token-source.ts'

const prefix = 'Bearer '

export const clientCredentials: SecurityKind = {
  definition: clientCredentialsDefinition,
  derived: (settings) => [encodedLogin(settings)],
  signer(settings, { conceal }) {
    const source = new TokenSource(settings, (token) => conceal?.([token]))
    const header = (token: string) => ({ authorization: prefix + token })
    return {
      sign() {
        const token = source.token()
        return typeof token === 'string' ? header(token) : token.then(header)
      },
      renews({ authorization = '' }) {
        if (!authorization.startsWith(prefix)) return false
        source.drop(authorization.slice(prefix.length))
        return true
      },
    }
  },
}
