/** Opaque tokens, and the server that is asked about them. */
import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type AuthorizationServer,
  inSeconds,
  startAuthorizationServer,
} from '../../peers/authorization-server.ts'
import { bearerHeader, runGuarded } from '../../support/guarded.ts'

let server: AuthorizationServer

beforeAll(async () => {
  server = await startAuthorizationServer()
})
afterAll(() => server.close())
beforeEach(() => {
  server.answerWith(undefined)
  server.asked.length = 0
})

const definition = () => ({
  type: 'oauth2-introspection',
  url: server.url('/introspect'),
  clientId: 'hub & spoke',
  clientSecret: { secret: 'client' },
})
const secrets = { client: 'c%l:i' }

describe('a token that the server is asked about', () => {
  it('lets in when it is active, and shows us as the client we are', async () => {
    server.know('tok-1', { sub: 'u-17', username: 'ada', scope: 'read', exp: inSeconds(60) })
    const { ask } = await runGuarded({ security: { staff: definition() } }, secrets)
    expect(await ask(bearerHeader('tok-1'))).toMatchObject({
      status: 200,
      who: { name: 'ada', type: 'oauth2-introspection', identity: { subject: 'u-17' } },
    })
    const login = Buffer.from('hub+%26+spoke:c%25l%3Ai').toString('base64')
    expect(server.asked).toEqual([
      {
        path: '/introspect',
        authorization: `Basic ${login}`,
        form: { token: 'tok-1', token_type_hint: 'access_token' },
      },
    ])
  })

  it('may be asked about with the login in the body', async () => {
    server.know('tok-1', {})
    const { ask } = await runGuarded(
      { security: { staff: { ...definition(), clientAuth: 'body' } } },
      secrets,
    )
    expect((await ask(bearerHeader('tok-1'))).status).toBe(200)
    expect(server.asked[0]).toMatchObject({
      authorization: undefined,
      form: { client_id: 'hub & spoke', client_secret: 'c%l:i' },
    })
  })

  it('is refused alike whatever is wrong with it', async () => {
    server.know('expired', { exp: inSeconds(-1) })
    server.know('other', { aud: ['shop'] })
    server.know('fine', { aud: 'billing' })
    const { ask } = await runGuarded(
      { security: { staff: { ...definition(), audience: ['billing'] } } },
      secrets,
    )
    for (const token of ['unknown', 'expired', 'other', 'a b', '=']) {
      const { status, challenge } = await ask(bearerHeader(token))
      expect([token, status, challenge]).toEqual([
        token,
        401,
        'Bearer realm="patchbay", error="invalid_token"',
      ])
    }
    expect((await ask(bearerHeader('fine'))).status).toBe(200)
    expect(await ask()).toMatchObject({ status: 401, challenge: 'Bearer realm="patchbay"' })
  })

  it('with too little in it is answered 403', async () => {
    server.know('tok-2', { scope: 'read' })
    const { ask } = await runGuarded(
      { security: { staff: { ...definition(), scopes: ['write'] } } },
      secrets,
    )
    expect(await ask(bearerHeader('tok-2'))).toMatchObject({
      status: 403,
      challenge: 'Bearer realm="patchbay", error="insufficient_scope"',
    })
  })

  it('is asked about once while the answer holds, and by one at a time', async () => {
    server.know('tok-3', { sub: 'x', exp: inSeconds(3600) })
    const { ask } = await runGuarded({ security: { staff: definition() } }, secrets)
    const release = server.hold()
    const asking = Array.from({ length: 20 }, () => ask(bearerHeader('tok-3')))
    await expect.poll(() => server.asked.length).toBe(1)
    release()
    expect(new Set((await Promise.all(asking)).map(({ status }) => status))).toEqual(new Set([200]))
    await ask(bearerHeader('tok-3'))
    expect(server.asked).toHaveLength(1)
  })

  it('is asked about anew when its own end or that of the answer has come', async () => {
    server.know('short', { exp: inSeconds(2) })
    server.know('revoked', {})
    const { ask } = await runGuarded(
      { security: { staff: { ...definition(), cache: 1 } } },
      secrets,
    )
    expect((await ask(bearerHeader('short'))).status).toBe(200)
    expect((await ask(bearerHeader('revoked'))).status).toBe(200)
    server.know('revoked', undefined)
    const gone = async (token: string) => (await ask(bearerHeader(token))).status
    await expect.poll(() => gone('revoked'), { timeout: 10_000 }).toBe(401)
    await expect.poll(() => gone('short'), { timeout: 10_000 }).toBe(401)
  })

  it.each([
    ['answers an error', 500],
    ['does not know us', 401],
  ])('lets nobody in while the server %s', async (_, code) => {
    server.answerWith((response) => response.writeHead(code).end('{}'))
    const { ask } = await runGuarded({ security: { staff: definition() } }, secrets)
    expect((await ask(bearerHeader('x'))).status).toBe(503)
    server.answerWith(undefined)
    server.know('x', {})
    expect((await ask(bearerHeader('x'))).status).toBe(200)
  })

  const troubles: Record<string, (response: ServerResponse) => unknown> = {
    'says nothing': () => {},
    'cuts the connection': (response) => response.socket?.destroy(),
    'answers no JSON': (response) => response.end('active'),
  }

  it.each(Object.keys(troubles))('lets nobody in while the server %s', async (name) => {
    server.answerWith(troubles[name])
    const { ask } = await runGuarded(
      { security: { staff: { ...definition(), timeout: 0.3 } } },
      secrets,
    )
    expect(await ask(bearerHeader('x'))).toMatchObject({
      status: 503,
      error: { code: 'SECURITY_UNAVAILABLE' },
    })
  })
})
