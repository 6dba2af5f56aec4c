/** A delivery that is run once: where its exchange comes from, and what a service may know and do of it. */
import { newCid, traceIdOf } from '../../message/cid.ts'
import type { AmqpDelivery, AmqpProperties, Origin } from '../../message/exchange.ts'
import { Failure } from '../../model/failure.ts'
import { type Place, placeText } from '../../model/place.ts'
import type { SettledAs } from '../../model/trace.ts'
import type { Verb } from './acks.ts'
import type { Delivery, Told } from './delivery.ts'
import type { HeldNote } from './held.ts'
import { propertiesOf } from './to-message.ts'

/** Whom it is run for. */
export interface Runner {
  readonly channel: string
  /** Milliseconds. */
  readonly timeout: number
  /** All work is done; see `Origin.settle`. */
  settled(attempt: Attempt, failure: Failure | undefined, told: Told): void
  held(attempt: Attempt, failure: Failure): void
}

export class Attempt implements Origin {
  readonly cid = newCid()
  /** All its work is done, and the channel has decided. */
  isOver = false
  /** Set when a service never let go of it, and the process was ended for it: then it is not run. */
  note: HeldNote | undefined
  /** Which run of the message it is. */
  readonly run: number
  #amqp: AmqpDelivery | undefined

  constructor(
    private readonly runner: Runner,
    readonly delivery: Delivery,
  ) {
    this.run = delivery.runs
  }

  get channel(): string {
    return this.runner.channel
  }

  get timeout(): number {
    return this.runner.timeout
  }

  get traceparent(): string | undefined {
    const header: unknown = this.delivery.content.properties.headers?.traceparent
    return typeof header === 'string' && traceIdOf(header) ? header : undefined
  }

  /** Made when somebody first asks: most services never look. */
  get amqp(): AmqpDelivery {
    this.#amqp ??= new Seen(this)
    return this.#amqp
  }

  settle(failure: Failure | undefined, told: Told): void {
    this.runner.settled(this, failure, told)
  }

  held(failure: Failure): void {
    this.runner.held(this, failure)
  }
}

class Seen implements AmqpDelivery {
  #properties: AmqpProperties | undefined

  /** @param run Not `attempt`: to a service that is a number. */
  constructor(private readonly run: Attempt) {}

  get headers(): Readonly<Record<string, unknown>> {
    return this.#content.properties.headers ?? {}
  }

  get properties(): AmqpProperties {
    this.#properties ??= propertiesOf(this.#content)
    return this.#properties
  }

  get queue(): string {
    return this.run.delivery.queue
  }

  get exchange(): string {
    return this.#content.fields.exchange
  }

  get routingKey(): string {
    return this.#content.fields.routingKey
  }

  get consumerTag(): string {
    return this.#content.fields.consumerTag
  }

  get deliveryTag(): number {
    return this.run.delivery.tag
  }

  get redelivered(): boolean {
    return this.#content.fields.redelivered
  }

  get attempt(): number {
    return this.run.run
  }

  get deathCount(): number {
    const deaths: unknown = this.#content.properties.headers?.['x-death']
    if (!Array.isArray(deaths)) return 0
    return deaths.reduce<number>((sum, death: { count?: unknown } | null) => {
      return sum + (typeof death?.count === 'number' ? death.count : 0)
    }, 0)
  }

  get isSettled(): boolean {
    return this.run.isOver || this.run.delivery.verb !== undefined
  }

  settle(how: 'ack' | 'reject' | 'requeue', by: Place): void {
    const { delivery, isOver } = this.run
    if (delivery.isLost) throw lost(this, by)
    if (delivery.verb !== undefined || isOver) throw settledAlready(this, delivery, isOver, by)
    delivery.by = by
    delivery.settle(how)
  }

  get #content() {
    return this.run.delivery.content
  }
}

/** How a verb shows once the broker has been told. */
export const settledAs: Readonly<Record<Verb, SettledAs>> = {
  ack: 'acked',
  reject: 'rejected',
  requeue: 'requeued',
}

function settledAlready(seen: Seen, { by, verb }: Delivery, isOver: boolean, at: Place): Failure {
  const who = by && !isOver ? placeText(by) : 'its channel, when its exchange ended'
  const how = verb ? `${settledAs[verb]} ` : 'decided on '
  return new Failure(
    'SETTLED_ALREADY',
    `The message from queue "${seen.queue}" was ${how}already by ${who}. It can be settled only once: look at this.request.amqp.isSettled before.`,
    { at, details: { deliveryTag: seen.deliveryTag, ...(by ? { by: placeText(by) } : {}) } },
  )
}

function lost(seen: Seen, at: Place): Failure {
  return new Failure(
    'DELIVERY_LOST',
    `The message from queue "${seen.queue}" cannot be settled: the connection that it came by is gone. The broker delivers it again.`,
    { at, details: { deliveryTag: seen.deliveryTag } },
  )
}
