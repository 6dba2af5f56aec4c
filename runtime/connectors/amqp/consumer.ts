/**
 * One consumer of a channel, on a session of its own: takes deliveries, and runs as many at once as it may. What the broker
 * has not been told of it delivers again.
 *
 * Where it runs one at a time, order is kept: what waits to be run again or to be parked keeps the next from beginning, and so
 * does what still runs when a new session delivers the first one again.
 */
import type { Channel, ConsumeMessage } from 'amqplib'
import { Failure, toFailure } from '../../model/failure.ts'
import type { Condition } from '../connector.ts'
import { Acks } from './acks.ts'
import { Attempt, type Runner } from './attempt.ts'
import { Delivery, type Told } from './delivery.ts'
import type { HeldNote } from './held.ts'
import { consumerTag } from './identity.ts'
import { openSession, type Session, type SessionUser } from './link.ts'
import { Queue } from './queue.ts'
import { Settling, type Slots } from './settling.ts'
import { compressionOf, decompress, toMessage } from './to-message.ts'
import { declareTopology } from './topology.ts'
import type { Work } from './work.ts'

/** So many at a time, then others get their turn of the event loop: services that never wait would keep all sockets waiting. */
const mostInTurn = 256

export class Consumer implements SessionUser, Runner, Slots {
  readonly confirms = false
  /** Of the session that is open. */
  tag: string | undefined
  isRetiring = false
  readonly #session: Session
  readonly #settling: Settling
  #channel: Channel | undefined
  #acks: Acks | undefined
  readonly #buffer = new Queue<Delivery>()
  /** Their wait is over, and they have no slot. */
  readonly #waiting = new Queue<Delivery>()
  /** Slots taken. */
  #busy = 0
  #isFilling = false
  #inTurn = 0
  #isResting = false
  #onIdle: (() => void) | undefined

  constructor(private readonly work: Work) {
    const { settings, broker, project, logger } = work
    this.#settling = new Settling(work, this)
    const who = { type: 'channel', name: settings.name, project } as const
    this.#session = openSession(broker, who, settings.connection, this, logger)
  }

  get channel(): string {
    return this.work.settings.name
  }

  get timeout(): number {
    return this.work.settings.timeout
  }

  /** Failing too while something cannot be parked. */
  get condition(): Condition {
    const { condition } = this.#session
    const { trouble } = this.#settling
    if (condition.state !== 'ready' || !trouble) return condition
    return { ...condition, state: 'failing', ...trouble }
  }

  /** Deliveries the broker has not been told of. */
  get unsettled(): number {
    return this.#acks?.open ?? 0
  }

  /** Those of them that wait to be run again or given back. */
  get paused(): number {
    return this.#settling.paused + this.#waiting.size
  }

