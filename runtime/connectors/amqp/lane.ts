/**
 * One member of a publisher's pool: a session with confirms, and what is in flight on it. It takes as much as the broker, the
 * socket and its window allow, and hands back what the broker has not confirmed when its AMQP channel is gone.
 */
import type { Channel, ConfirmChannel, Message } from 'amqplib'
import type { Logger } from 'pino'
import type { Failure } from '../../model/failure.ts'
import type { Condition } from '../connector.ts'
import type { Wire } from './compose.ts'
import type { Who } from './identity.ts'
import { openSession, type Session, type SessionUser } from './link.ts'
import type { OutgoingSettings } from './outgoing-settings.ts'
import type { Publish } from './publish.ts'
import type { PublishFailures } from './publish-failures.ts'
import { type Closed, closedOf } from './refusals.ts'
import { Window } from './window.ts'

/** Who hands out the messages. */
export interface Pool {
  readonly settings: OutgoingSettings
  readonly failures: PublishFailures
  /** There may be room for more. */
  hasRoom(): void
  /** @param closed When the broker closed the AMQP channel for one of them: why. */
  lost(left: readonly Publish[], why: Failure, closed: Closed | undefined): void
  onCondition(): void
}

/**
 * What amqplib's own `publish` calls. That makes a prototype of each message's headers, which costs V8 a hidden class for each
 * message; and a closure for each confirm, which we keep count of ourselves.
 */
interface Raw {
  /** @returns false: its buffer is full, until 'drain'. @throws When a field is not as it must be; IllegalOperationError. */
  sendMessage(fields: Wire, properties: Wire, content: Buffer): boolean
}

export class Lane implements SessionUser {
  readonly confirms = true
  readonly session: Session
  #channel: Raw | undefined
  readonly #window = new Window<Publish>()
  #frameMax: number
  /** The socket does not keep up. */
  #isFull = false
  #isBlocked = false
  /** One is in flight that goes alone. */
  #isAlone = false
  #closed: Closed | undefined

  constructor(
    private readonly pool: Pool,
    who: Who,
    logger: Logger,
  ) {
    const { broker, connection } = pool.settings
    this.#frameMax = broker.frameMax
    this.session = openSession(broker, who, connection, this, logger)
  }

  /** Unconfirmed ones, also those that nobody waits for any more. */
  get inFlight(): number {
    return this.#window.size
  }

  takes(publish: Publish): boolean {
    if (!this.#channel || this.#isFull || this.#isBlocked || this.#isAlone) return false
    return this.#window.size < (publish.isSuspect ? 1 : this.pool.settings.maxInFlight)
  }

  /** @returns false: the AMQP channel is gone, and will be told so; the message is as it was. */
  send(publish: Publish): boolean {
    if (publish.headSize > this.#frameMax) {
      publish.fail(this.pool.failures.headTooLarge(publish, this.#frameMax))
      return true
    }
    const { wire, content } = publish
    try {
      // false: it is taken all the same, and is the last one for now.
      this.#isFull = this.#channel?.sendMessage(wire, wire, content) === false
    } catch (error) {
      if ((error as Error).name !== 'IllegalOperationError') {
        publish.fail(this.pool.failures.unwritable(publish, error as Error))
        return true
      }
      this.#channel = undefined
      return false
    }
    publish.sends++
    publish.lostBy = undefined
    this.#isAlone = publish.isSuspect
    this.#window.push(publish)
    return true
  }

  async opened(channel: Channel | ConfirmChannel): Promise<void> {
    this.#channel = channel as unknown as Raw
    const { frameMax } = channel.connection as { frameMax?: number }
    this.#frameMax = Math.min(
      this.pool.settings.broker.frameMax,
      frameMax || Number.POSITIVE_INFINITY,
    )
    channel.on('ack', this.#acked)
    channel.on('nack', this.#nacked)
    channel.on('return', this.#returned)
    channel.on('drain', this.#drained)
    // Before the session hears of it and tells of the loss.
    channel.prependListener('error', this.#failed)
    this.pool.hasRoom()
  }

  lost(why: Failure): void {
    const closed = this.#closed
    this.#channel = undefined
    this.#isFull = false
    this.#isBlocked = false
    this.#isAlone = false
    this.#closed = undefined
    this.pool.lost(this.#window.drain(), why, closed)
  }

  onCondition({ reason }: Condition): void {
    this.#isBlocked = reason?.code === 'OUTGOING_BLOCKED'
    this.pool.onCondition()
    if (!this.#isBlocked) this.pool.hasRoom()
  }

  /** Those in flight, oldest first. */
  forEach(each: (publish: Publish) => void): void {
    this.#window.forEach(each)
  }

  readonly #acked = ({ deliveryTag, multiple }: { deliveryTag: number; multiple: boolean }) => {
    this.#isAlone = false
    this.#window.settle(deliveryTag, multiple, confirm)
    this.pool.hasRoom()
  }

  readonly #nacked = ({ deliveryTag, multiple }: { deliveryTag: number; multiple: boolean }) => {
    this.#isAlone = false
    const { failures } = this.pool
    this.#window.settle(deliveryTag, multiple, (publish) => publish.fail(failures.nacked(publish)))
    this.pool.hasRoom()
  }

  /** Comes before the confirm, in the order in which they were published. */
  readonly #returned = ({ fields, properties, content }: Message) => {
    const publish = this.#window.find(
      ({ isOver, wire, content: sent }) =>
        !isOver &&
        wire.messageId === properties.messageId &&
        wire.exchange === fields.exchange &&
        wire.routingKey === fields.routingKey &&
        sent.equals(content),
    )
    publish?.fail(this.pool.failures.unroutable(publish))
  }

  readonly #drained = () => {
    this.#isFull = false
    this.pool.hasRoom()
  }

  readonly #failed = (error: Error) => {
    this.#closed = closedOf(error)
  }
}

function confirm(publish: Publish): void {
  publish.confirm()
}
