/** From what a call says to what is sent: the call's own before the connection's, and what every message gets. Pure. */
import { newCid } from '../../message/cid.ts'
import { formatOf } from '../../message/format.ts'
import { Message } from '../../message/message.ts'
import type { AmqpPublishOptions } from '../../services/clients.ts'
import type { OutgoingSettings } from './outgoing-settings.ts'
import type { Content } from './payload.ts'
import { headSize, type Properties, propertiesOf, shortText } from './properties.ts'
import { tableOf } from './table.ts'
import { shown, Unsendable } from './unsendable.ts'

/** All that is sent beside the content: the fields of the protocol's basic.publish and the properties, as amqplib takes them. */
export interface Wire extends Readonly<Properties> {
  readonly exchange: string
  readonly routingKey: string
  readonly mandatory: boolean
  readonly messageId: string
  readonly headers: Readonly<Record<string, unknown>>
}

export interface Composed {
  wire: Wire
  content: Buffer
  /** Bytes of the frame with properties and headers; 0 when any connection has room for it. */
  headSize: number
  /** `publish shop / order.created`. */
  label: string
  /** Milliseconds. */
  timeout: number
  /** For who looks: as it leaves. */
  message: Message
}

/** What every message tells of where it comes from, unless the call gives a header of that name. */
export interface Marks {
  cid: string
  /** Who publishes, as the names of its connections at the broker begin. */
  component: string
  traceparent: string
}

/** @throws Unsendable that names the property or header. */
export function compose(
  content: Content,
  options: AmqpPublishOptions,
  marks: Marks,
  settings: OutgoingSettings,
): Composed {
  const properties = propertiesOf(settings.properties, content.contentType, options.properties)
  const headers = headersOf(options.headers, marks)
  // One by one: a spread into a wider object costs more than all the rest of this.
  const wire: Wire = {
    exchange: shortText('exchange', options.exchange ?? settings.exchange),
    routingKey: shortText('routingKey', options.routingKey ?? settings.routingKey),
    mandatory: options.mandatory ?? settings.mandatory,
    contentType: properties.contentType,
    contentEncoding: properties.contentEncoding,
    headers: headers.fields,
    deliveryMode: properties.deliveryMode,
    priority: properties.priority,
    correlationId: properties.correlationId,
    replyTo: properties.replyTo,
    expiration: properties.expiration,
    messageId: properties.messageId ?? newCid(),
    timestamp: properties.timestamp,
    type: properties.type,
    userId: properties.userId,
    appId: properties.appId,
  }
  return {
    wire,
    content: content.bytes,
    headSize: headers.size > alwaysFits ? sizeOf(properties, wire.messageId, headers.size) : 0,
    label: labelOf(wire.exchange, wire.routingKey),
    timeout: timeoutOf(options.timeout) ?? settings.timeout,
    message: messageOf(content, wire, headers.texts),
  }
}

// The smallest frame of AMQP has 4,096 bytes; nine properties of 255 and what surrounds them leave room for more than this.
const alwaysFits = 1024

/** What the names and the other values of our three take, by `table.ts`. */
const marksSize = 15 + 29 + 22 + 5 + 12 + 60

function sizeOf(properties: Properties, messageId: string, headers: number): number {
  return headSize({ ...properties, messageId }, headers)
}

interface MarkedHeaders {
  fields: Readonly<Record<string, unknown>>
  texts: Readonly<Record<string, string>>
  /** Bytes, encoded. */
  size: number
}

function headersOf(own: AmqpPublishOptions['headers'], marks: Marks): MarkedHeaders {
  const { cid, component, traceparent } = marks
  const ours = { 'x-patchbay-cid': cid, 'x-patchbay-component': component, traceparent }
  const size = marksSize + component.length
  if (own === undefined || own === null) return { fields: ours, texts: ours, size }
  const table = tableOf(own)
  const fields: Record<string, unknown> = ours
  // Whatever its case, and also to leave it out.
  for (const name of Object.keys(own)) delete fields[name.toLowerCase()]
  Object.assign(fields, table.fields)
  return { fields, texts: textsOf(fields), size: size + table.size }
}

function timeoutOf(seconds: unknown): number | undefined {
  if (seconds === undefined) return undefined
  if (typeof seconds === 'number' && seconds > 0) return seconds * 1000
  throw new Unsendable('timeout', `must be a number of seconds above 0, not ${shown(seconds)}`)
}

export function labelOf(exchange: string, routingKey: string): string {
  if (exchange === '') return `publish queue ${routingKey}`
  return routingKey === '' ? `publish ${exchange}` : `publish ${exchange} / ${routingKey}`
}

function messageOf(content: Content, wire: Wire, headers: MarkedHeaders['texts']): Message {
  const { contentType } = wire
  const format = contentType === content.contentType ? content.format : formatOf(contentType)
  const parts = { raw: content.bytes, format, headers, properties: { amqp: wire } }
  return new Message(contentType === undefined ? parts : Object.assign(parts, { contentType }))
}

function textsOf(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    texts[name] = typeof value === 'string' ? value : JSON.stringify(value)
  }
  return texts
}
