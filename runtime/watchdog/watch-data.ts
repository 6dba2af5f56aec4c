/** What the main thread and the watchdog's know of each other. */
import type { Blocked } from '../model/control.ts'

export interface WatchData {
  /** One number, that the main thread makes another whenever it can. */
  beats: Int32Array
  /** Milliseconds, all three. */
  lateAfter: number
  every: number
  againEvery: number
  /** mark: lines for a program that started this one. log: lines for a server's log. */
  says: 'mark' | 'log'
}

/**
 * Tells of a frame of the held stack: the name of its script, line and column from 1, its `this`. Called on the held
 * thread, while it is paused in the middle of whatever it does.
 */
export type Describe = (
  script: string,
  line: number,
  column: number,
  self: unknown,
) => Omit<Blocked, 'since'>

/** Of the global symbol under which the held thread has its `Describe`. */
export const describeKey = 'patchbay.describe'
