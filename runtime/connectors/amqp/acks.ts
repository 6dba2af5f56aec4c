/**
 * What the broker is told of the deliveries of one session, and when: at the end of the turn of the event loop in which they
 * were settled. Those acknowledged one after the other from the oldest on are told of with one `multiple`; it never goes over
 * a delivery that is not settled, and never over one that is settled otherwise and not told of. Knows nothing of sockets.
 */
import { Queue } from './queue.ts'

/** ack: done with. reject: not again, to the queue's dead-letter exchange if it has one. requeue: to be delivered again. */
export type Verb = 'ack' | 'reject' | 'requeue'

/** One delivery, as it is followed here. Both callbacks are called at most once, and only one of them. */
export interface Tracked {
  /** From 1, one more with each delivery of the session. */
  readonly tag: number
  /** Set here. */
  verb: Verb | undefined
  /** Set here: it is written, or nothing more can be. */
  isClosed: boolean
  /** The broker has been told, at this moment of the monotonic clock. */
  told(at: number): void
  /** The session is gone, and the broker will deliver it again. */
  lost(): void
}

/** The way to the broker. Throws when it is gone. */
export interface Teller {
  /** @param multiple That one and all before it. */
  ack(tag: number, multiple: boolean): void
  refuse(tag: number, requeue: boolean): void
}

export class Acks {
  /** By tag, from the oldest that is not settled. */
  readonly #window = new Queue<Tracked>()
  #due: Tracked[] = []
  #open = 0
  #isScheduled = false
  #isLost = false

  constructor(private readonly teller: Teller) {}

  /** Deliveries of which the broker has not been told. */
  get open(): number {
    return this.#open
  }

  /** In the order of their tags. */
  add(delivery: Tracked): void {
    if (this.#isLost) {
      this.#lose(delivery)
      return
    }
    this.#window.push(delivery)
    this.#open++
  }

  /** Once for each delivery. Nothing happens when the session is gone: then `lost` has been called already. */
  settle(delivery: Tracked, verb: Verb): void {
    if (delivery.isClosed || delivery.verb !== undefined) return
    delivery.verb = verb
    this.#due.push(delivery)
    if (this.#isScheduled) return
    this.#isScheduled = true
    setImmediate(this.flush)
  }

  /** Tells the broker of all that is settled. */
  readonly flush = (): void => {
    this.#isScheduled = false
    const due = this.#due
    if (this.#isLost || due.length === 0) return
    this.#due = []
    try {
      this.#tellOldest()
      for (const delivery of due) if (!delivery.isClosed) this.#tellOne(delivery)
    } catch {
      // What was written before may or may not have arrived. That it may come again is the safer thing to say.
      for (const delivery of due) this.#lose(delivery)
      this.lose()
      return
    }
    const at = performance.now()
    this.#open -= due.length
    for (const delivery of due) delivery.told(at)
  }

  /** The session is gone. */
  lose(): void {
    if (this.#isLost) return
    this.#isLost = true
    this.#due = []
    this.#open = 0
    this.#window.forEach((delivery) => {
      if (!delivery.isClosed) this.#lose(delivery)
    })
  }

  #lose(delivery: Tracked): void {
    delivery.isClosed = true
    delivery.lost()
  }

  /** Those at the front that are settled, up to the first that is not. */
  #tellOldest(): void {
    let acked = 0
    let last = 0
    for (;;) {
      const delivery = this.#window.first()
      if (delivery?.verb === undefined) break
      this.#window.shift()
      // Told of alone, when an older one was not settled yet. A `multiple` over it says nothing new.
      if (delivery.isClosed) continue
      if (delivery.verb === 'ack') {
        delivery.isClosed = true
        last = delivery.tag
        acked++
        continue
      }
      if (acked > 0) this.teller.ack(last, acked > 1)
      acked = 0
      this.#tellOne(delivery)
    }
    if (acked > 0) this.teller.ack(last, acked > 1)
  }

  #tellOne(delivery: Tracked): void {
    delivery.isClosed = true
    if (delivery.verb === 'ack') this.teller.ack(delivery.tag, false)
    else this.teller.refuse(delivery.tag, delivery.verb === 'requeue')
  }
}
