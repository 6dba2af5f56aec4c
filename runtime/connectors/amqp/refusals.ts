/**
 * What the broker has refused lately. It refuses a message by closing the AMQP channel, with all that is on it; what is known
 * to be refused is therefore not sent again and again at the cost of all others. Pure.
 */
import type { Publish } from './publish.ts'

/** As amqplib tells of an AMQP channel that the broker has closed. */
export interface Closed {
  /** AMQP 0-9-1, section 1.2: 404 not found, 403 access refused, 406 precondition failed. */
  code: number
  /** The broker's own words: `NOT FOUND: no exchange 'shop' in vhost '/'.` */
  words: string
}

export interface Refusal extends Closed {
  /** What would help. */
  help?: string
  /** The exchange that is not there: whether it has been made meanwhile can be asked. */
  missing?: string
  /** On the monotonic clock. */
  since: number
  concerns(publish: Publish): boolean
}

/** Codes that are about the message that was published, not about the broker's own state. */
const refusing = new Set([311, 403, 404, 406])

/** undefined: it was not for what we have published. */
export function closedOf(error: Error): Closed | undefined {
  const { code, classId } = error as { code?: unknown; classId?: unknown }
  // Class 60 is basic; an AMQP channel of a publisher is used for nothing else once it is open.
  if (typeof code !== 'number' || !refusing.has(code) || classId !== 60) return undefined
  const said = /with message "(.*)"/s.exec(error.message)?.[1] ?? error.message
  const words = said.replace(/^([A-Z]+)_([A-Z_]+) - /, '$1 $2: ')
  return { code, words: /[.!?]$/.test(words) ? words : `${words}.` }
}

/** Whom it concerns, as far as RabbitMQ's words tell; undefined: they tell nothing. */
export function refusalOf(closed: Closed, now: number): Refusal | undefined {
  const { code, words } = closed
  const exchange = /exchange '(.*?)' in vhost/s.exec(words)?.[1]
  if (exchange !== undefined) {
    const isOfIt = ({ wire }: Publish) => wire.exchange === exchange
    if (code === 404) {
      const help = 'Make it at the broker, or let the channel of a flow declare it.'
      return { ...closed, help, missing: exchange, since: now, concerns: isOfIt }
    }
    const topic = /access to topic '(.*?)' in exchange/s.exec(words)?.[1]
    const concerns = (publish: Publish) =>
      isOfIt(publish) && (topic === undefined || publish.wire.routingKey === topic)
    const help = /internal/.test(words)
      ? 'Publish to another one.'
      : 'The user needs the write permission for it.'
    return { ...closed, help, since: now, concerns }
  }
  const size = /message size (\d+).*?larger than.*?(\d+)/s.exec(words)
  if (size) {
    const most = Number(size[2])
    const help = 'Send less at once, or raise max_message_size at the broker.'
    return { ...closed, help, since: now, concerns: ({ content }) => content.length > most }
  }
  const user = /user_id property set to '(.*?)' but/s.exec(words)?.[1]
  if (user !== undefined) {
    const help = 'Leave the user ID empty, or use the user that logs in.'
    return {
      ...closed,
      help,
      since: now,
      concerns: ({ wire }) => wire.userId === user,
    }
  }
  return undefined
}

/** Milliseconds after which a broker may have been told otherwise, and is tried again. */
const lasts = 5000
const most = 100

export class Refusals {
  #known: Refusal[] = []

  get size(): number {
    return this.#known.length
  }

  add(refusal: Refusal): void {
    this.#known = [...this.#known.slice(1 - most), refusal]
  }

  forget(refusal: Refusal): void {
    this.#known = this.#known.filter((known) => known !== refusal)
  }

  /** The one that concerns it and still counts. Those of a missing exchange count until they are forgotten. */
  of(publish: Publish, now: number): Refusal | undefined {
    const isOver = ({ missing, since }: Refusal) => missing === undefined && now - since > lasts
    if (this.#known.some(isOver)) this.#known = this.#known.filter((known) => !isOver(known))
    return this.#known.find((known) => known.concerns(publish))
  }
}
