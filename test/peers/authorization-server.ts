/**
 * An authorization server over real HTTP: publishes keys (RFC 7517), tells what tokens are worth (RFC 7662), gives them out
 * (RFC 6749, 4.4). Tokens are signed with Node's own crypto, so that reading them is checked by another hand.
 */
import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface SigningKey {
  kid: string | undefined
  alg: 'RS256' | 'ES256' | 'EdDSA'
  privateKey: KeyObject
  publicKey: KeyObject
}

export function makeKey(alg: SigningKey['alg'], kid?: string): SigningKey {
  const pair =
    alg === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : alg === 'ES256'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('ed25519')
  return { kid, alg, ...pair }
}

type Claims = Record<string, unknown>

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

export function tokenSignedWith({ kid, alg, privateKey }: SigningKey, claims: Claims): string {
  const signed = `${part({ alg, typ: 'JWT', ...(kid === undefined ? {} : { kid }) })}.${part(claims)}`
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const
  const signature = sign(alg === 'EdDSA' ? null : 'sha256', Buffer.from(signed), key)
  return `${signed}.${signature.toString('base64url')}`
}

export function tokenSharedWith(secret: string, claims: Claims, alg = 'HS256'): string {
  const signed = `${part({ alg, typ: 'JWT' })}.${part(claims)}`
  const digest = `sha${alg.slice(2)}`
  return `${signed}.${createHmac(digest, secret).update(signed).digest('base64url')}`
}

/** Seconds since 1970, from now. */
export const inSeconds = (seconds: number) => Math.floor(Date.now() / 1000) + seconds

export interface Asked {
  path: string
  authorization: string | undefined
  form: Record<string, string>
}

export async function startAuthorizationServer() {
  let keys: readonly SigningKey[] = []
  const tokens = new Map<string, Claims>()
  const asked: Asked[] = []
  let given = 0
  let lives: number | string | undefined = 3600
  /** What is answered instead. */
  let trouble: ((response: ServerResponse) => unknown) | undefined
  /** Held back until it resolves. */
  let gate: Promise<void> = Promise.resolve()

  const answers: Record<string, (form: Record<string, string>) => unknown> = {
    '/jwks': () => ({
      keys: keys.map(({ kid, alg, publicKey }) => ({
        ...publicKey.export({ format: 'jwk' }),
        alg,
        use: 'sig',
        ...(kid === undefined ? {} : { kid }),
      })),
    }),
    '/introspect': ({ token = '' }) => ({ active: tokens.has(token), ...tokens.get(token) }),
    '/token': () => ({ access_token: `given-${++given}`, token_type: 'Bearer', expires_in: lives }),
  }

  const server = createServer((request, response) => void serve(request, response))
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const path = request.url ?? ''
    const form = Object.fromEntries(new URLSearchParams(body))
    asked.push({ path, authorization: request.headers.authorization, form })
    await gate
    if (trouble) {
      trouble(response)
      return
    }
    const text = JSON.stringify(answers[path]?.(form))
    response.writeHead(text === undefined ? 404 : 200, { 'content-type': 'application/json' })
    response.end(text)
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  return {
    url: (path: string) => `http://127.0.0.1:${port}${path}`,
    asked,
    publish: (...next: SigningKey[]) => {
      keys = next
    },
    /** Introspection says so of the token; with no claims it is not active. */
    know(token: string, claims: Claims | undefined) {
      if (claims) tokens.set(token, claims)
      else tokens.delete(token)
    },
    giveFor(expiresIn: number | string | undefined) {
      lives = expiresIn
    },
    answerWith(next: typeof trouble) {
      trouble = next
    },
    /** No answer before the returned function is called. */
    hold(): () => void {
      let release = () => {}
      gate = new Promise((resolve) => {
        release = resolve
      })
      return release
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type AuthorizationServer = Awaited<ReturnType<typeof startAuthorizationServer>>
