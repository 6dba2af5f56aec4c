/** A job that the scheduler looks after: what it is, what it waits for, what of it runs. */
import type { Origin } from '../../message/exchange.ts'
import type { Message } from '../../message/message.ts'
import type { Settings } from './settings.ts'

export interface JobSpec {
  /** `record.ts`. */
  key: string
  name: string
  settings: Settings
  /** Epoch milliseconds since when it is wanted, when that is known: a slot that came while it was being written down is its own. */
  since?: number
  /** Where its messages go; settles when all work is done. */
  deliver(message: Message, origin: Origin): Promise<Message>
  /** What exchanges of it show as their channel. */
  channel: string
}

export interface LiveJob {
  spec: JobSpec
  /** The slot it waits for; undefined: it has none left. */
  next: number | undefined
  /** The slot with its jitter. */
  due: number | undefined
}

/** Outlives a change of the job. */
export interface Activity {
  /** Numbers of runs under way. */
  running: Set<number>
  /** Slots that wait for the last run to end. */
  waiting: number[]
}