  async opened(channel: Channel): Promise<void> {
    const { settings, project } = this.work
    // What is in hand ends; there is no use in more.
    if (this.isRetiring) return
    await declareTopology(channel, settings)
    await channel.prefetch(settings.prefetch)
    if (this.isRetiring) return
    const acks = new Acks({
      ack: (deliveryTag, multiple) => channel.ack(only({ deliveryTag }), multiple),
      refuse: (deliveryTag, requeue) => channel.reject(only({ deliveryTag }), requeue),
    })
    this.#channel = channel
    this.#acks = acks
    this.tag = consumerTag(settings.consumerTagPrefix, { project, name: settings.name })
    await channel.consume(settings.queue, (message) => this.#take(message, acks), {
      consumerTag: this.tag,
    })
  }

  lost(): void {
    const acks = this.#acks
    this.#channel = undefined
    this.#acks = undefined
    this.tag = undefined
    for (const queue of [this.#buffer, this.#waiting]) this.#empty(queue)
    acks?.lose()
    this.#settling.lost()
  }

  onCondition(): void {
    this.work.changed()
  }

  /** How many messages the queue has ready, and how many consumers; undefined when that cannot be asked just now. */
  async look(): Promise<{ ready: number; consumers: number } | undefined> {
    const channel = this.#channel
    if (!channel || this.tag === undefined || this.isRetiring) return undefined
    try {
      const { messageCount, consumerCount } = await channel.checkQueue(this.work.settings.queue)
      return { ready: messageCount, consumers: consumerCount }
    } catch {
      // The session is told as well, and says why.
      return undefined
    }
  }

  /**
   * Takes no more, gives back what has not begun and what waits, finishes the rest until `letGo` is aborted, then lets go of
   * everything. Never rejects.
   */
  async retire(letGo: AbortSignal): Promise<void> {
    this.isRetiring = true
    const idle = new Promise<void>((resolve) => {
      this.#onIdle = resolve
      if (letGo.aborted) resolve()
      letGo.addEventListener('abort', () => resolve(), { once: true })
    })
    await Promise.race([this.#stopTaking(), idle])
    for (const queue of [this.#waiting, this.#buffer]) this.#empty(queue)
    this.#settling.giveBack()
    this.rested()
    await idle
    this.#settling.giveUp()
    this.#acks?.flush()
    await this.#session.leave()
  }

  settled(attempt: Attempt, failure: Failure | undefined, told: Told): void {
    this.#settling.settled(attempt, failure, told)
  }

  held({ delivery, channel }: Attempt, failure: Failure): void {
    // Also when the service has settled it: the broker may not have been told yet, and now never will be.
    this.work.held.note(channel, delivery.asHeld, failure)
  }

  free(): void {
    this.#busy--
    this.#fill()
    this.rested()
  }

  again(delivery: Delivery, hasSlot: boolean): void {
    if (hasSlot) {
      this.#run(delivery)
      return
    }
    this.#waiting.push(delivery)
    this.#fill()
  }

  rested(): void {
    if (this.#busy === 0 && this.#settling.isIdle) this.#onIdle?.()
  }

  /** The broker is told before anything is given back: it would deliver that here again. */
  async #stopTaking(): Promise<void> {
    if (this.tag === undefined) return
    await this.#channel?.cancel(this.tag).catch(() => undefined)
  }

  /** They go back, or are lost, which comes to the same. */
  #empty(queue: Queue<Delivery>): void {
    for (let delivery = queue.shift(); delivery; delivery = queue.shift()) {
      this.work.tries.keep(delivery)
      delivery.settle('requeue')
    }
  }

  #take(message: ConsumeMessage | null, acks: Acks): void {
    const { queue, name } = this.work.settings
    if (!message) {
      const words = `Channel "${name}" gets no messages: the broker has cancelled its consumer, because the queue "${queue}" was deleted or has moved.`
      this.#session.fail(new Failure('CHANNEL_LOST', words))
      return
    }
    const delivery = new Delivery(message, queue, acks)
    acks.add(delivery)
    if (this.isRetiring) {
      delivery.settle('requeue')
      return
    }
    this.#buffer.push(delivery)
    this.#inTurn = 0
    this.#fill()
  }

  /** Begins what may begin. Comes back here from within, when something ends at once. */
  #fill(): void {
    if (this.#isFilling || this.#isResting || this.isRetiring) return
    this.#isFilling = true
    try {
      while (this.#busy < this.work.settings.concurrency && this.#next());
    } finally {
      this.#isFilling = false
    }
  }

  /** @returns Was there one, and its turn? */
  #next(): boolean {
    if (++this.#inTurn > mostInTurn) {
      this.#rest()
      return false
    }
    const waited = this.#waiting.shift()
    const delivery = waited ?? this.#buffer.shift()
    if (!delivery) return false
    this.#busy++
    if (!waited) delivery.runs = this.work.tries.take(delivery)
    this.#run(delivery)
    return true
  }

  #rest(): void {
    this.#isResting = true
    setImmediate(() => {
      this.#isResting = false
      this.#inTurn = 0
      this.#fill()
    })
  }

  /** In a slot. */
  #run(delivery: Delivery): void {
    delivery.runs++
    const attempt = new Attempt(this, delivery)
    const { settings, held } = this.work
    const { content } = delivery
    if (content.fields.redelivered) {
      attempt.note = held.wasHeld(settings.name, delivery.asHeld)
      if (attempt.note) {
        this.#refuse(attempt, heldBefore(attempt.note))
        return
      }
    }
    let compression: string | undefined
    try {
      compression = compressionOf(content.properties, settings.format)
    } catch (thrown) {
      this.#refuse(attempt, toFailure(thrown))
      return
    }
    if (compression === undefined) this.#deliver(attempt, content.content)
    else void this.#decompressed(attempt, compression)
  }

  async #decompressed(attempt: Attempt, compression: string): Promise<void> {
    let raw: Buffer
    try {
      raw = await decompress(attempt.delivery.content.content, compression)
    } catch (thrown) {
      this.#refuse(attempt, toFailure(thrown))
      return
    }
    this.#deliver(attempt, raw)
  }

  #deliver(attempt: Attempt, raw: Buffer): void {
    const { settings, deliver, refused } = this.work
    const message = toMessage(attempt.delivery.content, settings.queue, settings.format, raw)
    if (settings.format !== 'none') {
      try {
        // Parsed here, so that what is malformed is settled before anybody works for it.
        void message.payload
      } catch (thrown) {
        refused(message, attempt, toFailure(thrown))
        return
      }
    }
    deliver(message, attempt).catch((thrown: unknown) => {
      // What fails while it runs is told to `settled`.
      if (!attempt.isOver) this.#settling.notTaken(attempt, toFailure(thrown))
    })
  }

  /** No service sees it, but it is part of what happened. */
  #refuse(attempt: Attempt, failure: Failure): void {
    const { content } = attempt.delivery
    this.work.refused(toMessage(content, this.work.settings.queue, 'none'), attempt, failure)
  }
}

/** All that amqplib looks at of a message that is settled. */
function only(fields: { deliveryTag: number }): ConsumeMessage {
  return { fields } as ConsumeMessage
}

function heldBefore({ message, place }: HeldNote): Failure {
  return new Failure('SERVICE_HELD_LOOP', message, place ? { at: place } : {})
}
