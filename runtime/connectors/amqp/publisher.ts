/**
 * Publishes for one outgoing connection: hands its messages to a pool of sessions, in order, and again after a loss, until the
 * broker has confirmed each or its time is up. What is sent again goes before what waited.
 *
 *   publish() -> queue -> lane (in flight) -> confirmed | returned | refused
 *                  ^        |
 *                  +- lost -+
 */
import type { Logger } from 'pino'
import type { Failure, FailureData } from '../../model/failure.ts'
import type { AmqpPublished } from '../../services/clients.ts'
import type { Who } from './identity.ts'
import { Lane, type Pool } from './lane.ts'
import type { OutgoingSettings } from './outgoing-settings.ts'
import type { Keeper, Publish } from './publish.ts'
import { PublishFailures } from './publish-failures.ts'
import { Queue } from './queue.ts'
import { whyNoExchange, withConnection } from './reach.ts'
import { type Closed, type Refusal, Refusals, refusalOf } from './refusals.ts'

/** More would fill the memory before anybody notices that the broker does not keep up. */
const mostWaiting = 100_000

/** Milliseconds between looks at whose time is up: one timer for all, not one for each message. */
const tick = 100

/** Milliseconds after which an exchange that was not there is asked for again. */
const askAgain = 1000

export class Publisher implements Pool, Keeper {
  readonly failures: PublishFailures
  readonly lanes: readonly Lane[]
  /** Confirmed so far. */
  published = 0
  /** Neither confirmed nor failed. */
  #open = 0
  readonly #queue = new Queue<Publish>()
  readonly #refusals = new Refusals()
  /** Those for an exchange that was not there, while the broker is asked whether it is now. */
  readonly #held = new Map<Refusal, Publish[]>()
  readonly #closing = new AbortController()
  /** The broker lets none of its sessions in. */
  #shutOut: FailureData | undefined
  #timer: NodeJS.Timeout | undefined
  #whenIdle: (() => void) | undefined

  /** @param onChange Something about its sessions changed. */
  constructor(
    readonly settings: OutgoingSettings,
    private readonly project: string,
    logger: Logger,
    private readonly onChange: () => void,
  ) {
    this.failures = new PublishFailures(settings)
    const who: Who = { type: 'outgoing', name: settings.name, project }
    this.lanes = Array.from({ length: settings.poolSize }, () => new Lane(this, who, logger))
    this.#checkLogin()
  }

  get isClosed(): boolean {
    return this.#closing.signal.aborted
  }

  /** Written to a connection and not confirmed, also those that nobody waits for any more. */
  get inFlight(): number {
    return this.lanes.reduce((sum, lane) => sum + lane.inFlight, 0)
  }

