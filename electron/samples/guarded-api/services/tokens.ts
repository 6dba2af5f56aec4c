import { generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { Int, Service } from 'patchbay'

/** New with each start, and never written down: what it signed before is worth nothing then. */
const { privateKey, publicKey } = generateKeyPairSync('ed25519')
const kid = randomUUID()

/** Seconds. */
const lifetime = 300

/** Gives whoever was let in a signed token (RFC 7519) with the name they came in by. */
export class TokenIssue extends Service {
  static serviceName = 'token.issue'
  static namespace = 'sample'
  static io = { output: ['access_token', 'token_type', Int('expires_in')] } as const

  async handle() {
    const now = Math.floor(Date.now() / 1000)
    const header = { alg: 'EdDSA', typ: 'JWT', kid }
    const claims = {
      iss: 'guarded-api',
      aud: 'guarded-api',
      sub: this.request.security?.name ?? 'nobody',
      iat: now,
      exp: now + lifetime,
    }
    const text = [header, claims].map(base64url).join('.')
    const signature = sign(null, Buffer.from(text), privateKey).toString('base64url')
    this.response.payload = {
      access_token: `${text}.${signature}`,
      token_type: 'Bearer',
      expires_in: lifetime,
    }
  }
}

/** The keys to check them with, as identity providers publish theirs (RFC 7517). */
export class TokenKeys extends Service {
  static serviceName = 'token.keys'
  static namespace = 'sample'

  async handle() {
    const key = publicKey.export({ format: 'jwk' })
    this.response.payload = { keys: [{ ...key, kid, alg: 'EdDSA', use: 'sig' }] }
  }
}

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
