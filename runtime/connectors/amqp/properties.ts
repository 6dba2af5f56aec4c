/**
 * The basic properties of a message that is published: what the call gives, before the connection's defaults, before what is
 * known of the content. Checked, since the broker closes the AMQP channel over one that it does not like. Pure.
 */
import type { AmqpMessageProperties } from '../../services/clients.ts'
import { shown, Unsendable } from './unsendable.ts'

/** As amqplib takes them. */
export interface Properties {
  contentType?: string
  contentEncoding?: string
  deliveryMode?: number
  priority?: number
  correlationId?: string
  replyTo?: string
  /** Milliseconds. */
  expiration?: string
  messageId?: string
  timestamp?: number
  type?: string
  userId?: string
  appId?: string
}

type Name = keyof AmqpMessageProperties

/**
 * @param defaults The connection's, as `checked` made them.
 * @param contentType What is known of the content: the weakest.
 * @param given The call's. One that is there and undefined (or null) leaves a default out.
 * @returns A new object; without a messageId when none was given.
 * @throws Unsendable that names the property.
 */
export function propertiesOf(
  defaults: Readonly<Properties>,
  contentType: string | undefined,
  given: AmqpMessageProperties | undefined,
): Properties {
  const properties: Properties = { ...defaults }
  if (properties.contentType === undefined && contentType !== undefined)
    properties.contentType = shortText('contentType', contentType)
  if (given) lay(properties, given)
  return properties
}

/** @throws Unsendable that names the property. */
export function checked(given: AmqpMessageProperties): Properties {
  const properties: Properties = {}
  lay(properties, given)
  return properties
}

function lay(properties: Properties, given: AmqpMessageProperties): void {
  for (const name of Object.keys(given)) {
    const check = checks[name as Name]
    if (!check)
      throw new Unsendable(
        `property "${name}"`,
        `is not known. There are: ${Object.keys(checks).join(', ')}`,
      )
    const value: unknown = given[name as Name]
    if (value === undefined || value === null) delete properties[name as Name]
    else Object.assign(properties, { [name]: check(name, value) })
  }
}

type Check = (name: string, value: unknown) => string | number

const checks: Readonly<Record<Name, Check>> = {
  contentType: shortText,
  contentEncoding: shortText,
  deliveryMode: (name, value) => {
    if (value === 1 || value === 2) return value
    throw new Unsendable(name, `must be 1 (transient) or 2 (persistent), not ${shown(value)}`)
  },
  priority: (name, value) => whole(name, value, 9),
  correlationId: shortText,
  replyTo: shortText,
  expiration: (name, value) => {
    const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value
    return String(whole(name, number, mostExpiration, ' of milliseconds'))
  },
  messageId: shortText,
  timestamp: (name, value) => whole(name, value, Number.MAX_SAFE_INTEGER, ' of seconds since 1970'),
  type: shortText,
  userId: shortText,
  appId: shortText,
}

/** What RabbitMQ takes for an expiration: some 49 days. */
const mostExpiration = 2 ** 32 - 1

/** @throws Unsendable unless it is a text of at most 255 bytes, which is what the protocol has room for. */
export function shortText(name: string, value: unknown): string {
  if (typeof value !== 'string') throw new Unsendable(name, `must be a text, not ${shown(value)}`)
  // No character of UTF-16 has more than three bytes.
  if (value.length > 85 && Buffer.byteLength(value) > 255)
    throw new Unsendable(name, `has ${Buffer.byteLength(value)} bytes; AMQP allows 255`)
  return value
}

function whole(name: string, value: unknown, most: number, of = ''): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most)
    return value
  throw new Unsendable(name, `must be a whole number${of} from 0 to ${most}, not ${shown(value)}`)
}

/** Bytes that they and the headers take in a message's head frame, with the frame's own (AMQP 0-9-1, 2.3.5.2 and 4.2.6.1). */
export function headSize(properties: Readonly<Properties>, tableSize: number): number {
  let size = frame + 4 + tableSize
  for (const value of Object.values(properties))
    size += typeof value === 'string' ? 1 + Buffer.byteLength(value) : 8
  return size
}

const frame = 8 + 14
