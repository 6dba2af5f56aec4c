/**
 * What is remembered of jobs, as a sequence of events and the sum of them. Pure: the same events give the same memory.
 * A slot is taken when its `run` event is recorded, which is before anything is done for it: a crash at any moment leaves
 * it either not taken, and then it counts as missed, or taken, and then it is never taken again.
 */
import type { JobOutcome, JobValues } from '../../model/job.ts'

/** Slots from the first to the last; all in between are taken or were left out on purpose. */
export type Span = [first: number, last: number]

export interface OpenRun {
  run: number
  slot?: number
  started: number
  cid: string
  jitter?: number
}

export interface JobMemory {
  /** Of the plan it was last on; '' before the first. */
  planKey: string
  isOn: boolean
  /** All slots up to here are accounted for: taken, left out, missed, or from before it was on. */
  seen: number
  /** Slots that were taken; the last is the one that grows. Only a clock that was set back needs the others. */
  spans: readonly Span[]
  /** Slots before the next one were not taken, so it begins a span. */
  isGap?: true
  runs: number
  failed: number
  missed: number
  /** Runs by the plan it is on. */
  planRuns: number
  open: readonly OpenRun[]
  /** When the last run began. */
  last?: number
}

/** A job made while the project runs, or the changes to a channel's. */
export interface MadeJob {
  id: string
  name: string
  service: string
  isActive: boolean
  /** `extra` as base64 when it is bytes. */
  values: JobValues
  bytes?: true
  isPassing?: true
  /** Epoch milliseconds: made, changed or switched on. */
  since: number
}

export interface Amendment {
  /** What the channel was, as text, when it was changed: once the channel itself is changed, this is void. */
  base: string
  isActive?: boolean
  values: JobValues
}

/**
 * In events and in the memory a job goes by its key: the name of a channel, the id of a job made while the project runs, so
 * that it can be renamed.
 */
export type JobEvent =
  /** `fresh`: its runs are counted from 0 again. */
  | { e: 'on'; job: string; at: number; key: string; fresh?: true }
  | { e: 'off'; job: string; at: number }
  /** From here on slots after `at` are looked for: the clock was set back. */
  | { e: 'since'; job: string; at: number }
  | {
      e: 'run'
      job: string
      run: number
      at: number
      cid: string
      slot?: number
      jitter?: number
    }
  | { e: 'end'; job: string; run: number; outcome: JobOutcome; took?: number }
  /** Slots up to here are not run. */
  | { e: 'pass'; job: string; slot: number; count: number; outcome: 'missed' | 'skipped-overlap' }
  | { e: 'made'; made: MadeJob }
  | { e: 'gone'; id: string }
  | { e: 'amend'; job: string; amendment: Amendment | null }

export interface Memory {
  jobs: Map<string, JobMemory>
  made: Map<string, MadeJob>
  amendments: Map<string, Amendment>
}

export function emptyMemory(): Memory {
  return { jobs: new Map(), made: new Map(), amendments: new Map() }
}

/** Spans beyond that are joined, the oldest first: fewer slots could then be taken after the clock is set back, never more. */
const mostSpans = 32

export function remember(memory: Memory, event: JobEvent): void {
  switch (event.e) {
    case 'made':
      memory.made.set(event.made.id, event.made)
      return
    case 'gone':
      memory.made.delete(event.id)
      memory.jobs.delete(event.id)
      return
    case 'amend':
      if (event.amendment) memory.amendments.set(event.job, event.amendment)
      else memory.amendments.delete(event.job)
      return
    default: {
      const job = memory.jobs.get(event.job)
      // What ends after it was deleted brings nothing back.
      if (!job && event.e !== 'on' && event.e !== 'run') return
      memory.jobs.set(event.job, next(job ?? unknownJob(), event))
    }
  }
}

export function unknownJob(): JobMemory {
  return {
    planKey: '',
    isOn: false,
    seen: Number.NEGATIVE_INFINITY,
    spans: [],
    runs: 0,
    failed: 0,
    missed: 0,
    planRuns: 0,
    open: [],
  }
}

type OfJob = Exclude<JobEvent, { e: 'made' | 'gone' | 'amend' }>

function next(job: JobMemory, event: OfJob): JobMemory {
  switch (event.e) {
    case 'on': {
      // The same plan, and nobody switched it off: what passed meanwhile was missed, so it goes on where it was.
      if (job.isOn && job.planKey === event.key && !event.fresh) return job
      const planRuns = job.planKey === event.key && !event.fresh ? job.planRuns : 0
      return { ...job, isOn: true, planKey: event.key, seen: event.at, planRuns, isGap: true }
    }
    case 'off':
      return { ...job, isOn: false, seen: event.at }
    case 'since':
      return { ...job, seen: event.at, isGap: true }
    case 'run': {
      const { run, slot, at, cid, jitter } = event
      const open = [...job.open, definedOf({ run, slot, started: at, cid, jitter })]
      const begun = { ...job, runs: run, open, last: at }
      if (slot === undefined) return begun
      const { isGap = false, ...same } = begun
      const spans = taken(job.spans, slot, isGap)
      return { ...same, seen: Math.max(job.seen, slot), spans, planRuns: job.planRuns + 1 }
    }
    case 'end': {
      const open = job.open.filter(({ run }) => run !== event.run)
      const isFailed = event.outcome !== 'ok'
      return { ...job, open, failed: job.failed + (isFailed ? 1 : 0) }
    }
    case 'pass': {
      const seen = Math.max(job.seen, event.slot)
      if (event.outcome !== 'missed') return { ...job, seen }
      return { ...job, seen, missed: job.missed + event.count, isGap: true }
    }
  }
}

function definedOf(run: { [K in keyof OpenRun]: OpenRun[K] | undefined }): OpenRun {
  return Object.fromEntries(
    Object.entries(run).filter(([, value]) => value !== undefined),
  ) as unknown as OpenRun
}

function taken(spans: readonly Span[], slot: number, isGap: boolean): readonly Span[] {
  const last = spans.at(-1)
  if (last && !isGap && slot >= last[0]) {
    return [...spans.slice(0, -1), [last[0], Math.max(last[1], slot)]]
  }
  const all: Span[] = [...spans, [slot, slot]]
  const [first, second] = all
  if (all.length <= mostSpans || !first || !second) return all
  return [[Math.min(first[0], second[0]), Math.max(first[1], second[1])], ...all.slice(2)]
}

/** The end of the span that has the slot; undefined: it is free. */
export function takenUntil({ spans }: JobMemory, slot: number): number | undefined {
  let until: number | undefined
  for (const [first, last] of spans) {
    if (slot >= first && slot <= last) until = Math.max(until ?? last, last)
  }
  return until
}

export function memoryToData({ jobs, made, amendments }: Memory): unknown {
  return { jobs: [...jobs], made: [...made.values()], amendments: [...amendments] }
}

export function memoryFromData(data: unknown): Memory {
  const { jobs, made, amendments } = data as {
    jobs: [string, JobMemory][]
    made: MadeJob[]
    amendments: [string, Amendment][]
  }
  return {
    jobs: new Map(
      jobs.map(([name, job]) => [name, { ...unknownJob(), ...job, seen: seenOf(job) }]),
    ),
    made: new Map(made.map((job) => [job.id, job])),
    amendments: new Map(amendments),
  }
}

// JSON has no infinity.
function seenOf({ seen }: { seen: number | null }): number {
  return seen ?? Number.NEGATIVE_INFINITY
}
