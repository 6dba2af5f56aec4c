/**
 * How the deliveries of one consumer end: what the policy says is carried out here, with all that waits for it, whether to be
 * run again, to go back to the broker, or to be taken over by another exchange. Nothing is told to the broker before that.
 */
import { Failure, type FailureData } from '../../model/failure.ts'
import type { Condition } from '../connector.ts'
import { type Attempt, settledAs } from './attempt.ts'
import type { Delivery, Told } from './delivery.ts'
import { withReason } from './parked-message.ts'
import type { Job } from './parking.ts'
import { type Action, decide } from './policy.ts'
import type { Work } from './work.ts'

/** Where the deliveries are run: each in a slot. */
export interface Slots {
  /** Takes no more; what waits is to end. */
  readonly isRetiring: boolean
  /** A slot is free. */
  free(): void
  /** @param hasSlot It has kept its own. */
  again(delivery: Delivery, hasSlot: boolean): void
  /** Something that waited has ended. */
  rested(): void
}

/** Milliseconds before what nobody took goes back to the broker. */
const notTaken = 1000

interface Parked {
  job: Job
  exchange: string
}

export class Settling {
  /** Why something that failed cannot be parked: it is stuck here. */
  trouble: Pick<Condition, 'reason' | 'nextTry'> | undefined
  /** What waits, and how that ends before its time. Made when something first does, as the next. */
  #pauses: Map<Delivery, () => void> | undefined
  #parked: Map<Delivery, Parked> | undefined
  /** A message holds its slot until it is settled, so that none overtakes it. */
  readonly #keepsSlots: boolean

  constructor(
    private readonly work: Work,
    private readonly slots: Slots,
  ) {
    this.#keepsSlots = work.settings.concurrency === 1
  }

  get paused(): number {
    return this.#pauses?.size ?? 0
  }

  get isIdle(): boolean {
    return !this.#pauses?.size && !this.#parked?.size
  }

  /** All work of its exchange is done. */
  settled(attempt: Attempt, failure: Failure | undefined, told: Told): void {
    const { delivery } = attempt
    attempt.isOver = true
    if (delivery.verb !== undefined) {
      // The work has settled it, whatever came after that.
      delivery.expect(settledAs[delivery.verb], told)
      this.slots.free()
      return
    }
    const { settings, tries } = this.work
    if (delivery.isLost) {
      if (failure && failure.kind !== 'cancelled') tries.keep(delivery)
      delivery.expect('lost', told)
      this.slots.free()
      return
    }
    const { runs: run, deliveryCount } = delivery
    const action = decide(settings, { failure, run, deliveryCount })
    this.#carryOut(action, attempt, failure, this.#forgetting(attempt, told))
  }

  /** There is nothing yet, or nothing any more, that would work on it: no exchange was made of it. */
  notTaken(attempt: Attempt, failure: Failure): void {
    const { delivery } = attempt
    attempt.isOver = true
    delivery.runs--
    delivery.expect('requeued', undefined)
    this.#requeue(delivery, failure.kind === 'cancelled' ? 0 : notTaken)
    this.slots.free()
  }

  /** The deliveries are; what waits for them ends. */
  lost(): void {
    this.#endPauses()
    this.#giveUp(([{ isLost }]) => isLost)
  }

  /** Goes back to the broker, but for what is being parked and is not stuck. */
  giveBack(): void {
    this.#endPauses()
    if (this.trouble) this.giveUp()
  }

  giveUp(): void {
    this.#giveUp(() => true)
  }

  #giveUp(which: (one: [Delivery, Parked]) => boolean): void {
    for (const [, { job, exchange }] of [...(this.#parked ?? [])].filter(which)) {
      this.work.parking(exchange).giveUp(job)
    }
  }

  #endPauses(): void {
    for (const end of [...(this.#pauses?.values() ?? [])]) end()
  }

  #carryOut(action: Action, attempt: Attempt, failure: Failure | undefined, told: Told): void {
    const { delivery } = attempt
    switch (action.do) {
      case 'ack':
        delivery.expect('acked', told)
        delivery.settle('ack')
        break
      case 'discard':
        delivery.expect('discarded', told)
        delivery.settle('ack')
        break
      case 'reject':
        delivery.expect('rejected', told)
        delivery.settle('reject')
        break
      case 'requeue':
        if (action.run === undefined) delivery.runs--
        delivery.expect('requeued', told, noteOf(action))
        this.#requeue(delivery, action.after)
        break
      case 'retry':
        told({ how: 'retrying', at: performance.now(), note: noteOf(action) ?? '' })
        this.#retry(delivery, action.after)
        return
      default:
        if (failure) void this.#park(action.do, attempt, failure, told)
        return
    }
    this.slots.free()
  }

  /** It holds no slot meanwhile: what goes back has lost its place. */
  #requeue(delivery: Delivery, after: number): void {
    const requeue = () => this.#back(delivery)
    if (after === 0 || this.slots.isRetiring) requeue()
    else this.#pause(delivery, after, requeue, requeue)
  }

  #retry(delivery: Delivery, after: number): void {
    const keeps = this.#keepsSlots
    const end = () => {
      this.#back(delivery)
      if (keeps) this.slots.free()
    }
    if (!keeps) this.slots.free()
    if (this.slots.isRetiring) end()
    else this.#pause(delivery, after, () => this.slots.again(delivery, keeps), end)
  }

