import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import pino from 'pino'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Condition } from '../../../../../runtime/connectors/connector.ts'
import { restDefinition } from '../../../../../runtime/connectors/http/definition.ts'
import { openRest } from '../../../../../runtime/connectors/http/outgoing/rest-connection.ts'
import { Message } from '../../../../../runtime/message/message.ts'
import { Failure } from '../../../../../runtime/model/failure.ts'
import { withDefaults } from '../../../../../runtime/model/field.ts'
import type { RestClient } from '../../../../../runtime/services/clients.ts'
import { testExchange } from '../../../../support/exchange.ts'

interface Asked {
  method: string
  url: string
  headers: IncomingMessage['headers']
  body: string
}

/** A peer that answers as told, and remembers what it was asked. */
async function openPeer(answer: (response: ServerResponse, asked: Asked, count: number) => void) {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request
    const one = { method, url, headers, body: await text(request) }
    asked.push(one)
    answer(response, one, asked.length)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  return { asked, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

/** A peer that speaks no HTTP: what it does with each socket is the test's business. */
async function openSocketPeer(take: (socket: Socket, count: number) => void) {
  let count = 0
  const sockets = new Set<Socket>()
  const server = createTcpServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    take(socket, ++count)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, count: () => count }
}

function open(values: Record<string, unknown>, timeout?: number) {
  const told: Condition[] = []
  const connection = openRest(
    {
      name: 'erp',
      type: 'rest',
      values: withDefaults(restDefinition.outgoing?.fields ?? [], { retryDelay: 0.01, ...values }),
    },
    {
      logger: pino({ level: 'silent' }),
      project: 'test',
      onCondition: (_, condition) => void told.push(condition),
    },
  )
  onTestFinished(() => connection.close(AbortSignal.abort()))
  const exchange = testExchange(timeout)
  return { connection, exchange, told, client: connection.client(exchange) as RestClient }
}

const failureOf = async (promise: Promise<unknown>) => {
  const thrown = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(thrown).toBeInstanceOf(Failure)
  return thrown as Failure
}

const ok = (response: ServerResponse, body = '{}', type = 'application/json') =>
  void response.writeHead(200, { 'content-type': type }).end(body)

describe('a call', () => {
  it('goes to its path with its query, headers and tracing', async () => {
    const { url, asked } = await openPeer((response) => ok(response, '{"id":17}'))
    const { client, exchange } = open({
      url: `${url}/api/`,
      headers: { Authorization: 'Bearer x', 'X-Kind': 'connection' },
    })
    const answer = await client.post(
      '/bills/{id}',
      { amount: 1 },
      {
        params: { id: 'a/b' },
        query: { q: ['1', '2'], none: undefined },
        headers: { 'x-kind': 'call' },
      },
    )
    expect(answer).toMatchObject({ status: 200, ok: true, payload: { id: 17 }, text: '{"id":17}' })
    expect(asked[0]).toMatchObject({
      method: 'POST',
      url: '/api/bills/a%2Fb?q=1&q=2',
      body: '{"amount":1}',
      headers: {
        authorization: 'Bearer x',
        'x-kind': 'call',
        'content-type': 'application/json',
        'x-patchbay-cid': exchange.cid,
        traceparent: exchange.traceparent,
      },
    })
    const [step] = exchange.steps
    expect(step).toMatchObject({ name: 'erp', label: `POST ${url}/api/bills/a%2Fb` })
    expect(step?.sent?.payload).toEqual({ amount: 1 })
    expect(step?.answered?.properties).toEqual({ status: 200 })
  })

  it.each([
    [{ a: 1 }, undefined, 'application/json', '{"a":1}'],
    ['text', undefined, 'text/plain; charset=utf-8', 'text'],
    [Buffer.from('x'), undefined, 'application/octet-stream', 'x'],
    [new URLSearchParams({ a: 'ü' }), undefined, 'application/x-www-form-urlencoded', 'a=%C3%BC'],
    [{ a: { b: '1' } }, 'xml', 'application/xml', '<a><b>1</b></a>'],
    [{ a: ['1', '2'] }, 'form', 'application/x-www-form-urlencoded', 'a=1&a=2'],
    ['text', 'json', 'application/json', '"text"'],
    [undefined, undefined, undefined, ''],
  ] as const)('with %j as %s has its type', async (payload, format, type, body) => {
    const { url, asked } = await openPeer((response) => ok(response))
    await open({ url }).client.put('/', payload, format ? { format } : {})
    expect(asked[0]?.body).toBe(body)
    expect(asked[0]?.headers['content-type']).toBe(type)
  })

  it('needs all values of its path', async () => {
    const { client } = open({ url: 'http://127.0.0.1:1' })
    await expect(client.get('/a/{id}')).rejects.toThrow('needs a value for {id}')
  })

  it('cannot smuggle a header in', async () => {
    const { url, asked } = await openPeer((response) => ok(response))
    const { client } = open({ url })
    const failure = await failureOf(client.get('/', { headers: { 'x-a': 'a\r\nx-b: b' } }))
    expect(failure.code).toBe('OUTPUT_MALFORMED')
    expect(asked).toEqual([])
  })
})

describe('an answer', () => {
  it.each([
    ['application/json', '{"a":1}', { a: 1 }],
    ['application/problem+json', '[1]', [1]],
    ['text/xml', '<a>1</a>', { a: '1' }],
    ['text/plain', 'x', 'x'],
    ['text/csv', 'a,b', 'a,b'],
    ['application/x-www-form-urlencoded', 'a=1', { a: '1' }],
    ['image/png', 'x', Buffer.from('x')],
    ['application/json', '', undefined],
  ])('of %s %j is read', async (type, body, payload) => {
    const { url } = await openPeer((response) => ok(response, body, type))
    expect((await open({ url }).client.get('/')).payload).toEqual(payload)
  })

  it('is decompressed', async () => {
    const { url, asked } = await openPeer((response) =>
      response
        .writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/plain' })
        .end(gzipSync('hello')),
    )
    const answer = await open({ url }).client.get('/')
    expect(answer).toMatchObject({ text: 'hello' })
    expect(answer.headers).not.toHaveProperty('content-encoding')
    expect(asked[0]?.headers['accept-encoding']).toBe('gzip, deflate, br')
  })

  it('that is an error is an answer to code', async () => {
    const { url } = await openPeer((response) => response.writeHead(404).end('no such bill'))
    const answer = await open({ url }).client.get('/bills/1')
    expect(answer).toMatchObject({ status: 404, ok: false })
    const failure = await failureOf(Promise.resolve().then(() => answer.orThrow()))
    expect(failure).toMatchObject({
      code: 'OUTGOING_ANSWERED_ERROR',
      message: `GET ${url}/bills/1 of "erp" answered 404.`,
      details: { status: 404, body: 'no such bill' },
    })
  })

  it('that cannot be read is a failure of the peer', async () => {
    const { url } = await openPeer((response) => ok(response, '{'))
    const answer = await open({ url }).client.get('/')
    expect(await failureOf(Promise.resolve().then(() => answer.payload))).toMatchObject({
      code: 'OUTGOING_UNREADABLE',
      message: expect.stringContaining('line 1, column 2'),
    })
  })

  it('that is too large is refused', async () => {
    const { url } = await openPeer((response) => ok(response, 'x'.repeat(100_000), 'text/plain'))
    const failure = await failureOf(open({ url, maxSize: 0.01 }).client.get('/'))
    expect(failure.code).toBe('OUTGOING_UNREADABLE')
    const { url: bomb } = await openPeer((response) =>
      response
        .writeHead(200, { 'content-encoding': 'gzip' })
        .end(gzipSync(Buffer.alloc(1_000_000))),
    )
    expect(await failureOf(open({ url: bomb, maxSize: 0.01 }).client.get('/'))).toMatchObject({
      code: 'OUTGOING_UNREADABLE',
    })
  })
})

describe('another try', () => {
  it.each([429, 502, 503, 504])('follows %i, and may succeed', async (status) => {
    const { url, asked } = await openPeer((response, _, count) => {
      if (count < 3) response.writeHead(status).end()
      else ok(response)
    })
    const { client, exchange } = open({ url })
    expect((await client.get('/')).status).toBe(200)
    expect(asked.length).toBe(3)
    expect(exchange.steps.length).toBe(1)
  })

  it('is made no more often than allowed', async () => {
    const { url, asked } = await openPeer((response) => response.writeHead(503).end())
    expect((await open({ url }).client.delete('/')).status).toBe(503)
    expect(asked.length).toBe(3)
  })

  it('is never made for POST unless the call says so', async () => {
    const { url, asked } = await openPeer((response) => response.writeHead(503).end())
    const { client } = open({ url })
    await client.post('/', {})
    await client.patch('/', {})
    expect(asked.length).toBe(2)
    await client.post('/', {}, { retries: 1 })
    expect(asked.length).toBe(4)
  })

  it.each([400, 404, 500])('is of no use after %i', async (status) => {
    const { url, asked } = await openPeer((response) => response.writeHead(status).end())
    await open({ url }).client.get('/')
    expect(asked.length).toBe(1)
  })

  it('follows a connection that is lost', async () => {
    const peer = await openSocketPeer((socket, count) => {
      socket.on('data', () => {
        if (count < 3) socket.destroy()
        else socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok')
      })
    })
    expect((await open({ url: peer.url }).client.get('/')).text).toBe('ok')
    expect(peer.count()).toBe(3)
  })

  it('waits no longer than the answer asks for when that is too long', async () => {
    const { url, asked } = await openPeer((response) =>
      response.writeHead(503, { 'retry-after': '3600' }).end(),
    )
    expect((await open({ url }).client.get('/')).status).toBe(503)
    expect(asked.length).toBe(1)
  })

  it('is not waited for beyond the time of the exchange', async () => {
    const { url, asked } = await openPeer((response) => response.writeHead(503).end())
    const { client } = open({ url, retryDelay: 60, retryMaxDelay: 60 }, 5000)
    expect((await client.get('/')).status).toBe(503)
    expect(asked.length).toBe(1)
  })
})

describe('a peer', () => {
  it('that does not listen is unreachable', async () => {
    const server = createTcpServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    await new Promise((resolve) => server.close(resolve))
    const { client, connection, told } = open({ url: `http://127.0.0.1:${port}` })
    expect(await failureOf(client.get('/x'))).toMatchObject({
      code: 'OUTGOING_UNREACHABLE',
      message: `GET http://127.0.0.1:${port}/x of "erp" failed: nothing listens at 127.0.0.1:${port}. Is it started, is the port right?`,
      at: { collection: 'connections', name: 'erp' },
      attempts: 3,
    })
    expect(connection.condition()).toMatchObject({
      state: 'failing',
      reason: { code: 'OUTGOING_UNREACHABLE' },
    })
    expect(told.map(({ state }) => state)).toEqual(['failing'])
  })

  it('without a name is unreachable', async () => {
    const { client } = open({ url: 'http://nobody.invalid', retryAttempts: 1 })
    expect(await failureOf(client.get('/'))).toMatchObject({
      code: 'OUTGOING_UNREACHABLE',
      message: expect.stringContaining('nobody.invalid'),
    })
  })

  it('that is slow is timed out, with the limit and the address', async () => {
    const { url } = await openPeer(() => {})
    const { client } = open({ url, timeout: 0.2 })
    expect(await failureOf(client.get('/slow?key=secret'))).toMatchObject({
      code: 'OUTGOING_TIMED_OUT',
      message: `GET ${url}/slow of "erp" was not answered within 0.2 s.`,
      details: { limit: 200 },
    })
  })

  it('that stops within its body is timed out', async () => {
    const { url } = await openPeer((response) => {
      response.writeHead(200, { 'content-length': '10' }).write('abc')
    })
    const failure = await failureOf(open({ url, timeout: 0.2 }).client.get('/'))
    expect(failure.code).toBe('OUTGOING_TIMED_OUT')
  })

  it('that answers something else than HTTP is unreadable', async () => {
    const peer = await openSocketPeer((socket) => {
      socket.on('data', () => socket.end('220 ftp.example.com\r\n'))
    })
    const { client } = open({ url: peer.url })
    expect((await failureOf(client.get('/'))).code).toBe('OUTGOING_UNREADABLE')
  })

  it('that is back is ready', async () => {
    let isBroken = true
    const peer = await openSocketPeer((socket) => {
      if (isBroken) socket.destroy()
      else socket.on('data', () => socket.write('HTTP/1.1 204 No\r\n\r\n'))
    })
    const { client, connection, told } = open({ url: peer.url, retryAttempts: 1 })
    expect((await failureOf(client.get('/'))).code).toBe('OUTGOING_LOST')
    isBroken = false
    await client.get('/')
    expect(told.map(({ state }) => state)).toEqual(['failing', 'ready'])
    expect(connection.condition()).toMatchObject({
      state: 'ready',
      figures: { pooled: 1, busy: 0 },
    })
  })

  it('gets no more connections than the pool has', async () => {
    const waiting: ServerResponse[] = []
    const peer = await openPeer((response) => void waiting.push(response))
    const { client, connection } = open({ url: peer.url, poolSize: 2 })
    const calls = Array.from({ length: 5 }, () => client.get('/'))
    await expect.poll(() => waiting.length).toBe(2)
    expect(connection.condition().figures).toEqual({ pooled: 2, busy: 2, waiting: 3 })
    for (let answered = 0; answered < 5; answered++) {
      await expect.poll(() => waiting.length).toBeGreaterThan(answered)
      const response = waiting[answered]
      if (response) ok(response)
    }
    await Promise.all(calls)
  })
})

describe('an exchange', () => {
  it('that ends takes its calls with it', async () => {
    const { url, asked } = await openPeer(() => {})
    const { client, exchange } = open({ url })
    const call = client.get('/')
    await expect.poll(() => asked.length).toBe(1)
    exchange.abort(new Failure('CALLER_GONE', 'Gone.'))
    expect((await failureOf(call)).code).toBe('CALLER_GONE')
  })

  it('may give up one call', async () => {
    const { url, asked } = await openPeer(() => {})
    const stop = new AbortController()
    const call = open({ url }).client.get('/', { signal: stop.signal })
    await expect.poll(() => asked.length).toBe(1)
    stop.abort()
    expect(await failureOf(call)).toMatchObject({ kind: 'cancelled' })
  })
})

describe('a node', () => {
  const values = withDefaults(restDefinition.outgoing?.call ?? [], {})

  it('sends the payload and passes the answer on', async () => {
    const { url, asked } = await openPeer((response) => ok(response, '{"ok":true}'))
    const { connection, exchange } = open({ url })
    const message = new Message({ payload: { id: 7, a: 'x' }, format: 'json' })
    const fields = { ...values, path: '/bills/{id}', query: { q: '1', none: '' } }
    const answer = await connection.send(message, fields, exchange)
    expect(asked[0]).toMatchObject({
      method: 'POST',
      url: '/bills/7?q=1',
      body: '{"id":7,"a":"x"}',
    })
    expect(answer.payload).toEqual({ ok: true })
    expect(answer.properties).toEqual({ status: 200 })
    expect(exchange.steps.map(({ label }) => label)).toEqual([`POST ${url}/bills/7`])
  })

  it('leaves bytes as they came', async () => {
    const { url, asked } = await openPeer((response) => ok(response))
    const { connection, exchange } = open({ url })
    const message = new Message({ raw: Buffer.from('x'), contentType: 'image/png' })
    await connection.send(message, values, exchange)
    expect(asked[0]).toMatchObject({ body: 'x', headers: { 'content-type': 'image/png' } })
  })

  it('writes the payload in its own format', async () => {
    const { url, asked } = await openPeer((response) => ok(response))
    const { connection, exchange } = open({ url })
    const message = new Message({ raw: Buffer.from('{"a":"b"}'), format: 'json' })
    await connection.send(message, { ...values, bodyFormat: 'xml' }, exchange)
    expect(asked[0]).toMatchObject({
      body: '<a>b</a>',
      headers: { 'content-type': 'application/xml' },
    })
  })

  it('fails with an error of the peer unless it takes that for an answer', async () => {
    const { url } = await openPeer((response) => response.writeHead(422).end('no'))
    const { connection, exchange } = open({ url })
    const message = new Message({ payload: {} })
    const failure = await failureOf(connection.send(message, values, exchange))
    expect(failure.code).toBe('OUTGOING_ANSWERED_ERROR')
    const answer = await connection.send(message, { ...values, failOnError: false }, exchange)
    expect(answer.properties).toEqual({ status: 422 })
  })

  it('fails with what it lacks', async () => {
    const { connection, exchange } = open({ url: 'http://127.0.0.1:1' })
    const call = connection.send(new Message({}), { ...values, path: '/{id}' }, exchange)
    expect((await failureOf(call)).code).toBe('INPUT_MISSING')
  })
})

describe('a ping', () => {
  it('comes back from whoever answers', async () => {
    const { url, asked } = await openPeer((response) => response.writeHead(404).end())
    const { connection } = open({ url, pingMethod: 'GET', pingPath: '/health?deep=1' })
    expect(await connection.ping(AbortSignal.timeout(5000))).toEqual({
      took: expect.any(Number),
      detail: `GET ${url}/health?deep=1 answered 404`,
    })
    expect(asked[0]).toMatchObject({ method: 'GET', url: '/health?deep=1' })
  })

  it('fails with a peer that is broken', async () => {
    const { url } = await openPeer((response) => response.writeHead(500).end())
    const { connection } = open({ url })
    const failure = await failureOf(connection.ping(AbortSignal.timeout(5000)))
    expect(failure.code).toBe('OUTGOING_ANSWERED_ERROR')
  })

  it('is a step when code asks for it', async () => {
    const { url } = await openPeer((response) => ok(response))
    const { client, exchange } = open({ url })
    await client.ping()
    expect(exchange.steps.map(({ label }) => label)).toEqual(['ping'])
  })
})

describe('closing', () => {
  it('finishes what is under way and begins nothing more', async () => {
    const waiting: ServerResponse[] = []
    const { url } = await openPeer((response) => void waiting.push(response))
    const { connection, client } = open({ url })
    const call = client.get('/')
    await expect.poll(() => waiting.length).toBe(1)
    const closing = connection.close(new AbortController().signal)
    expect((await failureOf(client.get('/'))).code).toBe('OUTGOING_OFF')
    const [response] = waiting
    if (response) ok(response)
    expect((await call).status).toBe(200)
    await closing
  })
})
