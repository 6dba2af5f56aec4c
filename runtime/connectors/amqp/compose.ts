/** From what a call says to what is sent: the call's own before the connection's, and what every message gets. Pure. */
import { newCid } from '../../message/cid.ts'
import { formatOf } from '../../message/format.ts'
import { Message } from '../../message/message.ts'
import type { AmqpPublishOptions } from '../../services/clients.ts'
import type { OutgoingSettings } from './outgoing-settings.ts'
import type { Content } from './payload.ts'
import { headSize, type Properties, propertiesOf, shortText } from './properties.ts'
import { type Table, tableOf } from './table.ts'
import { shown, Unsendable } from './unsendable.ts'

export interface Composed {
  exchange: string
  routingKey: string
  messageId: string
  content: Buffer
  /** As amqplib takes them. */
  options: Properties & { headers: Readonly<Record<string, unknown>>; mandatory: boolean }
  /** Bytes of the frame with properties and headers; 0 when any connection has room for it. */
  headSize: number
  /** `publish shop / order.created`. */
  label: string
  /** Milliseconds. */
  timeout: number
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
  { bytes, contentType }: Content,
  options: AmqpPublishOptions,
  marks: Marks,
  settings: OutgoingSettings,
): Composed {
  const exchange = shortText('exchange', options.exchange ?? settings.exchange)
  const routingKey = shortText('routingKey', options.routingKey ?? settings.routingKey)
  const properties = propertiesOf(settings.properties, contentType, options.properties)
  const messageId = properties.messageId ?? newCid()
  properties.messageId = messageId
  const { fields, size } = headersOf(options.headers, marks)
  return {
    exchange,
    routingKey,
    messageId,
    content: bytes,
    options: Object.assign(properties, {
      headers: fields,
      mandatory: options.mandatory ?? settings.mandatory,
    }),
    headSize: size > alwaysFits ? headSize(properties, size) : 0,
    label: labelOf(exchange, routingKey),
    timeout: timeoutOf(options.timeout) ?? settings.timeout,
  }
}

// The smallest frame of AMQP has 4,096 bytes; nine properties of 255 and what surrounds them leave room for more than this.
const alwaysFits = 1024

/** What the names and the other values of our three take, by `table.ts`. */
const marksSize = 15 + 29 + 22 + 5 + 12 + 60

function headersOf(own: AmqpPublishOptions['headers'], marks: Marks): Table {
  const { cid, component, traceparent } = marks
  const fields: Record<string, unknown> = {
    'x-patchbay-cid': cid,
    'x-patchbay-component': component,
    traceparent,
  }
  const size = marksSize + Buffer.byteLength(component)
  if (own === undefined || own === null) return { fields, size }
  const table = tableOf(own)
  // Whatever its case, and also to leave it out.
  for (const name of Object.keys(own)) delete fields[name.toLowerCase()]
  return { fields: Object.assign(fields, table.fields), size: size + table.size }
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

/** For who looks: as it leaves. */
export function messageOf({ exchange, routingKey, content, options }: Composed): Message {
  const { headers, ...properties } = options
  const { contentType } = properties
  return new Message({
    raw: content,
    format: formatOf(contentType),
    ...(contentType === undefined ? {} : { contentType }),
    headers: textsOf(headers),
    properties: { amqp: { exchange, routingKey, ...properties } },
  })
}

function textsOf(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  const texts: Record<string, string> = {}
  for (const name of Object.keys(headers)) {
    const value = headers[name]
    texts[name] = typeof value === 'string' ? value : textOf(value)
  }
  return texts
}

function textOf(value: unknown): string {
  const plain = JSON.stringify(value, (_name, part: unknown) =>
    typeof part === 'bigint' ? String(part) : part,
  )
  return plain ?? String(value)
}