  /** Of a lost one it only says how often it has been run. */
  #back(delivery: Delivery): void {
    this.work.tries.keep(delivery)
    delivery.settle('requeue')
  }

  #pause(delivery: Delivery, after: number, go: () => void, end: () => void): void {
    this.#pauses ??= new Map()
    const pauses = this.#pauses
    const over = (next: () => void) => {
      pauses.delete(delivery)
      next()
      this.slots.rested()
    }
    const timer = setTimeout(() => over(go), after)
    pauses.set(delivery, () => {
      clearTimeout(timer)
      over(end)
    })
  }

  /** Acknowledged once it is confirmed to be where it goes. */
  async #park(
    how: 'park' | 'deadLetter',
    attempt: Attempt,
    failure: Failure,
    told: Told,
  ): Promise<void> {
    const { delivery } = attempt
    const { deadLetterExchange } = this.work.settings
    const exchange = how === 'park' ? '' : deadLetterExchange
    const job = this.#jobOf(exchange, attempt, failure)
    const where = exchange || job.routingKey
    delivery.expect(how === 'park' ? 'parked' : 'deadLettered', told, `to ${where}`)
    this.#parked ??= new Map()
    this.#parked.set(delivery, { job, exchange })
    if (!this.#keepsSlots) this.slots.free()
    const isThere = await this.work.parking(exchange).put(job)
    this.#parked.delete(delivery)
    this.#clearTrouble()
    if (isThere) delivery.settle('ack')
    else {
      if (!delivery.isLost) delivery.expect('requeued', told, `it did not get to ${where}`)
      this.#back(delivery)
    }
    if (this.#keepsSlots) this.slots.free()
    else this.slots.rested()
  }

  #jobOf(exchange: string, { cid, delivery, run }: Attempt, failure: Failure): Job {
    const { settings, broker } = this.work
    const { content } = delivery
    const parks = exchange === ''
    const options = withReason(
      content,
      {
        failure,
        at: { collection: 'channels', name: settings.name },
        cid,
        attempts: run,
        queue: settings.queue,
        time: Date.now(),
      },
      broker.user,
    )
    const routingKey = parks
      ? settings.parkingQueue
      : settings.deadLetterRoutingKey || content.fields.routingKey
    const where = parks ? `queue "${routingKey}"` : `exchange "${exchange}"`
    const job: Job = {
      cid,
      routingKey,
      content: content.content,
      options,
      declares: parks,
      onTrouble: (why, nextTry) => {
        this.#stuck(where, why, nextTry)
        if (this.slots.isRetiring) this.work.parking(exchange).giveUp(job)
      },
    }
    return job
  }

  #stuck(where: string, { message, details = {} }: FailureData, nextTry: number | undefined): void {
    const { name } = this.work.settings
    const words = `Channel "${name}" cannot move a message that failed to the ${where}: ${message} Until it can, the message stays in its queue, unsettled.`
    const reason = new Failure('CHANNEL_REFUSED', words, { details }).toData()
    this.trouble = nextTry === undefined ? { reason } : { reason, nextTry }
    this.work.changed()
  }

  /** Until the next one that is stuck says so. */
  #clearTrouble(): void {
    if (!this.trouble) return
    this.trouble = undefined
    this.work.changed()
  }

  /** Once it is settled it does not come again, and needs no note. */
  #forgetting({ note }: Attempt, told: Told): Told {
    if (!note) return told
    return (settled) => {
      if (settled.how !== 'lost' && settled.how !== 'requeued') this.work.held.forget(note)
      told(settled)
    }
  }
}

/** For people; undefined when it was not the message's own doing. */
function noteOf(action: Action): string | undefined {
  if (!('after' in action) || action.run === undefined) return undefined
  const seconds = Math.round(action.after / 100) / 10
  const when = action.do === 'requeue' ? `after ${seconds} s` : `again in ${seconds} s`
  return `${when}, attempt ${action.run} of ${action.runs}`
}
