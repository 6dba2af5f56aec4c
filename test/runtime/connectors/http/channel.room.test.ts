import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Deliver } from '../../../../runtime/connectors/connector.ts'
import type { Origin } from '../../../../runtime/message/exchange.ts'
import { Message } from '../../../../runtime/message/message.ts'
import { Failure } from '../../../../runtime/model/failure.ts'
import { openHost, rawConnection, specs } from './open-host.ts'

const echo: Deliver = async (message) =>
  new Message({ raw: message.raw, contentType: message.contentType ?? 'none/none' })

const json = (payload: unknown, properties = {}) =>
  new Message({ payload, format: 'json', properties })

async function errorOf(response: Response): Promise<Record<string, unknown>> {
  const { error } = (await response.json()) as { error: Record<string, unknown> }
  expect(response.headers.get('x-patchbay-cid')).toBe(error.cid)
  return { status: response.status, ...error }
}

describe('a request', () => {
  it('arrives whole, bytes untouched', async () => {
    const { base } = await openHost({ a: { path: '/store' } }, echo)
    const body = Buffer.from(Array.from({ length: 3_000_000 }, (_, n) => n % 256))
    const response = await fetch(`${base}/store`, { method: 'POST', body })
    expect(response.status).toBe(200)
    expect(response.headers.get('x-patchbay-cid')).toMatch(/^[0-9a-f]{24}$/)
    expect(Buffer.from(await response.arrayBuffer()).equals(body)).toBe(true)
  })

  it('tells where it came from', async () => {
    let origin: Origin | undefined
    const { base } = await openHost(
      { a: { path: '/c/{id}/{rest*}', timeout: 7 } },
      async (_, from) => {
        origin = from
        return json(from.http?.query)
      },
    )
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const response = await fetch(`${base}/c/a%2Fb/x/y?q=1&q=2&r=%C3%BC#z`, {
      headers: { traceparent },
    })
    expect(await response.json()).toEqual({ q: ['1', '2'], r: 'ü' })
    expect(response.headers.get('traceparent')).toBe(traceparent)
    expect(origin).toMatchObject({
      channel: 'a',
      cid: response.headers.get('x-patchbay-cid'),
      timeout: 7000,
      traceparent,
      http: {
        method: 'GET',
        path: '/c/a%2Fb/x/y',
        pattern: '/c/{id}/{rest*}',
        remoteAddress: '127.0.0.1',
      },
    })
    expect({ ...origin?.http?.params }).toEqual({ id: 'a/b', rest: 'x/y' })
  })

  it('is parsed in the format of the channel, with its bytes still there', async () => {
    let seen: Message | undefined
    const { base } = await openHost(
      {
        json: { path: '/json', dataFormat: 'json' },
        xml: { path: '/xml', dataFormat: 'xml' },
        form: { path: '/form', dataFormat: 'form' },
        csv: { path: '/csv', dataFormat: 'csv' },
      },
      async (message) => {
        seen = message
        return json(message.payload)
      },
    )
    const post = async (path: string, body: string) => {
      const response = await fetch(base + path, { method: 'POST', body })
      expect(seen?.raw.toString()).toBe(body)
      return response.json()
    }
    expect(await post('/json', '{"a": 1}')).toEqual({ a: 1 })
    expect(await post('/xml', '<a><b>1</b></a>')).toEqual({ a: { b: '1' } })
    expect(await post('/form', 'a=1&a=2')).toEqual({ a: ['1', '2'] })
    expect(await post('/csv', 'a,b\n1,2')).toEqual([{ a: '1', b: '2' }])
  })

  it.each([
    ['json', '{\n"a": }', 'MESSAGE_NOT_JSON', 2, 6],
    ['xml', '<a>\n</b>', 'MESSAGE_NOT_XML', 2, 1],
  ])(
    'with broken %s is answered 400 with the position',
    async (dataFormat, body, code, line, column) => {
      let calls = 0
      const { base } = await openHost({ a: { path: '/', dataFormat } }, async () => json(++calls))
      const error = await errorOf(await fetch(base, { method: 'POST', body }))
      expect(error).toMatchObject({ status: 400, code, line, column })
      expect(calls).toBe(0)
    },
  )

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('is decoded from %s within the limit', async (encoding, encode) => {
    const headers: string[][] = []
    const { base } = await openHost({ a: { path: '/', maxSize: 0.01 } }, (message, origin) => {
      headers.push(Object.keys(message.headers))
      return echo(message, origin)
    })
    const post = (body: Buffer) =>
      fetch(base, {
        method: 'POST',
        body: new Uint8Array(body),
        headers: { 'content-encoding': encoding },
      })
    expect(await (await post(encode('x'.repeat(9000)))).text()).toBe('x'.repeat(9000))
    expect(headers[0]).not.toContain('content-encoding')
    expect(await errorOf(await post(encode('x'.repeat(1_000_000))))).toMatchObject({ status: 413 })
    expect(await errorOf(await post(Buffer.from('not encoded')))).toMatchObject({
      status: 400,
      code: 'MESSAGE_UNREADABLE',
    })
  })

  it('in an unknown encoding is answered 415', async () => {
    const { base } = await openHost({ a: { path: '/' } }, echo)
    const headers = { 'content-encoding': 'zstd' }
    const response = await fetch(base, { method: 'POST', body: 'x', headers })
    expect(response.headers.get('accept-encoding')).toBe('gzip, deflate, br')
    expect(await errorOf(response)).toMatchObject({ status: 415, code: 'MESSAGE_ENCODING_UNKNOWN' })
  })
})

