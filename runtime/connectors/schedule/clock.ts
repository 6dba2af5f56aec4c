/**
 * One clock for all jobs of a runtime: one timer, to the nearest moment that anybody waits for, and never longer than a
 * minute, so that a clock that was set or a computer that slept is noticed soon. It tells the time and what happened to it;
 * what is due is not its matter.
 */

/** The outside world's clocks. */
export interface Time {
  /** Epoch milliseconds; people set it, and it jumps. */
  now(): number
  /** Milliseconds on a clock that nobody sets. */
  mono(): number
  /** Calls once, not before the time is up; returns the undoing. */
  setTimer(call: () => void, ms: number): () => void
}

export const realTime: Time = {
  now: () => Date.now(),
  mono: () => performance.now(),
  setTimer(call, ms) {
    const timer = setTimeout(call, ms)
    return () => clearTimeout(timer)
  },
}

export interface Tick {
  now: number
  /**
   * forward: more time went by than was waited for; the clock was set forward, or the computer slept. back: the clock was
   * set back. Both by more than a second; less is the everyday correction of clocks.
   */
  jumped: 'forward' | 'back' | undefined
}

const minute = 60_000
const jump = 1000

export class Clock {
  #cancel: (() => void) | undefined
  #seen: { now: number; mono: number } | undefined
  /** When the timer that runs should end, on the clock that nobody sets. */
  #awaited: number | undefined

  /**
   * @param tick Returns the nearest moment to be told of; undefined: none is known.
   * @param longestWait Milliseconds; longer ones are for clocks that nobody sets.
   */
  constructor(
    private readonly time: Time,
    private readonly tick: (tick: Tick) => number | undefined,
    private readonly longestWait = minute,
  ) {}

  /** Looks at the time now, and waits for the nearest moment from then on. Call when what is waited for may have changed. */
  wake(): void {
    const now = this.time.now()
    const mono = this.time.mono()
    const jumped = this.#jumpOf(now, mono)
    this.#seen = { now, mono }
    const nearest = this.tick({ now, jumped })
    this.#cancel?.()
    const wait = Math.min(
      this.longestWait,
      Math.max(1, (nearest ?? Number.POSITIVE_INFINITY) - now),
    )
    this.#awaited = mono + wait
    this.#cancel = this.time.setTimer(() => this.wake(), wait)
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
    this.#seen = undefined
    this.#awaited = undefined
  }

  #jumpOf(now: number, mono: number): Tick['jumped'] {
    if (!this.#seen || this.#awaited === undefined) return undefined
    const drift = now - this.#seen.now - (mono - this.#seen.mono)
    if (drift < -jump) return 'back'
    // On some systems the clock that nobody sets goes on during sleep: then it is the timer that comes much too late.
    return drift > jump || mono - this.#awaited > minute ? 'forward' : undefined
  }
}
