/** Signed tokens against a provider that publishes its keys over real HTTP, changes them, and is down. */

import { createServer, type ServerResponse } from 'node:http'
import { jwtVerify } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { KeySet } from '../../../runtime/security/jwt/key-set.ts'
import {
  type AuthorizationServer,
  inSeconds,
  makeKey,
  startAuthorizationServer,
  tokenSharedWith,
  tokenSignedWith,
} from '../../peers/authorization-server.ts'
import { freePort } from '../../peers/free-port.ts'
import { bearerHeader, runGuarded } from '../../support/guarded.ts'

const keys = { one: makeKey('RS256', 'one'), two: makeKey('ES256', 'two'), three: makeKey('EdDSA') }
let provider: AuthorizationServer

beforeAll(async () => {
  provider = await startAuthorizationServer()
})
afterAll(() => provider.close())
beforeEach(() => {
  provider.publish(keys.one)
  provider.answerWith(undefined)
  provider.asked.length = 0
})

const good = () => ({
  iss: 'https://login',
  aud: ['billing', 'x'],
  sub: 'u-17',
  exp: inSeconds(60),
})
const strict = () => ({
  type: 'jwt',
  jwksUrl: provider.url('/jwks'),
  issuer: 'https://login',
  audience: ['billing'],
})
const invalid = 'Bearer realm="patchbay", error="invalid_token"'

