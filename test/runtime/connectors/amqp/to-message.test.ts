import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import {
  compressionOf,
  decompress,
  toMessage,
} from '../../../../runtime/connectors/amqp/to-message.ts'
import { deliveredOf } from './delivered.ts'

describe('a delivery as a message', () => {
  it('has its headers as texts with lower-case names, and all properties', () => {
    const delivered = deliveredOf({
      contentType: 'application/json',
      messageId: 'm1',
      priority: 0,
      headers: {
        Country: 'NL',
        'X-Count': 3,
        isLast: true,
        at: { '!': 'timestamp', value: 1_700_000_000 },
        list: [{ n: 2 }],
        nothing: null,
      },
    })
    const message = toMessage(delivered, 'orders', 'json')
    expect(message.headers).toEqual({
      country: 'NL',
      'x-count': '3',
      islast: 'true',
      at: '2023-11-14T22:13:20.000Z',
    })
    expect(message.contentType).toBe('application/json')
    expect(message.format).toBe('json')
    expect(message.properties).toEqual({
      amqp: {
        contentType: 'application/json',
        messageId: 'm1',
        priority: 0,
        queue: 'orders',
        exchange: 'shop',
        routingKey: 'order.created',
        redelivered: false,
        consumerTag: 'tag',
        deliveryTag: 7,
        headers: delivered.properties.headers,
      },
    })
    expect(message.payload).toEqual({ id: 1 })
  })

  it('needs no headers and no properties', () => {
    const message = toMessage(deliveredOf({}), 'orders', 'none')
    expect(message.headers).toEqual({})
    expect(message.contentType).toBeUndefined()
    expect(message.payload).toEqual(Buffer.from('{"id":1}'))
  })
})

describe('the content encoding', () => {
  const of = (contentEncoding: string | undefined, format: 'json' | 'none' = 'json') =>
    compressionOf(deliveredOf({ contentEncoding }).properties, format)

  it.each([undefined, '', 'utf-8', 'UTF8', 'identity', 'us-ascii', 'binary'])(
    'changes nothing: %s',
    (encoding) => {
      expect(of(encoding)).toBeUndefined()
    },
  )

  it('is undone when it is a known compression', async () => {
    expect(of(' GZIP ')).toBe('gzip')
    expect(of('deflate')).toBe('deflate')
    expect(await decompress(gzipSync('hello'), 'gzip')).toEqual(Buffer.from('hello'))
    await expect(decompress(Buffer.from('no'), 'gzip')).rejects.toMatchObject({
      code: 'MESSAGE_UNREADABLE',
    })
  })

  it('makes a bad message when it is not known', () => {
    expect(() => of('rot13')).toThrow(
      expect.objectContaining({ code: 'MESSAGE_ENCODING_UNKNOWN' }) as Error,
    )
  })

  it('is nobody’s business when the bytes are to be untouched', () => {
    expect(of('gzip', 'none')).toBeUndefined()
    expect(of('rot13', 'none')).toBeUndefined()
  })
})

it('does not decompress more than it may', async () => {
  const bomb = gzipSync(Buffer.alloc(1_000_000))
  expect(await decompress(bomb, 'gzip', 1_000_000)).toHaveLength(1_000_000)
  await expect(decompress(bomb, 'gzip', 999_999)).rejects.toMatchObject({
    code: 'MESSAGE_TOO_LARGE',
  })
})
