/** Where an exchange that is run once more comes from: as it was recorded, under a cid of its own, with nobody to settle it. */
import { newCid } from '../message/cid.ts'
import type { AmqpDelivery, Origin, Settled } from '../message/exchange.ts'
import type { AmqpFacts } from '../message/origin-facts.ts'
import { Failure } from '../model/failure.ts'
import { type Place, placeText } from '../model/place.ts'
import type { SettledAs } from '../model/trace.ts'
import type { Recording } from './recording.ts'

const nobody = 'of a replay; nobody was told'

export function originAgain({ cid, channel, origin }: Recording, signal: AbortSignal): Origin {
  const { timeout, traceparent, http, amqp, caller } = origin
  const again: Origin = {
    ...{ channel, cid: newCid(), timeout, signal, replayOf: cid },
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(http ? { http } : {}),
    ...(caller ? { security: caller } : {}),
  }
  if (!amqp) return again
  const delivery = new DeliveryAgain(amqp)
  return {
    ...again,
    amqp: delivery,
    settle: (failure, told) => told(delivery.settledAfter(failure)),
  }
}

const ways = { ack: 'acked', reject: 'rejected', requeue: 'requeued' } as const

/** A service may settle it as it would the real one. */
class DeliveryAgain implements AmqpDelivery {
  readonly headers: AmqpDelivery['headers']
  readonly properties: AmqpDelivery['properties']
  readonly queue: string
  readonly exchange: string
  readonly routingKey: string
  readonly consumerTag: string
  readonly deliveryTag: number
  readonly redelivered: boolean
  readonly attempt: number
  readonly deathCount: number
  #settled: Settled | undefined

  constructor(facts: AmqpFacts) {
    this.headers = facts.headers
    this.properties = facts.properties
    this.queue = facts.queue
    this.exchange = facts.exchange
    this.routingKey = facts.routingKey
    this.consumerTag = facts.consumerTag
    this.deliveryTag = facts.deliveryTag
    this.redelivered = facts.redelivered
    this.attempt = facts.attempt
    this.deathCount = facts.deathCount
  }

  get isSettled(): boolean {
    return this.#settled !== undefined
  }

  settle(how: 'ack' | 'reject' | 'requeue', by: Place): void {
    if (this.#settled) {
      const who = this.#settled.by ? placeText(this.#settled.by) : 'its channel'
      const words = `The message from queue "${this.queue}" was ${this.#settled.how} already by ${who}. It can be settled only once: look at this.request.amqp.isSettled before.`
      throw new Failure('SETTLED_ALREADY', words, { at: by })
    }
    this.#settled = { how: ways[how], at: performance.now(), by, note: nobody }
  }

  /** What the channel would decide rests on the tries it counts, so only what went wrong is told. */
  settledAfter(failure: Failure | undefined): Settled {
    const how: SettledAs = failure ? 'rejected' : 'acked'
    this.#settled ??= { how, at: performance.now(), note: nobody }
    return this.#settled
  }
}
