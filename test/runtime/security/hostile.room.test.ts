/** Requests that try to get around the guard, or to make it work for nothing: as bytes over real sockets. */
import { once } from 'node:events'
import { expect, it, onTestFinished } from 'vitest'
import { startAuthorizationServer } from '../../peers/authorization-server.ts'
import { basicHeader, bearerHeader, runGuarded } from '../../support/guarded.ts'
import { openHost, rawConnection } from '../connectors/http/open-host.ts'

const security = { erp: { type: 'basic', user: 'erp', password: { secret: 'p' } } }
const secrets = { p: 'password' }
const { authorization: good } = basicHeader('erp', 'password')
const { authorization: wrong } = basicHeader('erp', 'guess')

async function raw(channel: Record<string, unknown> = {}) {
  const { address } = await runGuarded({ security, channel }, secrets)
  return rawConnection(Number(new URL(address()).port))
}

const head = (method: string, ...lines: string[]) =>
  [`${method} /ask HTTP/1.1`, 'Host: x', ...lines, '', ''].join('\r\n')

it.each([
  ['the good one first', [good, wrong]],
  ['the good one last', [wrong, good]],
  ['both good', [good, good]],
  ['an empty one first', ['', good]],
])('takes two credentials for none: %s', async (_, values) => {
  const { write, until } = await raw()
  write(
    head(
      'GET',
      ...values.map((value, index) => `${index ? 'authorization' : 'Authorization'}: ${value}`),
    ),
  )
  expect(await until('\r\n\r\n')).toMatch(/^HTTP\/1\.1 401 /)
})

it('takes a credential in a trailer, a query or a cookie for none', async () => {
  const { write, until } = await raw()
  const cookie = `Cookie: authorization=${good.replace(' ', '%20')}`
  write(head('POST', cookie, 'Transfer-Encoding: chunked', 'Trailer: Authorization'))
  write(`2\r\n{}\r\n0\r\nAuthorization: ${good}\r\n\r\n`)
  expect(await until('\r\n\r\n')).toMatch(/^HTTP\/1\.1 401 /)
})

it('asks nobody for a body whom it does not let in', async () => {
  const { write, until } = await raw()
  write(head('POST', 'Expect: 100-continue', 'Content-Length: 9000000', `Authorization: ${wrong}`))
  const answer = await until('\r\n\r\n')
  expect(answer).toMatch(/^HTTP\/1\.1 401 /)
  expect(answer).not.toContain('100 Continue')
})

it('answers before the body is there, and hears it out', async () => {
  const { write, until } = await raw()
  write(head('POST', 'Content-Length: 1000000'))
  expect(await until('\r\n\r\n')).toMatch(/^HTTP\/1\.1 401 /)
  write(`${' '.repeat(1_000_000)}${head('GET', `Authorization: ${good}`)}`)
  expect(await until('HTTP/1.1 200 ')).toContain('"erp"')
})

it.each([
  ['a part of the body', 'Content-Length: 10', '12345'],
  ['all of the body', 'Content-Length: 5', '12345'],
  ['no body', 'Content-Length: 0', ''],
])(
  'gives back the place of a caller who sent %s and went while it was asked who that is',
  async (_, length, body) => {
    const server = await startAuthorizationServer()
    onTestFinished(() => server.close())
    server.know('token', {})
    const { address, ask } = await runGuarded(
      {
        security: {
          staff: {
            type: 'oauth2-introspection',
            url: server.url('/introspect'),
            clientId: 'hub',
            clientSecret: { secret: 'p' },
          },
        },
        channel: { maxConcurrent: 1 },
      },
      secrets,
    )
    const { write, socket } = rawConnection(Number(new URL(address()).port))
    const release = server.hold()
    write(head('POST', 'Authorization: Bearer token', length) + body)
    await expect.poll(() => server.asked.length).toBe(1)
    expect((await ask(bearerHeader('token'))).status).toBe(503)
    socket.destroy()
    await once(socket, 'close')
    // By the time this is answered the channel knows that the other one went.
    expect((await ask(bearerHeader('token'))).status).toBe(503)
    release()
    await expect.poll(async () => (await ask(bearerHeader('token'))).status).toBe(200)
  },
)

it('decides for each request of a connection anew', async () => {
  const { write, until } = await raw()
  const letIn = head('GET', `Authorization: ${good}`)
  write(letIn + head('GET') + letIn + head('GET').replace('/ask', '/end'))
  const answers = await until('HTTP/1.1 404')
  const statuses = [...answers.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status)
  expect(statuses).toEqual(['200', '401', '200', '404'])
})

it('lets a browser ask whether it may call, and read why it may not', async () => {
  const { address } = await runGuarded(
    { security, channel: { corsOrigins: ['https://app.example'] } },
    secrets,
  )
  const origin = 'https://app.example'
  const asks = { origin, 'access-control-request-method': 'POST' }
  const preflight = await fetch(address(), { method: 'OPTIONS', headers: asks })
  expect(preflight.status).toBe(204)
  const call = await fetch(address(), { method: 'POST', headers: { origin } })
  expect([call.status, call.headers.get('access-control-allow-origin')]).toEqual([401, origin])
})

it.each([[['erp']], [['']], ['erp'], [[['erp']]]])(
  'is closed when nobody is there who knows %j',
  async (names) => {
    let delivered = 0
    const deliver = () => {
      delivered++
      return Promise.reject(new Error('Nothing is to be delivered.'))
    }
    const { base, conditions, refused } = await openHost(
      { Ask: { path: '/ask', security: names } },
      deliver,
    )
    expect(conditions.get('Ask')).toMatchObject({ state: 'incomplete' })
    const answer = await fetch(`${base}/ask`, { headers: { authorization: good } })
    expect([answer.status, delivered]).toEqual([503, 0])
    expect(refused.map(({ code }) => code)).toEqual(['SECURITY_UNAVAILABLE'])
  },
)
