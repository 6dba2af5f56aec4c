/**
 * A connection's sessions: at most so many at once, the last used first, logged out when idle. Whoever waits learns at
 * once why a session could not be opened and stops waiting when its exchange ends. (generic-pool does neither: it goes
 * on creating in silence after a failure and cannot be aborted.)
 */
import { Failure } from '../../model/failure.ts'
import { Session, whyAborted } from './session.ts'
import type { FtpSettings } from './settings.ts'

// A session idle for longer is asked whether it still lives: a firewall that dropped it does not say so.
const askAfter = 10_000

interface Waiter {
  go(): void
  refuse(why: Failure): void
}

export interface PoolEvents {
  opened(): void
  failed(failure: Failure): void
}

export class Pool {
  readonly #settings: FtpSettings
  readonly #events: PoolEvents
  /** The last one was used last. */
  readonly #idle: Session[] = []
  readonly #timers = new Map<Session, NodeJS.Timeout>()
  readonly #inUse = new Set<Session>()
  readonly #waiting = new Set<Waiter>()
  readonly #background = new Set<Promise<void>>()
  #taken = 0
  #lostAt: number | undefined
  #isClosing = false
  #stopped: Failure | undefined
  #whenFree: (() => void) | undefined

  constructor(settings: FtpSettings, events: PoolEvents) {
    this.#settings = settings
    this.#events = events
  }

  get figures(): { pooled: number; busy: number; waiting: number } {
    return {
      pooled: this.#idle.length + this.#inUse.size,
      busy: this.#taken,
      waiting: this.#waiting.size,
    }
  }

  /** When a session was last lost, on the monotonic clock; undefined once one could be opened again. */
  get lostAt(): number | undefined {
    return this.#lostAt
  }

  /**
   * Lends a session. It comes back alive or is thrown away.
   * @throws Failure OUTGOING_BUSY when none got free before the signal, or why none could be opened.
   */
  async use<T>(signal: AbortSignal, work: (session: Session) => Promise<T>): Promise<T> {
    await this.#turn(signal)
    try {
      const session = await this.#take(signal)
      try {
        return await work(session)
      } finally {
        this.#giveBack(session)
      }
    } finally {
      this.#next()
    }
  }

  /** A session was lost, and is seldom alone: the others go too, and the next call opens a new one. */
  lost(): void {
    this.#lostAt ??= performance.now()
    this.#forgetIdle()
  }

  #forgetIdle(): void {
    for (const session of this.#idle.splice(0)) this.#forget(session)
  }

  /** Work that nobody waits for but `close`. */
  inBackground(work: () => Promise<void>): void {
    // Whoever asked for it has been answered; what it could not do is told by the log of the one who made it.
    const running = work().finally(() => this.#background.delete(running))
    this.#background.add(running)
  }

  /** Sessions are no longer kept; resolves when none is in use, or soon after the signal, which ends those that are. */
  async close(signal: AbortSignal): Promise<void> {
    this.#isClosing = true
    this.#forgetIdle()
    const onAbort = () =>
      this.#stop(
        new Failure('RUNTIME_STOPPING', `FTP connection "${this.#settings.name}" was closed.`),
      )
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    while (this.#background.size > 0) await Promise.allSettled(this.#background)
    if (this.#taken > 0) {
      await new Promise<void>((resolve) => {
        this.#whenFree = resolve
      })
    }
    signal.removeEventListener('abort', onAbort)
  }

  #stop(why: Failure): void {
    this.#stopped = why
    for (const waiter of this.#waiting) waiter.refuse(why)
    for (const session of this.#inUse) session.end(why)
  }

  #turn(signal: AbortSignal): Promise<void> {
    if (this.#stopped) return Promise.reject(this.#stopped)
    if (signal.aborted) return Promise.reject(whyAborted(signal))
    if (this.#taken < this.#settings.poolSize) {
      this.#taken++
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.delete(waiter)
        signal.removeEventListener('abort', onAbort)
      }
      const waiter: Waiter = {
        go: () => {
          leave()
          resolve()
        },
        refuse: (why) => {
          leave()
          reject(why)
        },
      }
      const onAbort = () => waiter.refuse(this.#busy(whyAborted(signal)))
      this.#waiting.add(waiter)
      signal.addEventListener('abort', onAbort, { once: true })
    })
  }

  /** A turn goes to the one who has waited longest, or back to the pool. */
  #next(): void {
    const [first] = this.#waiting
    if (first) {
      first.go()
      return
    }
    this.#taken--
    if (this.#taken === 0) this.#whenFree?.()
  }

  #busy(why: Failure): Failure {
    if (why.code !== 'DEADLINE_PASSED') return why
    const { name, poolSize } = this.#settings
    return new Failure(
      'OUTGOING_BUSY',
      `All ${poolSize} sessions of FTP connection "${name}" were busy until the time was up. A higher value of the field Sessions at once may help.`,
      { cause: why },
    )
  }

  async #take(signal: AbortSignal): Promise<Session> {
    for (let session = this.#idle.pop(); session; session = this.#idle.pop()) {
      clearTimeout(this.#timers.get(session))
      this.#timers.delete(session)
      if (await this.#isGood(session, signal)) {
        this.#inUse.add(session)
        return session
      }
    }
    return this.#open(signal)
  }

  async #isGood(session: Session, signal: AbortSignal): Promise<boolean> {
    if (!session.isAlive) return false
    if (performance.now() - session.idleSince < askAfter) return true
    const soon = AbortSignal.timeout(Math.min(this.#settings.connectTimeout, 3000))
    try {
      await session.run(AbortSignal.any([signal, soon]), 'NOOP', (client) => client.send('NOOP'))
      return true
    } catch (failure) {
      session.end()
      if (signal.aborted) throw failure
      return false
    }
  }

  async #open(signal: AbortSignal): Promise<Session> {
    const session = new Session(this.#settings)
    this.#inUse.add(session)
    try {
      await session.open(signal)
    } catch (thrown) {
      this.#inUse.delete(session)
      if (this.#stopped) throw this.#stopped
      if (thrown instanceof Failure && !signal.aborted) this.#events.failed(thrown)
      throw thrown
    }
    if (this.#stopped) {
      this.#inUse.delete(session)
      session.end()
      throw this.#stopped
    }
    this.#events.opened()
    this.#lostAt = undefined
    session.onGone(() => {
      this.#lostAt ??= performance.now()
      this.#forget(session)
    })
    return session
  }

  #giveBack(session: Session): void {
    this.#inUse.delete(session)
    if (this.#isClosing || !session.isAlive) {
      session.end()
      return
    }
    session.idleSince = performance.now()
    this.#idle.push(session)
    const timer = setTimeout(() => this.#forget(session), this.#settings.idleTimeout)
    timer.unref()
    this.#timers.set(session, timer)
  }

  #forget(session: Session): void {
    const at = this.#idle.indexOf(session)
    if (at >= 0) this.#idle.splice(at, 1)
    clearTimeout(this.#timers.get(session))
    this.#timers.delete(session)
    if (!this.#inUse.has(session)) session.end()
  }
}