describe('no channel', () => {
  it('answers 404, and 405 with what is allowed', async () => {
    const { base } = await openHost({ a: { path: '/a', method: 'POST' } }, echo)
    expect(await errorOf(await fetch(`${base}/b?x=1`))).toMatchObject({
      status: 404,
      code: 'CHANNEL_NOT_FOUND',
      message: 'No channel answers at /b.',
    })
    const response = await fetch(`${base}/a`)
    expect(response.headers.get('allow')).toBe('POST, OPTIONS')
    expect(await errorOf(response)).toMatchObject({
      status: 405,
      code: 'CHANNEL_METHOD_NOT_ALLOWED',
    })
    expect(await errorOf(await fetch(`${base}/%ff`))).toMatchObject({ status: 400 })
  })

  it('answers OPTIONS for the others', async () => {
    const { base } = await openHost({ a: { path: '/a', method: 'GET' } }, echo)
    const response = await fetch(`${base}/a`, { method: 'OPTIONS' })
    expect(response.status).toBe(204)
    expect(response.headers.get('allow')).toBe('GET, HEAD, OPTIONS')
  })
})

describe('an answer', () => {
  it('to HEAD has the headers of GET and no body', async () => {
    let method = ''
    const { base } = await openHost({ a: { path: '/', method: 'GET' } }, async (_, origin) => {
      method = origin.http?.method ?? ''
      return json({ a: 1 })
    })
    const response = await fetch(base, { method: 'HEAD' })
    expect(response.headers.get('content-length')).toBe('7')
    expect(await response.text()).toBe('')
    expect(method).toBe('GET')
  })

  it('has the status and headers of the reply', async () => {
    const { base } = await openHost(
      { a: { path: '/', replyContentType: 'text/x' } },
      async () =>
        new Message({ payload: 'x', headers: { 'X-Own': '1' }, properties: { status: 201 } }),
    )
    const response = await fetch(base)
    expect(response.status).toBe(201)
    expect(response.headers.get('x-own')).toBe('1')
    expect(response.headers.get('content-type')).toBe('text/x')
  })

  it.each([204, 304])('with status %i has no body', async (status) => {
    const { base } = await openHost({ a: { path: '/' } }, async () => json({ a: 1 }, { status }))
    const response = await fetch(base)
    expect(response.status).toBe(status)
    expect(response.headers.has('content-length')).toBe(false)
    expect(await response.text()).toBe('')
  })

  it('of a defect tells the cid and nothing else', async () => {
    const { base } = await openHost({ a: { path: '/' } }, async () => {
      throw new Error('at /home/me/secret.ts:1')
    })
    const error = await errorOf(await fetch(base))
    expect(error).toEqual({
      status: 500,
      code: 'DEFECT',
      message: `The request failed; cid ${error.cid}`,
      cid: error.cid,
    })
  })

  it.each<Record<string, string>>([
    { 'x-a': 'one\r\nSet-Cookie: evil=1' },
    { 'x a': '1' },
    { 'x-a': '\u0100' },
  ])('never carries a header like %j', async (headers) => {
    const { base } = await openHost({ a: { path: '/' } }, async () => new Message({ headers }))
    const response = await fetch(base)
    expect(response.headers.get('set-cookie')).toBeNull()
    expect(await errorOf(await response)).toMatchObject({ status: 500, code: 'OUTPUT_MALFORMED' })
  })

  it('has the status of the failure', async () => {
    const { base } = await openHost({ a: { path: '/' } }, async () => {
      throw new Failure('CONFLICT', 'It is there already.')
    })
    const error = await errorOf(await fetch(base))
    expect(error).toMatchObject({ status: 409, code: 'CONFLICT', message: 'It is there already.' })
  })
})

