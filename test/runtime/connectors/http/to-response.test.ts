import { describe, expect, it } from 'vitest'
import { openRestChannel } from '../../../../runtime/connectors/http/rest-channel.ts'
import { toAnswer, toErrorAnswer } from '../../../../runtime/connectors/http/to-response.ts'
import { Message, type MessageParts } from '../../../../runtime/message/message.ts'
import { Failure } from '../../../../runtime/model/failure.ts'

const channel = openRestChannel({ name: 'a', type: 'rest', values: { path: '/a' } })

function answer(parts: MessageParts, received = {}) {
  const { status, headers, body } = toAnswer(new Message(parts), channel, received)
  return { status, headers, body: body?.toString() }
}

describe('a reply', () => {
  it.each([
    [{ payload: { a: 'ü' }, format: 'json' }, 'application/json', '{"a":"ü"}'],
    [{ payload: 'text' }, 'text/plain; charset=utf-8', 'text'],
    [{ payload: 'text', format: 'json' }, 'application/json', '"text"'],
    [{ payload: { a: 1 } }, 'application/json', '{"a":1}'],
    [{ payload: Buffer.from('x') }, 'application/octet-stream', 'x'],
    [{ raw: Buffer.from('x') }, 'application/octet-stream', 'x'],
    [{ raw: Buffer.from('x'), contentType: 'image/png' }, 'image/png', 'x'],
    [{ payload: { a: 'b' }, format: 'xml' }, 'application/xml', '<a>b</a>'],
    [{ payload: 0, format: 'json' }, 'application/json', '0'],
  ] as const)('of %j has its type', (parts, type, body) => {
    const sent = answer(parts as MessageParts)
    expect(sent.status).toBe(200)
    expect(sent.body).toBe(body)
    expect(sent.headers).toEqual({
      'content-type': type,
      'content-length': Buffer.byteLength(body),
    })
  })

  it('of nothing has no type', () => {
    expect(answer({ payload: undefined, format: 'json' }).headers).toEqual({ 'content-length': 0 })
  })

  it('has no length when it has no body by its status', () => {
    expect(answer({ properties: { status: 204 } }).headers).toEqual({})
  })

  it.each([99, 100, 600, 200.5, 'ok', null])('cannot have the status %j', (status) => {
    expect(() => answer({ properties: { status } })).toThrow(Failure)
  })

  it('never gives the headers of the request back', () => {
    const received = { host: 'a', cookie: 'secret', 'x-kept': '1' }
    expect(answer({ headers: received }, received).headers).toEqual({ 'content-length': 0 })
    expect(answer({ headers: { ...received, 'X-New': '2' } }, received).headers).toEqual({
      'x-new': '2',
      'content-length': 0,
    })
    expect(answer({ headers: { 'x-kept': '1' } }, received).headers).toEqual({
      'x-kept': '1',
      'content-length': 0,
    })
  })

  it('leaves the framing to the server', () => {
    const headers = { 'Content-Length': '7', 'transfer-encoding': 'chunked', connection: 'close' }
    expect(answer({ headers, payload: 'x' }).headers).toMatchObject({ 'content-length': 1 })
    expect(Object.keys(answer({ headers }).headers)).toEqual(['content-length'])
  })

  it('that is no JSON is a failure', () => {
    expect(() => answer({ payload: 1n, format: 'json' })).toThrow(Failure)
  })
})

describe('the answer to a failure', () => {
  const shown = (failure: Failure) => JSON.parse(String(toErrorAnswer(failure, 'c1').body)).error

  it('tells the caller what is wrong with his message', () => {
    const failure = new Failure('INPUT_MISSING', 'cust_id is missing.', {
      details: { element: 'cust_id', inner: 'no' },
    })
    expect(shown(failure)).toEqual({
      code: 'INPUT_MISSING',
      message: 'cust_id is missing.',
      cid: 'c1',
      element: 'cust_id',
    })
  })

  it.each(['SERVICE_THREW', 'OUTGOING_UNREACHABLE', 'OUTGOING_NOT_FOUND', 'DEFECT'] as const)(
    'keeps the words of %s to itself',
    (code) => {
      const failure = new Failure(code, 'at 10.0.0.5 as root', { details: { element: 'x' } })
      expect(shown(failure)).toEqual({
        code,
        message: expect.stringMatching(/; cid c1$/),
        cid: 'c1',
      })
    },
  )

  it('says when to come back', () => {
    expect(toErrorAnswer(new Failure('CHANNEL_BUSY', ''), '').headers['retry-after']).toBe('1')
    const slow = new Failure('TOO_MANY_REQUESTS', '', { details: { retryAfter: 7.2 } })
    expect(toErrorAnswer(slow, '').headers['retry-after']).toBe('8')
  })
})
