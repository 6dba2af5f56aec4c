/** What no decent client sends, as bytes. Whatever comes, the caller gets an answer or a closed socket, and others go on. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Message } from '../../../../runtime/message/message.ts'
import { openHost, rawConnection } from './open-host.ts'

const answer = async (message: Message) =>
  new Message({ payload: { size: message.raw.length }, format: 'json' })

const channels = { a: { path: '/a', maxSize: 0.001 }, b: { path: '/b', dataFormat: 'json' } }

describe('a body that is too large', () => {
  it('is refused by its length before it is read', async () => {
    const { port } = await openHost(channels, answer)
    const raw = rawConnection(port)
    raw.write('POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n')
    const received = await raw.until('"limit"')
    expect(received).toMatch(/^HTTP\/1\.1 413 /)
    expect(received).toContain('larger than the 1 KiB allowed')
  })

  it('is refused while it is read, and the connection goes on', async () => {
    const { port } = await openHost(channels, answer)
    const raw = rawConnection(port)
    raw.write('POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n')
    for (let count = 0; count < 50; count++) raw.write(`800\r\n${'x'.repeat(0x800)}\r\n`)
    await raw.until('MESSAGE_TOO_LARGE')
    raw.write('0\r\n\r\nPOST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok')
    expect(await raw.until('{"size":2}')).toContain('HTTP/1.1 200 OK')
  })

  it('does not keep the answer from a client that sends first and reads then', async () => {
    const { base } = await openHost(channels, answer)
    for (let count = 0; count < 5; count++) {
      const body = Buffer.alloc(8 * 1024 * 1024)
      const response = await fetch(`${base}/a`, { method: 'POST', body })
      expect(response.status).toBe(413)
      expect(await response.json()).toHaveProperty('error.cid')
    }
  })
})

describe('who goes on sending', () => {
  it('is heard out for a while, not for ever', async () => {
    const { port } = await openHost(channels, answer)
    const raw = rawConnection(port)
    raw.write('POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000000\r\n\r\n')
    const part = Buffer.alloc(1024 * 1024)
    let sent = 0
    while (!raw.socket.closed && sent < 200) {
      sent++
      const written = new Promise((resolve) => raw.socket.write(part, resolve))
      await Promise.race([written, raw.closed])
    }
    expect(await raw.closed).toMatch(/^HTTP\/1\.1 413 /)
    expect(sent).toBeLessThan(200)
  })
})

describe('Expect: 100-continue', () => {
  const head = 'Host: a\r\nExpect: 100-continue\r\n'

  it('is told to go on when the body is wanted', async () => {
    const { port } = await openHost(channels, answer)
    const raw = rawConnection(port)
    raw.write(`POST /a HTTP/1.1\r\n${head}Content-Length: 3\r\n\r\n`)
    await raw.until('100 Continue')
    raw.write('abc')
    await raw.until('{"size":3}')
  })

  it.each([
    ['/a', 413],
    ['/nowhere', 404],
  ])('is spared the body of %s', async (path, status) => {
    const { port } = await openHost(channels, answer)
    const raw = rawConnection(port)
    raw.write(`POST ${path} HTTP/1.1\r\n${head}Content-Length: 5000\r\n\r\n`)
    const received = await raw.closed
    expect(received).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
    expect(received).not.toContain('100 Continue')
  })

  it('of anything else is answered 417', async () => {
    const { port } = await openHost(channels, answer)
    const raw = rawConnection(port)
    raw.write('POST /a HTTP/1.1\r\nHost: a\r\nExpect: a-miracle\r\nContent-Length: 1\r\n\r\n')
    expect(await raw.closed).toMatch(/^HTTP\/1\.1 417 .*X-Patchbay-CID: [0-9a-f]{24}/s)
  })
})

describe('what is not quite HTTP', () => {
  it.each([
    ['no Host', 'GET /a HTTP/1.1\r\n\r\n', 400],
    ['no HTTP', 'hello\r\n\r\n', 400],
    [
      'two lengths',
      'POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      400,
    ],
    [
      'a length and chunks',
      'POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['large headers', `GET /a HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['a line break in a header', 'GET /a HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n', 400],
  ])('is refused: %s', async (_name, text, status) => {
    const { port } = await openHost(channels, answer)
    const raw = rawConnection(port)
    raw.write(text)
    expect(await raw.until('"cid"')).toMatch(
      new RegExp(`^HTTP/1.1 ${status} .*X-Patchbay-CID: [0-9a-f]{24}`, 's'),
    )
  })

  it('is answered nevertheless when it is old or goes by a proxy', async () => {
    const { port } = await openHost(channels, answer)
    const old = rawConnection(port)
    old.write('GET /a HTTP/1.0\r\n\r\n')
    expect(await old.closed).toMatch(/^HTTP\/1\.1 200 /)
    const proxied = rawConnection(port)
    proxied.write('GET http://elsewhere/a?x=1 HTTP/1.1\r\nHost: a\r\n\r\n')
    expect(await proxied.until('{"size":0}')).toMatch(/^HTTP\/1\.1 200 /)
    const star = rawConnection(port)
    star.write('OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n')
    expect(await star.until('\r\n\r\n')).toMatch(/^HTTP\/1\.1 204 /)
  })

  it('keeps the order of pipelined requests', async () => {
    const { port } = await openHost(channels, answer)
    const raw = rawConnection(port)
    const post = (size: number) =>
      `POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: ${size}\r\n\r\n${'x'.repeat(size)}`
    raw.write(post(1) + post(2) + post(3))
    const received = await raw.until('{"size":3}')
    expect(received.match(/\{"size":\d\}/g)).toEqual(['{"size":1}', '{"size":2}', '{"size":3}'])
  })
})

describe('who is slow', () => {
  const times = { headers: 100, request: 200, check: 20 }

  it.each([
    ['its head', 'POST /a HTTP/1.1\r\nHost: a\r\n'],
    ['its body', 'POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc'],
  ])('with %s is answered 408', async (_name, text) => {
    const { port } = await openHost(channels, answer, { times })
    const raw = rawConnection(port)
    raw.write(text)
    expect(await raw.closed).toMatch(/^HTTP\/1\.1 408 .*X-Patchbay-CID/s)
  })
})

describe('who breaks off', () => {
  it('within the body never reaches a service', async () => {
    let calls = 0
    const { port, base } = await openHost(channels, async (message) => {
      calls++
      return answer(message)
    })
    const raw = rawConnection(port)
    raw.write('POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc')
    raw.socket.end()
    await raw.closed
    expect((await fetch(`${base}/a`)).status).toBe(200)
    expect(calls).toBe(1)
  })
})

describe('any bytes', () => {
  it('leave the host in order', async () => {
    const { port, base } = await openHost(channels, answer)
    const piece = fc.constantFrom(
      ...[
        'GET ',
        'POST ',
        'OPTIONS ',
        '/a',
        '/b',
        '/%',
        '/../',
        ' HTTP/1.1',
        '\r\n',
        '\r\n\r\n',
        '\n',
      ],
      ...[
        'Host: a\r\n',
        'Content-Length: 3\r\n',
        'Content-Length: -1\r\n',
        'Connection: close\r\n',
      ],
      ...[
        'Transfer-Encoding: chunked\r\n',
        '3\r\nabc\r\n0\r\n\r\n',
        'FFFFFFFFFFFFFFFF\r\n',
        '{"a":1}',
      ],
      ...[
        'Content-Encoding: gzip\r\n',
        'Expect: 100-continue\r\n',
        'Upgrade: x\r\n',
        '\u0000',
        ': ',
      ],
    )
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 14 }), async (pieces) => {
        const raw = rawConnection(port)
        raw.socket.end(pieces.join(''))
        const received = await raw.closed
        // A defect of ours would be a 500.
        expect(received).not.toMatch(/^HTTP\/1\.1 5/m)
      }),
      { numRuns: 300 },
    )
    expect((await fetch(`${base}/a`)).status).toBe(200)
  })
})