describe('too many', () => {
  it('are answered 503 with Retry-After', async () => {
    const release: (() => void)[] = []
    const { base } = await openHost({ a: { path: '/', maxConcurrent: 2 } }, async () => {
      await new Promise<void>((resolve) => release.push(resolve))
      return json({})
    })
    const first = [fetch(base), fetch(base)]
    await expect.poll(() => release.length).toBe(2)
    const busy = await fetch(base)
    expect(busy.headers.get('retry-after')).toBe('1')
    expect(await errorOf(busy)).toMatchObject({ status: 503, code: 'CHANNEL_BUSY' })
    for (const go of release) go()
    expect((await Promise.all(first)).map(({ status }) => status)).toEqual([200, 200])
    const again = fetch(base)
    await expect.poll(() => release.length).toBe(3)
    release[2]?.()
    expect((await again).status).toBe(200)
  })
})

describe('a caller that goes', () => {
  it('aborts the signal of its exchange', async () => {
    const origins: Origin[] = []
    const { port } = await openHost({ a: { path: '/' } }, async (_, origin) => {
      origins.push(origin)
      await once(origin.signal as AbortSignal, 'abort')
      return json({})
    })
    const raw = rawConnection(port)
    raw.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    await expect.poll(() => origins.length).toBe(1)
    const aborted = once(origins[0]?.signal as AbortSignal, 'abort')
    raw.socket.destroy()
    await aborted
  })

  it('does not abort it by being answered', async () => {
    let signal: AbortSignal | undefined
    const { base } = await openHost({ a: { path: '/' } }, async (_, origin) => {
      signal = origin.signal
      return json({})
    })
    await (await fetch(base, { headers: { connection: 'close' } })).text()
    expect(signal?.aborted).toBe(false)
  })
})

describe('a page in a browser', () => {
  const channels = {
    one: {
      path: '/one',
      method: 'POST',
      corsOrigins: ['https://app.example.com'],
      corsCredentials: true,
      corsExpose: ['X-Own'],
    },
    all: { path: '/all', corsOrigins: ['*'] },
    none: { path: '/none' },
  }

  it('may call a channel that names it', async () => {
    const { base } = await openHost(channels, echo)
    const ask = (path: string, origin: string) =>
      fetch(base + path, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type',
        },
      })
    const allowed = await ask('/one', 'https://app.example.com')
    expect(allowed.status).toBe(204)
    expect(Object.fromEntries(allowed.headers)).toMatchObject({
      'access-control-allow-origin': 'https://app.example.com',
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'POST, OPTIONS',
      'access-control-allow-headers': 'content-type',
      'access-control-max-age': '600',
    })
    for (const refused of [
      await ask('/one', 'https://other.example.com'),
      await ask('/none', 'https://app.example.com'),
    ]) {
      expect(refused.headers.has('access-control-allow-origin')).toBe(false)
    }
    expect((await ask('/all', 'https://any')).headers.get('access-control-allow-origin')).toBe('*')
  })

  it('may read what it is answered, failures too', async () => {
    const { base } = await openHost(channels, async (message) => {
      if (message.raw.length === 0) throw new Failure('BAD_REQUEST', 'Empty.')
      return json({})
    })
    const headers = { origin: 'https://app.example.com' }
    for (const body of ['x', '']) {
      const response = await fetch(`${base}/one`, { method: 'POST', headers, body })
      expect(response.headers.get('access-control-allow-origin')).toBe(headers.origin)
      expect(response.headers.get('access-control-expose-headers')).toBe('X-Patchbay-CID, X-Own')
      expect(response.headers.get('vary')).toBe('Origin')
    }
  })
})

