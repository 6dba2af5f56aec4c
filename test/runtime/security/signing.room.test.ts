/** Outgoing REST that shows who we are, against real servers. */
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { createServer as createTls } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import pino from 'pino'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { restDefinition } from '../../../runtime/connectors/http/definition.ts'
import { openRest } from '../../../runtime/connectors/http/outgoing/rest-connection.ts'
import { withDefaults } from '../../../runtime/model/field.ts'
import { emptyProject, type ProjectObject } from '../../../runtime/model/project.ts'
import { nextSecurities, signerOf } from '../../../runtime/securities.ts'
import type { RestClient } from '../../../runtime/services/clients.ts'
import { makeAuthority } from '../../peers/authority.ts'
import {
  type AuthorizationServer,
  startAuthorizationServer,
} from '../../peers/authorization-server.ts'
import { testExchange } from '../../support/exchange.ts'

let login: AuthorizationServer
beforeEach(async () => {
  login = await startAuthorizationServer()
})
afterEach(() => login.close())

/** Answers what it was shown, or 401 when `takes` says so. */
async function startPeer(takes: (request: IncomingMessage) => boolean = () => true) {
  const server = createServer((request, response) => {
    response.statusCode = takes(request) ? 200 : 401
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(request.headers))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function connectionTo(
  url: string,
  definition: Record<string, unknown>,
  secrets: Record<string, string>,
  values: Record<string, unknown> = {},
) {
  const object = { name: 'us', isActive: true, ...definition } as ProjectObject
  const project = { ...emptyProject('Test', 't'), security: { us: object } }
  const given = new Map(Object.entries(secrets))
  // Only gates ask.
  const nothingAround = {
    vault: () => {
      throw new Error('There is no Vault here.')
    },
    invoke: () => Promise.reject(new Error('There are no services here.')),
  }
  const { securities } = await nextSecurities(project, given, new Map(), nothingAround)
  const all = { url, security: 'us', retryDelay: 0.01, ...values }
  const spec = {
    name: 'erp',
    type: 'rest',
    values: withDefaults(restDefinition.outgoing?.fields ?? [], all),
  }
  const connection = openRest(spec, {
    logger: pino({ level: 'silent' }),
    project: 'test',
    signer: (name) => signerOf(securities, name),
    onCondition: () => {},
  })
  onTestFinished(() => connection.close(AbortSignal.abort()))
  const exchange = testExchange()
  return { connection, exchange, client: connection.client(exchange) as RestClient }
}

type Shown = Record<string, string>

describe('a call', () => {
  const kinds: [string, Record<string, unknown>, Record<string, string>, Shown][] = [
    [
      'HTTP Basic',
      { type: 'basic', user: 'hub', password: { secret: 's' } },
      { s: 'p:ä' },
      { authorization: `Basic ${Buffer.from('hub:p:ä').toString('base64')}` },
    ],
    [
      'an API key',
      { type: 'api-key', header: 'X-Key', key: { secret: 's' } },
      { s: 'k-1\n' },
      { 'x-key': 'k-1' },
    ],
    [
      'a bearer token',
      { type: 'bearer', token: { secret: 's' } },
      { s: 't-1' },
      { authorization: 'Bearer t-1' },
    ],
  ]
  it.each(kinds)(
    'shows %s, and keeps it out of what is looked at',
    async (_, definition, secrets, shown) => {
      const { client, exchange, connection } = await connectionTo(
        await startPeer(),
        definition,
        secrets,
      )
      const { payload } = await client.get<Shown>('/')
      expect(payload).toMatchObject(shown)
      expect(exchange.steps[0]?.sent?.headers).not.toMatchObject(shown)
      // A ping shows it as well: who pings a guarded API wants to know that it would be let in.
      expect((await connection.ping(AbortSignal.timeout(5000))).detail).toContain('answered 200')
    },
  )

  it('may set the header itself', async () => {
    const definition = { type: 'bearer', token: { secret: 's' } }
    const values = { headers: { Authorization: 'of the connection' } }
    const { client } = await connectionTo(await startPeer(), definition, { s: 't-1' }, values)
    expect((await client.get<Shown>('/')).payload?.authorization).toBe('Bearer t-1')
    const { payload } = await client.get<Shown>('/', { headers: { Authorization: 'Own x' } })
    expect(payload?.authorization).toBe('Own x')
  })

  it.each([
    ['has no secret', { type: 'bearer', token: { secret: 'none' } }, 'SECRET_MISSING'],
    [
      'is switched off',
      { type: 'bearer', token: { secret: 's' }, isActive: false },
      'SECURITY_OFF',
    ],
    ['signs nothing', { type: 'group', members: ['us'] }, 'SECURITY_INCOMPLETE'],
    ['cannot be sent', { type: 'bearer', token: { secret: 'broken' } }, 'SECURITY_INCOMPLETE'],
    [
      'has an empty password',
      { type: 'basic', user: 'x', password: { secret: 'empty' } },
      'SECURITY_INCOMPLETE',
    ],
    [
      'has no certificate',
      { type: 'client-certificate', certificate: 'x', key: { secret: 's' } },
      'SECURITY_INCOMPLETE',
    ],
  ])('is not made as nobody when the definition %s', async (_, definition, code) => {
    const secrets = { s: 't-1', broken: 'a b', empty: '' }
    await expect(connectionTo('http://127.0.0.1:1', definition, secrets)).rejects.toMatchObject({
      code,
    })
  })
})

describe('OAuth2 client credentials', () => {
  const definition = (more: Record<string, unknown> = {}) => ({
    type: 'oauth2-client-credentials',
    tokenUrl: login.url('/token'),
    clientId: 'hub',
    clientSecret: { secret: 's' },
    ...more,
  })
  const secrets = { s: 'client-secret' }

  it('fetch one token for all calls', async () => {
    const more = { scopes: ['a', 'b'], parameters: { audience: 'erp' } }
    const { client } = await connectionTo(await startPeer(), definition(more), secrets)
    const release = login.hold()
    const calls = Array.from({ length: 20 }, () => client.get<Shown>('/'))
    await expect.poll(() => login.asked.length).toBe(1)
    release()
    for (const { payload } of await Promise.all(calls)) {
      expect(payload?.authorization).toBe('Bearer given-1')
    }
    expect(login.asked).toEqual([
      {
        path: '/token',
        authorization: `Basic ${Buffer.from('hub:client-secret').toString('base64')}`,
        form: { grant_type: 'client_credentials', scope: 'a b', audience: 'erp' },
      },
    ])
  })

  it('renew it shortly before it ends, beside the calls', async () => {
    login.giveFor('2')
    const { client } = await connectionTo(await startPeer(), definition(), secrets)
    const shown = async () => (await client.get<Shown>('/')).payload?.authorization
    expect(await shown()).toBe('Bearer given-1')
    await expect.poll(shown, { timeout: 10_000 }).not.toBe('Bearer given-1')
    // While the server is down, the token that is there is used to its end.
    login.answerWith((response) => response.writeHead(503).end())
    expect(await shown()).toMatch(/^Bearer given-/)
    await expect
      .poll(() => shown().catch(({ code }) => code as string), { timeout: 10_000 })
      .toBe('OUTGOING_UNREACHABLE')
    login.answerWith(undefined)
    await expect.poll(() => shown().catch(() => ''), { timeout: 10_000 }).toMatch(/^Bearer given-/)
  })

  it('fetch another one when a call is answered 401, once for all that were, and call again', async () => {
    let valid = 'Bearer given-1'
    const url = await startPeer(({ headers }) => headers.authorization === valid)
    const { client } = await connectionTo(url, definition(), secrets)
    expect((await client.get('/')).status).toBe(200)
    valid = 'Bearer given-2'
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => client.post<Shown>('/', { some: 'thing' })),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(login.asked).toHaveLength(2)
  })

  it('call again only once', async () => {
    let calls = 0
    const url = await startPeer(() => {
      calls++
      return false
    })
    const { client } = await connectionTo(url, definition(), secrets)
    expect((await client.get('/')).status).toBe(401)
    expect([calls, login.asked.length]).toEqual([2, 2])
  })

  it.each([
    [400, '{"error":"invalid_client"}', 'OUTGOING_LOGIN_FAILED', 'answered 400 (invalid_client)'],
    [401, '', 'OUTGOING_LOGIN_FAILED', 'answered 401'],
    [503, '', 'OUTGOING_UNREACHABLE', 'answered 503'],
    [200, '{}', 'OUTGOING_UNREADABLE', 'gave no access_token'],
    [200, '{"access_token":"a\\nb"}', 'OUTGOING_UNREADABLE', 'gave no access_token'],
    [200, 'null', 'OUTGOING_UNREADABLE', 'gave no access_token'],
  ])('fail with the reason when the server answers %i %s', async (status, body, code, words) => {
    login.answerWith((response) => response.writeHead(status).end(body))
    const { client, connection } = await connectionTo(await startPeer(), definition(), secrets, {
      retryAttempts: 1,
    })
    const failure = await client.get('/').catch((thrown: unknown) => thrown)
    expect(failure).toMatchObject({ code, message: expect.stringContaining(words) })
    expect(String(failure)).not.toContain('client-secret')
    expect(connection.condition().state).toBe(status === 200 ? 'ready' : 'failing')
  })

  it('do not hold up a call whose time is over', async () => {
    login.hold()
    const { connection } = await connectionTo(
      await startPeer(),
      definition({ timeout: 30 }),
      secrets,
    )
    const client = connection.client(testExchange(100)) as RestClient
    await expect(client.get('/')).rejects.toMatchObject({ code: 'DEADLINE_PASSED' })
  })
})

describe('a client certificate', () => {
  it('is shown to a server that asks for one', async () => {
    const authority = await makeAuthority('/CN=Root')
    onTestFinished(() => authority.close())
    const [server, client] = await Promise.all([
      authority.issue('/CN=127.0.0.1'),
      authority.issue('/CN=hub'),
    ])
    const peer = createTls(
      {
        cert: server.certificate,
        key: server.key,
        ca: authority.certificate,
        requestCert: true,
        rejectUnauthorized: true,
      },
      ({ socket }, response) => response.end((socket as TLSSocket).getPeerCertificate().subject.CN),
    ).listen(0, '127.0.0.1')
    await once(peer, 'listening')
    onTestFinished(() => {
      peer.closeAllConnections()
      peer.close()
    })
    const url = `https://127.0.0.1:${(peer.address() as AddressInfo).port}`
    const values = { tlsCa: authority.certificate }
    const definition = {
      type: 'client-certificate',
      certificate: client.certificate,
      key: { secret: 's' },
    }
    const known = await connectionTo(url, definition, { s: client.key }, values)
    expect((await known.client.get('/')).text).toBe('hub')
    const nobody = await connectionTo(
      url,
      definition,
      { s: client.key },
      { ...values, security: '' },
    )
    await expect(nobody.client.get('/')).rejects.toMatchObject({ code: 'OUTGOING_LOST' })
    await expect(connectionTo(url, definition, { s: server.key }, values)).rejects.toThrow(
      'the key is not that of the certificate',
    )
  })
})
