/**
 * From a delivery to a message. With no data format the body is handed on untouched, whatever its content encoding says; with
 * one it is decompressed first. Some clients put a character set there: those that UTF-8 contains change nothing.
 */
import type { ConsumeMessage, MessageProperties } from 'amqplib'
import { decode, encodings, isKnownEncoding } from '../../message/decode.ts'
import type { AmqpProperties } from '../../message/exchange.ts'
import type { Format } from '../../message/format.ts'
import { type Headers, Message } from '../../message/message.ts'
import { Failure } from '../../model/failure.ts'

/** What a broker takes at most as a whole, unless told otherwise (RabbitMQ, max_message_size). */
const largest = 128 * 1024 * 1024

const plain = /^(|identity|utf-?8|us-ascii|ascii|binary|7bit|8bit)$/

/**
 * How the body is compressed; undefined when it can be read as it is.
 * @throws Failure MESSAGE_ENCODING_UNKNOWN.
 */
export function compressionOf(properties: MessageProperties, format: Format): string | undefined {
  if (format === 'none' || properties.contentEncoding === undefined) return undefined
  const encoding = String(properties.contentEncoding).trim().toLowerCase()
  if (plain.test(encoding)) return undefined
  if (isKnownEncoding(encoding)) return encoding
  throw new Failure(
    'MESSAGE_ENCODING_UNKNOWN',
    `The content encoding ${encoding} is not known; ${encodings} are, and utf-8.`,
  )
}

/** @param most Bytes. @throws Failure MESSAGE_TOO_LARGE, MESSAGE_UNREADABLE. */
export function decompress(body: Buffer, compression: string, most = largest): Promise<Buffer> {
  return decode(body, compression, most)
}

/** @param raw The body, when it is not as it came. */
export function toMessage(
  delivered: ConsumeMessage,
  queue: string,
  format: Format,
  raw = delivered.content,
): Message {
  const { fields, properties } = delivered
  const { exchange, routingKey, redelivered, consumerTag, deliveryTag } = fields
  const { headers } = properties
  const amqp: Record<string, unknown> = propertiesOf(delivered)
  Object.assign(amqp, { queue, exchange, routingKey, redelivered, consumerTag, deliveryTag })
  if (headers) amqp.headers = headers
  return new Message({
    raw,
    format,
    contentType: properties.contentType as string | undefined,
    ...(headers ? { headers: textsOf(headers) } : {}),
    properties: { amqp },
  })
}

const names = [
  'contentType',
  'contentEncoding',
  'deliveryMode',
  'priority',
  'correlationId',
  'replyTo',
  'expiration',
  'messageId',
  'timestamp',
  'type',
  'userId',
  'appId',
  'clusterId',
] as const satisfies readonly (keyof AmqpProperties)[]

/** Those that the sender has set. */
export function propertiesOf({ properties }: ConsumeMessage): Record<string, unknown> {
  const set: Record<string, unknown> = {}
  for (const name of names) {
    const value: unknown = properties[name]
    if (value !== undefined) set[name] = value
  }
  return set
}

/** Lower-case names. Lists, tables and bytes have no text, and are among the properties. */
function textsOf(headers: Readonly<Record<string, unknown>>): Headers {
  const texts: Record<string, string> = {}
  for (const name of Object.keys(headers)) {
    const text = textOf(headers[name])
    if (text !== undefined) texts[name.toLowerCase()] = text
  }
  return texts
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  return isTimestamp(value) ? new Date(value.value * 1000).toISOString() : undefined
}

/** amqplib hands times over so, in seconds; those that a Date cannot hold have no text. */
function isTimestamp(value: unknown): value is { value: number } {
  if (typeof value !== 'object' || value === null) return false
  const { '!': type, value: seconds } = value as Record<string, unknown>
  return type === 'timestamp' && typeof seconds === 'number' && Math.abs(seconds) <= 8.64e12
}