describe('a signed token', () => {
  it('lets in, and services see what it says', async () => {
    const { ask } = await runGuarded({
      security: { staff: { ...strict(), rolesClaim: 'realm_access.roles' } },
    })
    const claims = { ...good(), preferred_username: 'Ada', realm_access: { roles: ['a', 'b'] } }
    expect(await ask(bearerHeader(tokenSignedWith(keys.one, claims)))).toMatchObject({
      status: 200,
      who: {
        name: 'Ada',
        definition: 'staff',
        type: 'jwt',
        identity: { subject: 'u-17', claims, roles: ['a', 'b'] },
        lease: claims.exp * 1000,
      },
    })
    expect(provider.asked).toHaveLength(1)
  })

  it('is refused alike whatever is wrong with it', async () => {
    const { ask } = await runGuarded({ security: { staff: strict() } })
    const signed = (claims: Record<string, unknown>) => tokenSignedWith(keys.one, claims)
    const { exp: _, ...endless } = good()
    const whole = signed(good())
    const [head = '', body = '', signature = ''] = whole.split('.')
    const none = Buffer.from('{"alg":"none"}').toString('base64url')
    const confused = tokenSharedWith(
      keys.one.publicKey.export({ type: 'spki', format: 'pem' }).toString(),
      good(),
    )
    const wrong = {
      expired: signed({ ...good(), exp: inSeconds(-31) }),
      'not yet valid': signed({ ...good(), nbf: inSeconds(60) }),
      endless: signed(endless),
      'of another issuer': signed({ ...good(), iss: 'https://evil' }),
      'for another audience': signed({ ...good(), aud: 'shop' }),
      'without an audience': signed({ ...good(), aud: undefined }),
      'signed by another key': tokenSignedWith({ ...makeKey('RS256'), kid: 'one' }, good()),
      'of a key nobody has': tokenSignedWith({ ...keys.one, kid: 'nine' }, good()),
      'signed with the public key': confused,
      unsigned: `${none}.${body}.`,
      'unsigned with a signature': `${none}.${body}.${signature}`,
      'without a signature': `${head}.${body}.`,
      'with another body': `${head}.${Buffer.from(JSON.stringify({ ...good(), sub: 'admin' })).toString('base64url')}.${signature}`,
      'with letters added': `${whole}A`,
      'five parts': `${whole}.a.b`,
      'no token': 'x',
    }
    for (const [what, token] of Object.entries(wrong)) {
      const { status, challenge, error } = await ask(bearerHeader(token))
      expect([what, status, challenge, error?.message]).toEqual([
        what,
        401,
        invalid,
        'Credentials are missing or not valid.',
      ])
    }
    expect(await ask()).toMatchObject({ status: 401, challenge: 'Bearer realm="patchbay"' })
    expect((await ask(bearerHeader(whole))).status).toBe(200)
  })

  it('may be as late as the clocks differ', async () => {
    const { ask } = await runGuarded({ security: { staff: { ...strict(), clockSkew: 60 } } })
    const token = (late: number) => tokenSignedWith(keys.one, { ...good(), exp: inSeconds(-late) })
    expect((await ask(bearerHeader(token(45)))).status).toBe(200)
    expect((await ask(bearerHeader(token(75)))).status).toBe(401)
  })

  it('with too little in it is answered 403', async () => {
    const { ask } = await runGuarded({
      security: {
        staff: { ...strict(), scopes: ['orders.write'], claims: { department: 'sales' } },
      },
    })
    const scope = 'orders.read orders.write'
    const ask3 = async (claims: Record<string, unknown>) => {
      const answer = await ask(bearerHeader(tokenSignedWith(keys.one, { ...good(), ...claims })))
      return [answer.status, answer.challenge]
    }
    const forbidden = [403, 'Bearer realm="patchbay", error="insufficient_scope"']
    expect(await ask3({ department: 'sales' })).toEqual(forbidden)
    expect(await ask3({ scope: 'orders.writer', department: 'sales' })).toEqual(forbidden)
    expect(await ask3({ scope })).toEqual(forbidden)
    expect(await ask3({ scope, department: ['sales', 'it'] })).toEqual([200, null])
    expect(await ask3({ scp: ['orders.write'], department: 'sales' })).toEqual([200, null])
  })

  it('is checked with a shared secret, or with a public key', async () => {
    const secret = 'a shared secret of 32 characters'
    const publicKey = keys.two.publicKey.export({ type: 'spki', format: 'pem' }).toString()
    const { ask } = await runGuarded(
      {
        security: {
          hmac: { type: 'jwt', keys: 'secret', secret: { secret: 's' }, algorithms: ['HS256'] },
          pem: { type: 'jwt', keys: 'public', publicKey },
        },
      },
      { s: secret },
    )
    const definition = async (token: string) => (await ask(bearerHeader(token))).who?.definition
    expect(await definition(tokenSharedWith(secret, good()))).toBe('hmac')
    expect(await definition(tokenSignedWith(keys.two, good()))).toBe('pem')
    expect(await definition(tokenSharedWith(`${secret}.`, good()))).toBeUndefined()
    expect(await definition(tokenSharedWith(secret, good(), 'HS512'))).toBeUndefined()
    expect(await definition(tokenSharedWith(publicKey, good()))).toBeUndefined()
  })

  it.each([
    [
      'a secret that can be guessed',
      { keys: 'secret', secret: { secret: 's' } },
      'shorter than 32',
    ],
    ['no key', { keys: 'public', publicKey: 'x' }, 'no PEM text'],
    [
      'an algorithm of other keys',
      { keys: 'jwks', jwksUrl: 'http://x', algorithms: ['HS256'] },
      'HS256',
    ],
  ])('is let in by nobody who has %s', async (_, values, words) => {
    const { ask, status } = await runGuarded(
      { security: { staff: { type: 'jwt', ...values } } },
      { s: 'short' },
    )
    expect(status().reason?.message).toContain(words)
    expect((await ask()).status).toBe(503)
  })
})

