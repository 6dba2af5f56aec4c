/** Why a message was not published, as failures of the table, in words that name the connection and say what helps. */
import { Failure, type FailureCode, type FailureData } from '../../model/failure.ts'
import type { Place } from '../../model/place.ts'
import type { OutgoingSettings } from './outgoing-settings.ts'
import type { Publish } from './publish.ts'
import { addressOf } from './settings.ts'
import type { Unsendable } from './unsendable.ts'

const perhaps = 'It may have arrived all the same.'

export class PublishFailures {
  readonly at: Place
  readonly #name: string
  readonly #where: string

  constructor({ name, broker }: OutgoingSettings) {
    this.at = { collection: 'connections', name }
    this.#name = name
    this.#where = `broker "${broker.name}" at ${addressOf(broker)}`
  }

  /** A value that AMQP has no room for. */
  unsendable(label: string, { message, property }: Unsendable): Failure {
    const words = `${label} of "${this.#name}" was not sent: ${message}.`
    return new Failure('OUTPUT_MALFORMED', words, { at: this.at, details: { property } })
  }

  noTimeLeft(label: string): Failure {
    const words = `${label} of "${this.#name}" was not begun: the exchange has no time left.`
    return new Failure('DEADLINE_PASSED', words, { at: this.at })
  }

  closed(): Failure {
    const words = `The AMQP connection "${this.#name}" is closed.`
    return new Failure('OUTGOING_OFF', words, { at: this.at })
  }

  connecting(): Failure {
    const words = `It is still connecting to the ${this.#where}.`
    return new Failure('OUTGOING_UNREACHABLE', words, { at: this.at })
  }

  tooManyWaiting(publish: Publish, waiting: number): Failure {
    const count = waiting.toLocaleString('en')
    const words = `was not begun: ${count} messages wait already. Wait for publish() before the next one.`
    return this.#make('OUTGOING_BUSY', publish, words)
  }

  unroutable(publish: Publish): Failure {
    const { exchange, routingKey } = publish.wire
    const help =
      exchange === ''
        ? `there is no queue "${routingKey}". Make it, or use another routing key`
        : `the exchange "${exchange}" has no queue for the routing key "${routingKey}". Bind one`
    const words = `came back from the ${this.#where}: ${help}, or switch off Must be routed.`
    return this.#make('OUTGOING_UNROUTABLE', publish, words)
  }

  /** The broker's basic.nack. */
  nacked(publish: Publish): Failure {
    const words = `was not taken by the ${this.#where} (nack): a queue is full and rejects what is published (x-overflow), or failed at the broker.`
    return this.#make('OUTGOING_REFUSED', publish, words)
  }

  /** @param refusal The broker's own words, as it closed the AMQP channel, and what would help. */
  refused(
    publish: Publish,
    { code, words, help }: { code: number; words: string; help?: string },
  ): Failure {
    const all = `was refused by the ${this.#where}: ${code} ${words}${help === undefined ? '' : ` ${help}`}`
    return this.#make('OUTGOING_REFUSED', publish, all, { facts: { code, said: words } })
  }

  headTooLarge(publish: Publish, limit: number): Failure {
    const size = publish.headSize
    const words = `was not sent: its headers and properties have ${size} bytes, and the connection allows ${limit} (Largest frame).`
    return this.#make('OUTGOING_REFUSED', publish, words, { facts: { size, limit } })
  }

  /** amqplib would not write it. */
  unwritable(publish: Publish, cause: Error): Failure {
    return this.#make('OUTGOING_REFUSED', publish, `was not sent: ${cause.message}.`, { cause })
  }

  loginFailed(publish: Publish, { code, message }: FailureData): Failure {
    return this.#make(code, publish, `was not sent. ${message}`)
  }

  /** Nobody waits until it is confirmed, since the connection is let go. */
  closing(publish: Publish): Failure {
    const words = `was not confirmed before the connection was closed.${publish.sends > 0 ? ` ${perhaps}` : ''}`
    return this.#make('RUNTIME_STOPPING', publish, words)
  }

  /** Its time is up. @param because What keeps the connection from publishing, if anything does. */
  late(publish: Publish, because: FailureData | undefined): Failure {
    const { lostBy, sends, timeout } = publish
    const within = `within ${Math.round(timeout) / 1000} s`
    const reason = because ? ` ${because.message}` : ''
    if (because?.code === 'OUTGOING_BLOCKED') {
      const words = `was not taken ${within}.${reason}${sends > 0 ? ` ${perhaps}` : ''}`
      return this.#make('OUTGOING_BLOCKED', publish, words)
    }
    if (lostBy) {
      const words = `was not confirmed before the connection broke, and could not be sent again ${within}.${reason || ` ${lostBy.message}`} ${perhaps}`
      return this.#make('OUTGOING_LOST', publish, words, { cause: lostBy })
    }
    if (sends > 0) {
      const words = `was not confirmed by the ${this.#where} ${within}. ${perhaps}`
      return this.#make('OUTGOING_TIMED_OUT', publish, words)
    }
    if (because) {
      const code = because.code === 'OUTGOING_LOGIN_FAILED' ? because.code : 'OUTGOING_UNREACHABLE'
      return this.#make(code, publish, `was not sent ${within}.${reason}`)
    }
    const words = `did not have its turn ${within}: too many messages wait for the ${this.#where} to confirm them.`
    return this.#make('OUTGOING_BUSY', publish, words)
  }

  #make(
    code: FailureCode,
    { label, wire, sends }: Publish,
    words: string,
    { facts, cause }: { facts?: Record<string, unknown>; cause?: unknown } = {},
  ): Failure {
    const { exchange, routingKey, messageId } = wire
    return new Failure(code, `${label} of "${this.#name}" ${words}`, {
      at: this.at,
      details: { exchange, routingKey, messageId, ...facts },
      ...(sends > 1 ? { attempts: sends } : {}),
      ...(cause === undefined ? {} : { cause }),
    })
  }
}