describe('a deploy', () => {
  it('lets what is in hand end on the old channel', async () => {
    const release: (() => void)[] = []
    const { host, base } = await openHost({ a: { path: '/old' } }, async (_, { http }) => {
      await new Promise<void>((resolve) => release.push(resolve))
      return json(http?.pattern)
    })
    const old = fetch(`${base}/old`)
    await expect.poll(() => release.length).toBe(1)
    const conditions = await host.swap({ close: ['a'], open: specs({ a: { path: '/new' } }) })
    expect(conditions.get('a')).toEqual({ state: 'ready', address: `${base}/new` })
    expect((await fetch(`${base}/old`)).status).toBe(404)
    release[0]?.()
    expect(await (await old).json()).toBe('/old')
  })

  it('fails no request while routes change', async () => {
    const { host, base } = await openHost({ a: { path: '/a' } }, async () => json({}))
    const statuses = new Set<number>()
    let asking = true
    const ask = async () => {
      while (asking) statuses.add((await fetch(`${base}/a`)).status)
    }
    const askers = Array.from({ length: 8 }, ask)
    for (let count = 0; count < 200; count++) {
      await host.swap({ close: ['a'], open: specs({ a: { path: '/a', timeout: 1 + count } }) })
      await new Promise(setImmediate)
    }
    asking = false
    await Promise.all(askers)
    expect([...statuses]).toEqual([200])
  })

  it('tells of a path that is taken, and of when it is free', async () => {
    const { host, conditions, condition, base } = await openHost(
      { first: { path: '/a/{x}' }, second: { path: '/a/{y}' } },
      async (_, { channel }) => json(channel),
    )
    expect(conditions.get('first')?.state).toBe('ready')
    expect(conditions.get('second')).toMatchObject({
      state: 'failing',
      reason: { code: 'CHANNEL_PATH_TAKEN', message: expect.stringContaining('"first"') },
    })
    await host.swap({ close: ['first'], open: [] })
    expect((await condition('second', 'ready')).address).toBe(`${base}/a/{y}`)
    expect(await (await fetch(`${base}/a/1`)).json()).toBe('second')
  })
})

describe('a port', () => {
  it('that is taken is tried again until it is free', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    onTestFinished(() => void other.close())
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const { conditions, condition } = await openHost({ a: { path: '/a' } }, echo, { port })
    expect(conditions.get('a')).toMatchObject({
      state: 'failing',
      reason: { code: 'CHANNEL_PORT_TAKEN', message: expect.stringContaining(`127.0.0.1:${port}`) },
      nextTry: expect.any(Number),
    })
    other.close()
    await condition('a', 'ready')
    expect((await fetch(`http://127.0.0.1:${port}/a`)).status).toBe(200)
  })
})

describe('closing', () => {
  it('finishes what is in hand and takes nothing more', async () => {
    const release: (() => void)[] = []
    const { host, base, port } = await openHost({ a: { path: '/' } }, async () => {
      await new Promise<void>((resolve) => release.push(resolve))
      return json({})
    })
    const unused = rawConnection(port)
    await once(unused.socket, 'connect')
    const kept = rawConnection(port)
    kept.write('GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n')
    await kept.until('CHANNEL_NOT_FOUND')
    const last = fetch(base)
    await expect.poll(() => release.length).toBe(1)
    let isClosed = false
    const closing = host.close(new AbortController().signal).then(() => {
      isClosed = true
    })
    await kept.closed
    await expect(fetch(base)).rejects.toThrow()
    expect(isClosed).toBe(false)
    release[0]?.()
    expect((await last).headers.get('connection')).toBe('close')
    await closing
    await unused.closed
  })

  it('lets go of what does not end when the signal says so', async () => {
    const { host, base } = await openHost({ a: { path: '/' } }, () => new Promise(() => {}))
    const stuck = fetch(base)
    const refused = expect(stuck).rejects.toThrow()
    await expect.poll(async () => (await fetch(`${base}/other`)).status).toBe(404)
    await host.close(AbortSignal.abort())
    await refused
  })
})
