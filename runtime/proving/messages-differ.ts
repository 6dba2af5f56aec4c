/** Where two messages differ: status, headers, body, properties. Pointers are those of an `Expectation`. Pure. */
import { formatOf, readBody } from '../message/format.ts'
import type { Message } from '../message/message.ts'
import { type Moments, type Otherwise, otherwise, type Three } from './otherwise.ts'

/** Made anew for each message, by us or by the transport. */
const volatile = new Set([
  'date',
  'age',
  'host',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'x-patchbay-cid',
  'x-correlation-id',
  'traceparent',
  'tracestate',
])

/** Larger ones are only told to be another. In bytes. */
const largest = 8 << 20

type Maybe = Message | undefined

export function messagesDiffer(messages: Three<Maybe>, moments: Moments): Otherwise[] {
  const { expected, actual } = messages
  if (expected === actual) return []
  if (!expected || !actual) {
    if (isEmpty(expected) && isEmpty(actual)) return []
    return [{ pointer: '/body', expected: shown(expected), actual: shown(actual) }]
  }
  const parts = [
    otherwise(each(messages, statusOf), moments, '/status'),
    otherwise(each(messages, headersOf), moments, '/headers'),
    bodiesDiffer(messages as Three<Message>, moments),
    otherwise(each(messages, propertiesOf), moments, '/properties'),
  ]
  return parts.flat()
}

function each(messages: Three<Maybe>, read: (message: Message) => unknown): Three<unknown> {
  const of = (message: Maybe) => (message ? read(message) : undefined)
  return {
    expected: of(messages.expected),
    actual: of(messages.actual),
    again: of(messages.again),
  }
}

function isEmpty(message: Maybe): boolean {
  return !message || bytesOf(message).length === 0
}

function statusOf({ properties }: Message): unknown {
  return properties.status
}

function headersOf({ headers, contentType }: Message): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !volatile.has(name))
  return {
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
    ...Object.fromEntries(kept),
  }
}

/** A failure on its way shows as such; what a queue says of a delivery is said of the origin. */
function propertiesOf({ properties }: Message): Record<string, unknown> {
  const { status: _, error: __, amqp: ___, ...rest } = properties
  return rest
}

function bodiesDiffer(messages: Three<Message>, moments: Moments): Otherwise[] {
  const [expected, actual] = [bytesOf(messages.expected), bytesOf(messages.actual)]
  if (expected.equals(actual)) return []
  if (Math.max(expected.length, actual.length) > largest) {
    return [{ pointer: '/body', expected: sizeText(expected), actual: sizeText(actual) }]
  }
  const bodies = {
    expected: bodyOf(messages.expected, expected),
    actual: bodyOf(messages.actual, actual),
    again: messages.again && bodyOf(messages.again, bytesOf(messages.again)),
  }
  const { as } = bodies.actual
  if (bodies.expected.as !== as) {
    return [{ pointer: '/body', expected: bodies.expected.value, actual: bodies.actual.value }]
  }
  const values = {
    expected: bodies.expected.value,
    actual: bodies.actual.value,
    again: bodies.again?.as === as ? bodies.again.value : undefined,
  }
  return otherwise(values, moments, `/body/${as}`)
}

interface ReadBody {
  as: 'json' | 'text' | 'base64'
  value: unknown
}

/** As bytes, so that what was written and what was not yet are compared alike. */
function bodyOf({ format, contentType }: Message, bytes: Buffer): ReadBody {
  const known = format === 'none' ? formatOf(contentType) : format
  try {
    if (known === 'json' && bytes.length > 0) return { as: 'json', value: readBody(bytes, 'json') }
  } catch {
    // Not what it says it is: then it is a text.
  }
  try {
    return { as: 'text', value: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    return { as: 'base64', value: bytes.toString('base64') }
  }
}

function bytesOf(message: Message): Buffer {
  try {
    return message.raw
  } catch (error) {
    return Buffer.from(`This payload cannot be written as bytes: ${(error as Error).message}`)
  }
}

function shown(message: Maybe): unknown {
  if (!message) return undefined
  const bytes = bytesOf(message)
  return bytes.length > largest ? sizeText(bytes) : bodyOf(message, bytes).value
}

function sizeText({ length }: Buffer): string {
  return `${length} bytes`
}
