/**
 * Jobs, as whoever manages them sees them: a channel of type `schedule`, or one made while the project runs. Plain data, and
 * the contract by which services and the command line reach the scheduler.
 */
import type { FailureData } from './failure.ts'

/** The fields of a plan and its rules, as saved (`connectors/schedule/definition.ts`). */
export type JobValues = Readonly<Record<string, unknown>>

export interface JobView {
  /** Opaque and stable. Of a channel it is its name. */
  id: string
  name: string
  /** channel: of the project. runtime: made by `create` or `this.schedule`. */
  source: 'channel' | 'runtime'
  /** It has runs ahead: switched on, and not done. */
  isActive: boolean
  /** Why not, or what else is wrong with it. */
  reason?: FailureData
  /** What it calls. Of a channel it is whatever the channel is linked to. */
  service?: string
  values: JobValues
  /** A channel whose plan or state was changed while the project runs. */
  isChanged: boolean
  /** Epoch milliseconds of the next run, jitter included. */
  next?: number
  /** How many runs began, how many of those failed, how many times were missed; since the job is known. */
  runs: number
  failed: number
  missed: number
  /** How many run just now. */
  running: number
}

export const jobOutcomes = [
  'running',
  'ok',
  'failed',
  'timeout',
  'interrupted',
  'skipped-overlap',
  'missed',
] as const

/**
 * interrupted: the process ended while it ran; it may have done its work or not, and is not run again.
 * skipped-overlap: another run was in the way. missed: its time passed while nothing ran.
 */
export type JobOutcome = (typeof jobOutcomes)[number]

export interface JobRun {
  /** Epoch milliseconds of the time by the plan; of several, the last. Left out: it was run by hand. */
  slot?: number
  /** How many times this stands for, and the first of them: missed ones. */
  count?: number
  /** There were more than `count` says. */
  isMore?: boolean
  first?: number
  /** From 1; left out for what did not run. */
  run?: number
  /** Epoch milliseconds. */
  started: number
  /** Milliseconds; left out while it runs, and when nobody knows. */
  took?: number
  outcome: JobOutcome
  cid?: string
  /** Milliseconds by which the plan's own jitter put it off. */
  jitter?: number
  /** Why it failed. */
  error?: string
}

export interface JobKey {
  id?: string | undefined
  name?: string | undefined
}

export interface NewJob {
  name: string
  service: string
  isActive: boolean
  values: JobValues
  /** Forgotten some time after it is done. Default: kept until it is deleted. */
  isPassing?: boolean
}

export interface HistoryQuery {
  /** From 1. */
  page: number
  pageSize: number
  /** Epoch milliseconds: begun no earlier. */
  since?: number | undefined
  outcomes?: readonly JobOutcome[] | undefined
}

export interface NextRun {
  at: number
  /** As the clocks of the job's zone show it. */
  local: string
  note?: string
}

/** All reject with a Failure: NOT_FOUND, CONFLICT, JOB_PLAN_WRONG, SERVICE_NOT_FOUND, CHANNEL_NOT_LINKED, SERVICE_UNAVAILABLE. */
export interface Jobs {
  list(): Promise<JobView[]>
  get(key: JobKey): Promise<JobView>
  create(job: NewJob): Promise<JobView>
  /** What is not named stays. A null takes a value away. */
  edit(
    key: JobKey,
    change: { name?: string; service?: string; isActive?: boolean; values?: JobValues },
  ): Promise<JobView>
  remove(key: JobKey): Promise<void>
  /** Runs it now, whatever its plan says and whether or not it is active; its plan goes on as before. Resolves when it began. */
  execute(key: JobKey): Promise<{ cid: string; ended: Promise<JobRun> }>
  setActive(key: JobKey, isActive: boolean): Promise<JobView>
  /** Newest first. */
  history(key: JobKey, query: HistoryQuery): Promise<{ rows: JobRun[]; total: number }>
  /** `ends`: why there are fewer than `count`. */
  next(key: JobKey, count: number): Promise<{ runs: NextRun[]; ends?: string }>
}

const units = ['weeks', 'days', 'hours', 'minutes', 'seconds'] as const

/** A plan in a few words: `every 2 h 30 min`, `0 3 * * 1-5 Europe/Berlin`, `once 2026-12-31 23:00`. */
export function planWords(values: JobValues): string {
  const { kind = 'interval', at, cron, zone, repeats } = values
  const inZone = typeof zone === 'string' && zone !== '' && zone !== 'UTC' ? ` ${zone}` : ''
  if (kind === 'once')
    return at ? `once ${String(at).replace('T', ' ')}${inZone}` : 'once, no time yet'
  if (kind === 'cron') return cron ? `${String(cron).trim()}${inZone}` : 'no cron expression yet'
  const parts = units.flatMap((unit) => {
    const amount = Number(values[unit] ?? 0)
    return amount > 0 ? [`${amount} ${short[unit](amount)}`] : []
  })
  if (parts.length === 0) return 'no interval yet'
  const times = repeats === undefined ? '' : `, ${String(repeats)} times`
  return `every ${parts.join(' ')}${times}`
}

const short = {
  weeks: (amount: number) => (amount === 1 ? 'week' : 'weeks'),
  days: (amount: number) => (amount === 1 ? 'day' : 'days'),
  hours: () => 'h',
  minutes: () => 'min',
  seconds: () => 's',
} as const
