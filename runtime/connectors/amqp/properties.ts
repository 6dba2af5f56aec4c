/**
 * The basic properties of a message that is published: what the call gives, before the connection's defaults, before what is
 * known of the content. Checked, since the broker closes the AMQP channel over one that it does not like. Pure.
 */
import type { AmqpMessageProperties } from '../../services/clients.ts'
import { shown, Unsendable } from './unsendable.ts'

/**
 * As amqplib takes them. All of them are always there, undefined when not sent, so that those of all messages look alike: they
 * are made for each.
 */
export interface Properties {
  contentType: string | undefined
  contentEncoding: string | undefined
  deliveryMode: number | undefined
  priority: number | undefined
  correlationId: string | undefined
  replyTo: string | undefined
  /** Milliseconds. */
  expiration: string | undefined
  messageId: string | undefined
  timestamp: number | undefined
  type: string | undefined
  userId: string | undefined
  appId: string | undefined
}

type Name = keyof AmqpMessageProperties

/**
 * @param defaults The connection's, as `checked` made them.
 * @param contentType What is known of the content: the weakest.
 * @param given The call's. One that is there and undefined (or null) leaves a default out.
 * @throws Unsendable that names the property.
 */
export function propertiesOf(
  defaults: Readonly<Properties>,
  contentType: string | undefined,
  given: AmqpMessageProperties | undefined,
): Readonly<Properties> {
  if (!given) {
    if (contentType === undefined || defaults.contentType !== undefined) return defaults
    return { ...defaults, contentType: shortText('contentType', contentType) }
  }
  const properties = { ...propertiesOf(defaults, contentType, undefined) }
  lay(properties, given)
  return properties
}

/** @throws Unsendable that names the property. */
export function checked(given: AmqpMessageProperties): Properties {
  const properties: Properties = {
    contentType: undefined,
    contentEncoding: undefined,
    deliveryMode: undefined,
    priority: undefined,
    correlationId: undefined,
    replyTo: undefined,
    expiration: undefined,
    messageId: undefined,
    timestamp: undefined,
    type: undefined,
    userId: undefined,
    appId: undefined,
  }
  lay(properties, given)
  return properties
}

function lay(properties: Properties, given: AmqpMessageProperties): void {
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(checks, name)) {
      const known = Object.keys(checks).join(', ')
      throw new Unsendable(`property "${name}"`, `is not known. There are: ${known}`)
    }
    const value: unknown = given[name as Name]
    const isGiven = value !== undefined && value !== null
    Object.assign(properties, { [name]: isGiven ? checks[name as Name](name, value) : undefined })
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
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'string') size += 1 + Buffer.byteLength(value)
    else if (typeof value === 'number') size += name === 'timestamp' ? 8 : 1
  }
  return size
}

const frame = 8 + 14
