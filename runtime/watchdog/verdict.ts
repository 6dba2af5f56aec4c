/**
 * Has it held the loop for too long? Told by what was seen at each look. A message's service is ended when the message's
 * time is up; one look is not enough, since whoever holds the loop at that moment may have begun just then, its message
 * having waited for others. Whatever belongs to no message is ended when it can be working for none any more.
 */
export interface Look {
  /** Milliseconds that the loop has been held. Counted by looks, for a clock goes on while a computer sleeps. */
  held: number
  /** Of the message that is worked on, as far as it is known. */
  cid?: string | undefined
  /** Epoch milliseconds; left out: the message is over already. */
  deadline?: number | undefined
}

export interface Limits {
  /** Milliseconds, both; see `WatchData`. */
  leastHeld: number
  limit: number
}

export class Verdict {
  #cid: string | undefined
  /** How long the loop had been held when this message was first seen in it. */
  #from = 0
  #isFirst = true

  constructor(private readonly limits: Limits) {}

  /** The loop was let go. */
  reset(): void {
    this.#isFirst = true
  }

  /**
   * @param lastDeadline Epoch milliseconds at which the time of all that is under way is up.
   * @returns Epoch milliseconds at which it is to be ended, if all stays as it is: now or before says at once.
   */
  endsAt({ held, cid, deadline }: Look, lastDeadline: number, now: number): number {
    // One that cannot be told may be the same as before.
    if (this.#isFirst || (cid !== undefined && cid !== this.#cid)) {
      // What is seen first has held it from the beginning.
      this.#from = this.#isFirst ? 0 : held
      this.#cid = cid
      this.#isFirst = false
    }
    const { leastHeld, limit } = this.limits
    const least = cid === undefined ? limit : leastHeld
    const until = cid === undefined ? lastDeadline : (deadline ?? 0)
    return Math.max(until, now + least - (held - this.#from))
  }
}
