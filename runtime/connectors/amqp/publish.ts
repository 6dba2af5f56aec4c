/**
 * One message on its way to the broker, until that has confirmed it or there is no time left. It ends once; what the broker
 * says of it later changes nothing any more.
 */
import type { Exchange } from '../../message/exchange.ts'
import type { Failure } from '../../model/failure.ts'
import type { AmqpPublished } from '../../services/clients.ts'
import type { Composed, Wire } from './compose.ts'

/** Who is told when it has ended, well or not. */
export interface Keeper {
  ended(publish: Publish): void
}

export class Publish {
  readonly wire: Wire
  readonly content: Buffer
  readonly headSize: number
  readonly label: string
  /** Milliseconds it has in all. */
  readonly timeout: number
  /** On the monotonic clock, in milliseconds. */
  readonly until: number
  /** How often it was written to a connection. */
  sends = 0
  /** Why the connection it was last written to is gone, while it waits to be written again. */
  lostBy: Failure | undefined = undefined
  /** The broker closed the AMQP channel because of this one, or of another: now it goes alone, to tell. */
  isSuspect = false
  isOver = false
  isConfirmed = false
  #keeper: Keeper | undefined = undefined
  #resolve: ((published: AmqpPublished) => void) | undefined = undefined
  #reject: ((failure: unknown) => void) | undefined = undefined

  /** @param left Milliseconds that its exchange has left. */
  constructor(
    { wire, content, headSize, label, timeout }: Composed,
    left: number,
    private readonly exchange: Pick<Exchange, 'signal'>,
  ) {
    this.wire = wire
    this.content = content
    this.headSize = headSize
    this.label = label
    this.timeout = Math.min(timeout, left)
    this.until = performance.now() + this.timeout
  }

  /** Resolves when the broker has confirmed it. Called once. */
  start(keeper: Keeper): Promise<AmqpPublished> {
    this.#keeper = keeper
    return new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  /**
   * Ends it when its exchange is over or its own time is up. Looked at now and then, not listened to: most are confirmed before
   * that, the signal of an exchange costs more to make than a message to publish, and thousands may hang on one.
   * @param now On the monotonic clock.
   * @param late Why it was not confirmed in time.
   */
  look(now: number, late: (publish: Publish) => unknown): void {
    if (this.isOver) return
    const { signal } = this.exchange
    if (signal.aborted) this.fail(signal.reason)
    else if (now >= this.until) this.fail(late(this))
  }

  confirm(): void {
    if (this.isOver) return
    this.isConfirmed = true
    const { exchange, routingKey, messageId } = this.wire
    this.#resolve?.({ exchange, routingKey, messageId })
    this.#end()
  }

  fail(why: unknown): void {
    if (this.isOver) return
    this.#reject?.(why)
    this.#end()
  }

  #end(): void {
    this.isOver = true
    this.#keeper?.ended(this)
  }
}