  get waiting(): number {
    let count = 0
    this.#forEachWaiting((publish) => {
      if (!publish.isOver) count++
    })
    return count
  }

  /** Resolves when the broker has confirmed it. @throws Failure. */
  publish(publish: Publish): Promise<AmqpPublished> {
    if (this.isClosed) return Promise.reject(this.failures.closed())
    if (this.#queue.size >= mostWaiting)
      return Promise.reject(this.failures.tooManyWaiting(publish, mostWaiting))
    if (this.#shutOut) return Promise.reject(this.failures.loginFailed(publish, this.#shutOut))
    const done = publish.start(this)
    this.#open++
    this.#timer ??= setTimeout(() => this.#look(), tick)
    this.#queue.push(publish)
    this.hasRoom()
    return done
  }

  ended(publish: Publish): void {
    this.#open--
    if (publish.isConfirmed) this.published++
    if (this.#open === 0) this.#whenIdle?.()
  }

  hasRoom(): void {
    for (let next = this.#queue.first(); next; next = this.#queue.first()) {
      if (next.isOver || this.#isRefused(next)) {
        this.#queue.shift()
        continue
      }
      const lane = this.#laneFor(next)
      if (!lane) return
      this.#queue.shift()
      if (!lane.send(next)) this.#queue.putBack([next])
    }
  }

  lost(left: readonly Publish[], why: Failure, closed: Closed | undefined): void {
    const open = left.filter(({ isOver }) => !isOver)
    if (closed) this.#findRefused(left, open, closed)
    for (const publish of open) publish.lostBy = why
    this.#queue.putBack(open.filter(({ isOver }) => !isOver))
    this.hasRoom()
  }

  onCondition(): void {
    this.#checkLogin()
    this.onChange()
  }

  /** Finishes what is in hand until the signal aborts, then lets go. What comes later is refused. */
  async close(signal: AbortSignal): Promise<void> {
    this.#closing.abort()
    await this.#idle(signal)
    this.#forEach((publish) => publish.fail(this.failures.closing(publish)))
    clearTimeout(this.#timer)
    await Promise.all(this.lanes.map(({ session }) => session.leave()))
  }

  /** Of those that can take it the one with the least in flight. */
  #laneFor(publish: Publish): Lane | undefined {
    let best: Lane | undefined
    for (const lane of this.lanes) {
      if (lane.takes(publish) && (!best || lane.inFlight < best.inFlight)) best = lane
    }
    return best
  }

  /** The broker closed the AMQP channel for one of `left`; nobody waits any more for those that are not in `open`. */
  #findRefused(left: readonly Publish[], open: readonly Publish[], closed: Closed): void {
    const refusal = refusalOf(closed, performance.now())
    if (refusal && left.some(refusal.concerns)) {
      this.#refusals.add(refusal)
      for (const publish of open)
        if (refusal.concerns(publish)) publish.fail(this.failures.refused(publish, refusal))
      return
    }
    // Words that tell us nothing. Alone it was this one; else each goes alone until it shows.
    const [only] = open
    if (only && left.length === 1) only.fail(this.failures.refused(only, closed))
    else for (const publish of open) publish.isSuspect = true
  }

  /** Is it known to be refused? Then it has failed, or it is held until it is known. */
  #isRefused(publish: Publish): boolean {
    if (this.#refusals.size === 0) return false
    const now = performance.now()
    const refusal = this.#refusals.of(publish, now)
    if (!refusal) return false
    const held = this.#held.get(refusal)
    if (held) {
      held.push(publish)
    } else if (refusal.missing !== undefined && now - refusal.since > askAgain) {
      this.#held.set(refusal, [publish])
      void this.#askFor(refusal.missing, refusal)
    } else {
      publish.fail(this.failures.refused(publish, refusal))
    }
    return true
  }

  /** On a connection of its own: one that is not there closes only that. */
  async #askFor(exchange: string, refusal: Refusal): Promise<void> {
    const { broker, name } = this.settings
    const who: Who = { type: 'test', name, project: this.project }
    // When nobody can be asked, the next one published tells.
    const why = await withConnection(broker, who, this.#closing.signal, (model) =>
      whyNoExchange(model, exchange),
    ).catch(() => undefined)
    const held = this.#held.get(refusal) ?? []
    this.#held.delete(refusal)
    if (why) {
      refusal.since = performance.now()
      for (const publish of held) publish.fail(this.failures.refused(publish, refusal))
    } else {
      this.#refusals.forget(refusal)
      this.#queue.putBack(held)
    }
    this.hasRoom()
  }

  /** What keeps all sessions from publishing; undefined when one of them can. */
  #because(): FailureData | undefined {
    const conditions = this.lanes.map(({ session }) => session.condition)
    if (conditions.some(({ state }) => state === 'ready')) return undefined
    const failing = conditions.find(({ reason }) => reason !== undefined)
    return failing?.reason ?? this.failures.connecting().toData()
  }

  /** Nobody gets in before somebody has changed the password: what was never sent need not wait for that. */
  #checkLogin(): void {
    const because = this.#because()
    const shutOut = because?.code === 'OUTGOING_LOGIN_FAILED' ? because : undefined
    this.#shutOut = shutOut
    if (!shutOut) return
    this.#forEachWaiting((publish) => {
      if (publish.sends === 0) publish.fail(this.failures.loginFailed(publish, shutOut))
    })
  }

  #look(): void {
    const now = performance.now()
    const late = (publish: Publish) => this.failures.late(publish, this.#because())
    this.#forEach((publish) => publish.look(now, late))
    this.#timer = this.#open === 0 ? undefined : setTimeout(() => this.#look(), tick)
    // Those that have ended leave the queue.
    this.hasRoom()
  }

  #forEach(each: (publish: Publish) => void): void {
    this.#forEachWaiting(each)
    for (const lane of this.lanes) lane.forEach(each)
  }

  #forEachWaiting(each: (publish: Publish) => void): void {
    this.#queue.forEach(each)
    for (const held of this.#held.values()) held.forEach(each)
  }

  async #idle(signal: AbortSignal): Promise<void> {
    if (this.#open === 0 || signal.aborted) return
    await new Promise<void>((resolve) => {
      this.#whenIdle = resolve
      signal.addEventListener('abort', () => resolve(), { once: true })
    })
  }
}
