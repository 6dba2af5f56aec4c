/** One AMQP channel: its pool of consumers, and what is told of it. */
import type { PeerView } from '../../model/control.ts'
import type { Condition } from '../connector.ts'
import type { ChannelSettings } from './channel-settings.ts'
import { Consumer } from './consumer.ts'
import { lookAtQueue } from './management.ts'
import { addressOf, type BrokerSettings } from './settings.ts'
import type { Work } from './work.ts'

/** The worst first. */
const states = ['failing', 'starting', 'draining', 'ready'] as const

export class AmqpChannel {
  readonly #work: Work
  readonly #address: string
  #consumers: Consumer[] = []
  /** Made when it is retired. */
  #letGo: AbortController | undefined
  #gone: Promise<void> | undefined
  #figures: { ready: number; consumers: number } | undefined
  #isLooking = false
  #told: Condition | undefined

  /**
   * @param before What it must not begin before.
   * @param onCondition With each change of its condition, until it is retired.
   */
  constructor(
    work: Omit<Work, 'changed'>,
    private readonly onCondition: (condition: Condition) => void,
    private readonly before?: Promise<void>,
  ) {
    this.#work = { ...work, changed: () => this.#tell() }
    const { broker, settings } = work
    this.#address = `${addressOf(broker)} queue ${settings.queue}`
    if (before) void before.then(() => this.#begin())
    else this.#begin()
  }

  get settings(): ChannelSettings {
    return this.#work.settings
  }

  get broker(): BrokerSettings {
    return this.#work.broker
  }

  get condition(): Condition {
    const all = this.#consumers.map(({ condition }) => condition)
    const state = states.find((one) => all.some((condition) => condition.state === one))
    const worst = all.find((condition) => condition.state === state)
    const condition: Condition = { state: state ?? 'starting', address: this.#address }
    if (worst?.reason) condition.reason = worst.reason
    if (worst?.nextTry !== undefined) condition.nextTry = worst.nextTry
    const working = all.filter((one) => one.state === 'ready').length
    if (working < all.length && worst?.reason && all.length > 1) {
      const message = `${working} of ${all.length} consumers work. ${worst.reason.message}`
      condition.reason = { ...worst.reason, message }
    }
    condition.figures = {
      ...this.#figures,
      unsettled: sum(this.#consumers, ({ unsettled }) => unsettled),
      waiting: sum(this.#consumers, ({ paused }) => paused),
    }
    return condition
  }

  /** The queue as the broker sees it. @throws Failure. */
  look(signal: AbortSignal): Promise<PeerView> {
    const { broker, settings } = this.#work
    const ours = this.#consumers.flatMap(({ tag }) => (tag === undefined ? [] : [tag]))
    return lookAtQueue(broker, settings.queue, new Set(ours), signal)
  }

  /** Asks the broker for its figures, by the first consumer that can. */
  async measure(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    let figures: { ready: number; consumers: number } | undefined
    for (const consumer of this.#consumers) figures ??= await consumer.look()
    this.#figures = figures
    this.#isLooking = false
    this.#tell()
  }

  /** Takes no more, and resolves when what it had in hand is done or has been given back. Never rejects. */
  retire(): Promise<void> {
    this.#gone ??= this.#retire()
    return this.#gone
  }

  /** What is not done by now the broker delivers again. */
  letGo(): void {
    this.#letGo?.abort()
  }

  #begin(): void {
    if (this.#gone) return
    const { poolSize } = this.#work.settings
    this.#consumers = Array.from({ length: poolSize }, () => new Consumer(this.#work))
  }

  async #retire(): Promise<void> {
    const letGo = new AbortController()
    this.#letGo = letGo
    await this.before
    await Promise.all(this.#consumers.map((consumer) => consumer.retire(letGo.signal)))
    this.#consumers = []
  }

  #tell(): void {
    if (this.#gone) return
    const { condition } = this
    // Figures are asked for every few seconds, and mostly are what they were.
    if (this.#told && isSame(condition, this.#told)) return
    this.#told = condition
    this.onCondition(condition)
  }
}

function isSame(one: Condition, other: Condition): boolean {
  const { figures = {} } = other
  return (
    one.state === other.state &&
    one.nextTry === other.nextTry &&
    one.reason?.message === other.reason?.message &&
    Object.entries(one.figures ?? {}).every(([name, figure]) => figures[name] === figure)
  )
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0)
}
