/**
 * The way to one exchange for messages that could not be done: parked, or dead-lettered with the reason. A message counts as
 * there when the broker has confirmed it and a queue has taken it; until then it is tried again, for ever. Connects when
 * there is something to publish, and leaves when there was nothing for a while.
 *
 * One for each exchange: the broker closes the AMQP channel over an exchange that is not there, with all that is on it.
 */
import type { Channel, ConfirmChannel, Message, Options } from 'amqplib'
import type { Logger } from 'pino'
import { Failure, type FailureData } from '../../model/failure.ts'
import type { Condition } from '../connector.ts'
import { Backoff } from './backoff.ts'
import { openSession, type Session, type SessionUser } from './link.ts'
import { withoutHeaders } from './parked-message.ts'
import type { BrokerSettings } from './settings.ts'

/** Milliseconds. */
const idleBefore = 30_000

export interface Job {
  /** Stands in the header `x-patchbay-cid`, so that what comes back is known. */
  cid: string
  routingKey: string
  content: Buffer
  options: Options.Publish
  /** The default exchange only: the queue of the routing key is made when it is not there. */
  declares: boolean
  /** It is not there yet, and why. @param nextTry Epoch milliseconds. */
  onTrouble(reason: FailureData, nextTry: number | undefined): void
}

interface Waiting {
  job: Job
  isReturned: boolean
  timer: NodeJS.Timeout | undefined
  backoff: Backoff
  done(isThere: boolean): void
}

export class Parking implements SessionUser {
  readonly confirms = true
  readonly #waiting = new Map<string, Waiting>()
  #session: Session | undefined
  #channel: ConfirmChannel | undefined
  #idle: NodeJS.Timeout | undefined

  constructor(
    /** Empty: the default one. */
    private readonly exchange: string,
    private readonly broker: BrokerSettings,
    private readonly project: string,
    private readonly logger: Logger,
  ) {}

  /** Resolves with true when it is there, with false when it was given up. */
  put(job: Job): Promise<boolean> {
    return new Promise((resolve) => {
      const backoff = new Backoff(this.broker.longestWait)
      const waiting = { job, isReturned: false, timer: undefined, backoff, done: resolve }
      this.#waiting.set(job.cid, waiting)
      this.#connect()
      this.#tell(waiting)
      this.#publish(waiting)
    })
  }

  /** It is not waited for any more. It may still arrive. */
  giveUp({ cid }: Job): void {
    const waiting = this.#waiting.get(cid)
    if (waiting) this.#over(waiting, false)
  }

  /** Never rejects. */
  async close(): Promise<void> {
    for (const waiting of this.#waiting.values()) this.#over(waiting, false)
    clearTimeout(this.#idle)
    const session = this.#session
    this.#session = undefined
    await session?.leave()
  }

  async opened(channel: Channel | ConfirmChannel): Promise<void> {
    const confirming = channel as ConfirmChannel
    this.#channel = confirming
    channel.on('return', (message: Message) => {
      const cid: unknown = message.properties.headers?.['x-patchbay-cid']
      const waiting = this.#waiting.get(String(cid))
      if (waiting) waiting.isReturned = true
    })
    // Also those that were on a channel that is gone: whether they arrived is not known.
    for (const waiting of this.#waiting.values()) if (!waiting.timer) this.#publish(waiting)
  }

  lost(): void {
    this.#channel = undefined
  }

  onCondition(): void {
    for (const waiting of this.#waiting.values()) this.#tell(waiting)
  }

  #connect(): void {
    clearTimeout(this.#idle)
    const { name } = this.broker
    const who = { type: 'shared', name, project: this.project } as const
    this.#session ??= openSession(this.broker, who, 'shared', this, this.logger)
  }

  #publish(waiting: Waiting): void {
    const channel = this.#channel
    if (!channel) return
    const { routingKey, content, options } = waiting.job
    waiting.isReturned = false
    const confirmed = (error: Error | null) => {
      // Whether it has arrived is not known then: it is published again when the session is open again.
      const isGone = this.#channel !== channel || error?.message === 'channel closed'
      if (!isGone) this.#confirmed(waiting, channel, error)
    }
    try {
      channel.publish(this.exchange, routingKey, content, options, confirmed)
    } catch (error) {
      if ((error as Error).name === 'IllegalOperationError') return
      try {
        const bare = withoutHeaders(options)
        channel.publish(this.exchange, routingKey, content, bare, confirmed)
      } catch (why) {
        this.#again(waiting, `it cannot be written: ${(why as Error).message}.`)
      }
    }
  }

  #confirmed(waiting: Waiting, channel: ConfirmChannel, error: Error | null): void {
    const { job } = waiting
    if (this.#waiting.get(job.cid) !== waiting) return
    if (error) this.#again(waiting, 'the broker did not take it over (it answered nack).')
    else if (!waiting.isReturned) this.#over(waiting, true)
    else if (job.declares) this.#declare(waiting, channel)
    else this.#again(waiting, `no queue is bound for the routing key "${job.routingKey}".`)
  }

  #declare(waiting: Waiting, channel: ConfirmChannel): void {
    channel.assertQueue(waiting.job.routingKey, { durable: true }).then(
      () => this.#publish(waiting),
      // The session is told as well: it opens anew, with all that waits.
      () => undefined,
    )
  }

  #again(waiting: Waiting, why: string): void {
    const { job, backoff } = waiting
    const wait = backoff.next()
    waiting.timer = setTimeout(() => {
      waiting.timer = undefined
      this.#publish(waiting)
    }, wait)
    const words = `Broker "${this.broker.name}": ${why}`
    const failure = new Failure('OUTGOING_REFUSED', words, {
      details: { broker: this.broker.name, exchange: this.exchange, routingKey: job.routingKey },
    })
    job.onTrouble(failure.toData(), Math.ceil(Date.now() + wait))
  }

  /** What stands in the way of all of them. */
  #tell({ job }: Waiting): void {
    const condition: Condition | undefined = this.#session?.condition
    if (condition?.reason) job.onTrouble(condition.reason, condition.nextTry)
  }

  #over(waiting: Waiting, isThere: boolean): void {
    clearTimeout(waiting.timer)
    this.#waiting.delete(waiting.job.cid)
    waiting.done(isThere)
    if (this.#waiting.size > 0) return
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => this.#leave(), idleBefore)
    this.#idle.unref()
  }

  #leave(): void {
    const session = this.#session
    this.#session = undefined
    void session?.leave()
  }
}