describe('published keys', () => {
  const token = (key = keys.one) => bearerHeader(tokenSignedWith(key, good()))

  it('are fetched once, and anew for a key that is not among them', async () => {
    const { ask } = await runGuarded({ security: { staff: strict() } })
    await Promise.all(Array.from({ length: 10 }, () => ask(token())))
    expect(provider.asked).toHaveLength(1)
    provider.publish(keys.two, keys.one)
    // Not sooner than the pause: nobody shall make us ask without end.
    await expect
      .poll(async () => (await ask(token(keys.two))).status, { timeout: 20_000, interval: 500 })
      .toBe(200)
    expect(provider.asked).toHaveLength(2)
    expect((await ask(token())).status).toBe(200)
    for (let index = 0; index < 20; index++) await ask(token({ ...keys.one, kid: `k${index}` }))
    expect(provider.asked).toHaveLength(2)
  }, 40_000)

  it('are tried one after the other when neither key nor token has a name', async () => {
    const other = makeKey('EdDSA')
    provider.publish(other, keys.three)
    const { ask } = await runGuarded({ security: { staff: strict() } })
    expect((await ask(token(keys.three))).status).toBe(200)
    expect((await ask(token(other))).status).toBe(200)
    expect((await ask(token(makeKey('EdDSA')))).status).toBe(401)
  })

  it('hold while the provider is down', async () => {
    const { ask } = await runGuarded({ security: { staff: strict() } })
    expect((await ask(token())).status).toBe(200)
    provider.answerWith((response) => response.writeHead(500).end())
    expect((await ask(token())).status).toBe(200)
  })

  const troubles: Record<string, (response: ServerResponse) => unknown> = {
    'answers an error': (response) => response.writeHead(500).end(),
    'answers no keys': (response) => response.end('{"keys":"x"}'),
    'answers no JSON': (response) => response.end('<html>'),
    'cuts the connection': (response) => response.socket?.destroy(),
    'says nothing': () => {},
  }

  it.each(Object.keys(troubles))('never seen let nobody in: the provider %s', async (name) => {
    provider.answerWith(troubles[name])
    const { ask, runtime } = await runGuarded({
      security: { staff: { ...strict(), timeout: 0.3 } },
    })
    const { status, error, headers } = await ask(token())
    expect([status, error?.code]).toEqual([503, 'SECURITY_UNAVAILABLE'])
    const cid = headers.get('x-patchbay-cid') ?? ''
    expect(runtime.inspector.exchange(cid)?.failure?.causes?.join()).toContain(
      provider.url('/jwks'),
    )
    // Nothing was shown, so that nothing has to be asked.
    expect((await ask()).status).toBe(401)
  })

  it('are renewed beside the calls, and end some day', async () => {
    const values = { jwksUrl: provider.url('/jwks'), timeout: 5 }
    const times = { fresh: 50, oldest: 1500, pause: 0 }
    const set = new KeySet({ name: 'staff', values }, times)
    const signed = tokenSignedWith(keys.one, good())
    const verify = () =>
      jwtVerify(signed, set.key).then(
        () => 'good',
        ({ code }) => code as string,
      )
    expect(await verify()).toBe('good')
    await expect
      .poll(async () => [await verify(), provider.asked.length > 1])
      .toEqual(['good', true])
    provider.answerWith((response) => response.writeHead(500).end())
    expect(await verify()).toBe('good')
    await expect.poll(verify, { timeout: 10_000 }).toBe('SECURITY_UNAVAILABLE')
    provider.answerWith(undefined)
    expect(await verify()).toBe('good')
  })

  it('let in again when the provider is back', async () => {
    const port = await freePort()
    const { ask } = await runGuarded({
      security: { staff: { ...strict(), jwksUrl: `http://127.0.0.1:${port}/jwks` } },
    })
    expect((await ask(token())).status).toBe(503)
    const body = JSON.stringify({
      keys: [{ ...keys.one.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256' }],
    })
    const late = createServer((_request, response) => response.end(body)).listen(port, '127.0.0.1')
    onTestFinished(() => {
      late.closeAllConnections()
      late.close()
    })
    await expect
      .poll(async () => (await ask(token())).status, { timeout: 20_000, interval: 500 })
      .toBe(200)
  }, 40_000)
})
