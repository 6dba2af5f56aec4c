import { describe, expect, it } from 'vitest'
import { compose } from '../../../../runtime/connectors/amqp/compose.ts'
import { outgoingOf } from '../../../../runtime/connectors/amqp/outgoing-settings.ts'
import { contentOf, contentOfMessage } from '../../../../runtime/connectors/amqp/payload.ts'
import { Message } from '../../../../runtime/message/message.ts'
import type { AmqpPublishOptions } from '../../../../runtime/services/clients.ts'

const marks = {
  cid: 'c1',
  component: 'patchbay/Shop/outgoing/out/host/1',
  traceparent: '00-1-2-01',
}

function settings(values: Record<string, unknown> = {}) {
  const broker = { name: 'main', type: 'amqp-broker', values: { host: 'rabbit' } }
  return outgoingOf({ name: 'out', type: 'amqp', values: { broker, ...values } })
}

function composed(options: AmqpPublishOptions = {}, values: Record<string, unknown> = {}) {
  return compose(contentOf({ id: 17 }), options, marks, settings(values))
}

describe('what is sent', () => {
  it('is what the connection says, with its marks and a message id', () => {
    const { wire, content, label, timeout, headSize } = composed(
      {},
      { exchange: 'shop', routingKey: 'k' },
    )
    expect(content.toString()).toBe('{"id":17}')
    expect({ ...wire }).toEqual({
      exchange: 'shop',
      routingKey: 'k',
      mandatory: true,
      contentType: 'application/json',
      deliveryMode: 2,
      priority: 5,
      messageId: expect.stringMatching(/^[0-9a-f]{24}$/),
      headers: {
        'x-patchbay-cid': 'c1',
        'x-patchbay-component': 'patchbay/Shop/outgoing/out/host/1',
        traceparent: '00-1-2-01',
      },
    })
    expect(label).toBe('publish shop / k')
    expect(timeout).toBe(15_000)
    expect(headSize).toBe(0)
  })

  it('is what the call says before that', () => {
    const { wire, timeout, label } = composed(
      {
        exchange: '',
        routingKey: 'orders',
        mandatory: false,
        timeout: 0.5,
        properties: { messageId: 'm' },
      },
      { exchange: 'shop', routingKey: 'k' },
    )
    expect(wire).toMatchObject({
      exchange: '',
      routingKey: 'orders',
      mandatory: false,
      messageId: 'm',
    })
    expect(timeout).toBe(500)
    expect(label).toBe('publish queue orders')
  })

  it('has the call’s header instead of a mark of the same name, in any case', () => {
    const { wire } = composed({
      headers: { 'X-Patchbay-Cid': 'mine', TRACEPARENT: undefined, n: 1 },
    })
    expect(wire.headers).toEqual({
      'X-Patchbay-Cid': 'mine',
      'x-patchbay-component': marks.component,
      n: 1,
    })
  })

  it('shows as a message, with headers as texts', () => {
    const { message, wire } = composed({ headers: { n: 1, wide: 2n ** 60n } })
    expect(message.raw.toString()).toBe('{"id":17}')
    expect(message.format).toBe('json')
    expect(message.contentType).toBe('application/json')
    expect(message.headers).toMatchObject({ 'x-patchbay-cid': 'c1', n: '1' })
    expect(message.properties).toEqual({ amqp: wire })
    expect(() => JSON.stringify(message.properties)).not.toThrow()
  })

  it('counts its head only where a frame may have no room for it', () => {
    const size = composed({ headers: { large: 'x'.repeat(5000) } }).headSize
    expect(size).toBeGreaterThan(5000)
    expect(size).toBeLessThan(5600)
  })

  it.each([
    [{ timeout: 0 }, 'timeout must be a number of seconds above 0, not 0'],
    [{ routingKey: 'x'.repeat(256) }, 'routingKey has 256 bytes; AMQP allows 255'],
    [{ exchange: 5 }, 'exchange must be a text, not 5'],
  ])('cannot be %o', (options, words) => {
    expect(() => composed(options as unknown as AmqpPublishOptions)).toThrow(words)
  })
})

describe('the content', () => {
  it.each([
    ['bytes', Buffer.from('ab'), 'ab', 'application/octet-stream'],
    ['other bytes', new Uint8Array([97, 98]).subarray(1), 'b', 'application/octet-stream'],
    ['a text', 'ü', 'ü', 'text/plain; charset=utf-8'],
    ['an object', [1], '[1]', 'application/json'],
    ['null', null, 'null', 'application/json'],
    ['nothing', undefined, '', undefined],
  ])('of %s', (_what, payload, text, contentType) => {
    const content = contentOf(payload)
    expect(content.bytes.toString()).toBe(text)
    expect(content.contentType).toBe(contentType)
  })

  it('of what has no JSON is refused', () => {
    expect(() => contentOf(1n)).toThrow('cannot be written as JSON')
  })

  it('of a message is its bytes, and its content type or that of its format', () => {
    const json = new Message({ payload: { a: 1 }, format: 'json' })
    expect(contentOfMessage(json)).toMatchObject({
      contentType: 'application/json',
      format: 'json',
    })
    const named = new Message({ raw: Buffer.from('<a/>'), contentType: 'application/soap+xml' })
    expect(contentOfMessage(named)).toEqual({
      bytes: Buffer.from('<a/>'),
      contentType: 'application/soap+xml',
      format: 'xml',
    })
    expect(contentOfMessage(new Message({ raw: Buffer.from('x') })).contentType).toBeUndefined()
  })
})

describe('a connection’s settings', () => {
  it('leave out of the seven what is empty', () => {
    const { properties } = settings({ userId: '', contentType: '', expiration: 0, appId: 'a' })
    expect(properties).toMatchObject({ deliveryMode: 2, priority: 5, expiration: '0', appId: 'a' })
    expect(properties.userId).toBeUndefined()
    expect(properties.contentType).toBeUndefined()
  })

  it('cannot have a default with too many bytes', () => {
    expect(() => settings({ appId: 'ü'.repeat(200) })).toThrow('appId has 400 bytes')
  })
})
