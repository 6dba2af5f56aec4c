/** What the main thread and the watchdog's know of each other. */
import type { Blocked } from '../model/control.ts'
import type { Place } from '../model/place.ts'

export interface WatchData {
  /** One number, that the main thread makes another whenever it can. */
  beats: Int32Array
  /** One number, in memory of both threads: epoch milliseconds at which the time of all that is under way is up. */
  lastDeadline: Float64Array
  /** Milliseconds, all of them. */
  lateAfter: number
  every: number
  lookEvery: number
  againEvery: number
  /** How long a service must have held the loop to be ended for it, however long its message's time has been up. */
  leastHeld: number
  /** How long anything else must have held it. */
  limit: number
  /** mark: lines for a program that started this one. log: lines for a server's log. */
  says: 'mark' | 'log' | 'nothing'
}

/** What a frame of the held stack tells. */
export interface Found {
  service?: string
  at?: Place
  cid?: string
  /** Epoch milliseconds at which the time of this message is up. */
  deadline?: number
}

/** What the watchdog asks of the held thread. Called while that is paused in the middle of whatever it does. */
export interface HeldThread {
  /**
   * @param script The name of a frame's script; empty: it is none of a service. Line and column are from 1.
   * @param self The frame's `this`.
   */
  describe(script: string, line: number, column: number, self: unknown): Found
  /** The process is about to be ended because of this: what must be known afterwards is noted. */
  note(blocked: Blocked): void
  /** Ends the process. */
  leave(): void
}

/** Of the global symbol under which the held thread has its `HeldThread`. */
export const heldKey = 'patchbay.held'

/** What the process ends with when a service held it for good: EX_SOFTWARE of sysexits.h. */
export const exitCode = 70
