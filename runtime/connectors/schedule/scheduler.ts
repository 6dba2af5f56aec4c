/**
 * Runs jobs at their times. For each slot, in this order: it is recorded as taken, it is delivered, its end is recorded. So
 * each is delivered at most once, whenever the process dies; one that was taken and not ended has the outcome `interrupted`.
 */
import type { Logger } from 'pino'
import { newCid } from '../../message/cid.ts'
import { Message } from '../../message/message.ts'
import { Failure, type FailureCode, toFailure } from '../../model/failure.ts'
import type { JobOutcome, JobRun } from '../../model/job.ts'
import type { Condition } from '../connector.ts'
import { Clock, type Tick, type Time } from './clock.ts'
import { arrearsOf, freeSlot, jitterOf } from './due.ts'
import type { Activity, JobSpec, LiveJob } from './live-job.ts'
import { type JobEvent, type JobMemory, type OpenRun, type Span, unknownJob } from './record.ts'
import type { Store } from './store.ts'

export interface SchedulerOptions {
  store: Store
  time: Time
  logger: Logger
  /** Milliseconds (`clock.ts`); default a minute. */
  longestWait?: number
  /** Something of a job changed: it ran, it ended, it waits for another slot. */
  onChange(key: string): void
}

/** How many slots of a job may wait for the one before to end. */
const mostWaiting = 100
/** How many runs of a job may be under way, where they may overlap. */
const mostRunning = 1000
/** How many slots one look at the clock takes up, of a job that fell behind while the process was busy. */
const mostAtOnce = 1000

export class Scheduler {
  readonly #jobs = new Map<string, LiveJob>()
  readonly #activities = new Map<string, Activity>()
  readonly #clock: Clock
  readonly #options: SchedulerOptions
  #isStopped = false
  #onIdle: (() => void) | undefined

  constructor(options: SchedulerOptions) {
    this.#options = options
    this.#clock = new Clock(options.time, (tick) => this.#tick(tick), options.longestWait)
  }

  /** Looks after a job from now on, or goes on with it as it is now. Call `wake` after the last of several. */
  open(spec: JobSpec): void {
    const { key, settings } = spec
    const before = this.#jobs.get(key)
    const now = this.#options.time.now()
    if (before && before.spec.settings.planKey === settings.planKey) {
      this.#jobs.set(key, { ...before, spec })
      if (before.spec.settings.jitter !== settings.jitter) this.#await(key, before.next)
      return
    }
    const { isOn, planKey } = this.memory(key)
    const isNew = !isOn || planKey !== settings.planKey
    this.note({ e: 'on', job: key, at: Math.min(now, spec.since ?? now), key: settings.planKey })
    this.#jobs.set(key, { spec, next: undefined, due: undefined })
    // Not even an everyday correction of the clock is more than a second.
    if (this.memory(key).seen > now + 1000) this.note({ e: 'since', job: key, at: now })
    this.#takeArrears(key, now, isNew)
  }

  /** Begins again with a plan that was done: its runs are counted from 0. */
  renew(key: string): void {
    const job = this.#jobs.get(key)
    if (!job) return
    const at = this.#options.time.now()
    this.note({ e: 'on', job: key, at, key: job.spec.settings.planKey, fresh: true })
    this.#awaitFree(key, at)
  }

  /** Somebody switched it off, or it is gone: what passes from now on is not missed. */
  close(key: string): void {
    if (!this.#jobs.delete(key)) return
    const activity = this.#activities.get(key)
    for (const slot of activity?.waiting.splice(0) ?? []) this.#leaveOut(key, slot)
    this.note({ e: 'off', job: key, at: this.#options.time.now() })
  }

  wake(): void {
    if (!this.#isStopped && this.#jobs.size > 0) this.#clock.wake()
    else this.#clock.stop()
  }

  has(key: string): boolean {
    return this.#jobs.has(key)
  }

  memory(key: string): JobMemory {
    return this.#options.store.memory.jobs.get(key) ?? unknownJob()
  }

  /** Runs it now, besides its plan. @throws Failure CONFLICT when it runs and must not overlap. */
  run(spec: JobSpec): { cid: string; ended: Promise<JobRun> } {
    const { key, name, settings } = spec
    if (settings.overlap !== 'allow' && this.#activityOf(key).running.size > 0) {
      throw new Failure(
        'CONFLICT',
        `"${name}" runs just now, and its runs must not overlap. Wait for its end.`,
      )
    }
    return this.#begin(spec, undefined)
  }

  conditionOf(key: string): Condition {
    const job = this.#jobs.get(key)
    if (!job) return { state: 'off' }
    const { runs, failed, missed } = this.memory(key)
    const { running, waiting } = this.#activityOf(key)
    const figures: Record<string, number> = { runs, failed }
    if (missed > 0) figures.missed = missed
    if (running.size > 0) figures.running = running.size
    if (job.due !== undefined) return { state: 'ready', next: job.due, figures }
    if (running.size + waiting.length > 0) return { state: 'ready', figures }
    return { state: 'off', reason: done(job.spec).toData(), figures }
  }

  /** Takes no more slots; resolves when what runs has ended, or when the signal aborts. */
  async stop(signal: AbortSignal): Promise<void> {
    this.#clock.stop()
    this.#jobs.clear()
    const isBusy = () => [...this.#activities.values()].some(({ running }) => running.size > 0)
    if (isBusy() && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#onIdle = () => {
          if (!isBusy()) resolve()
        }
        signal.addEventListener('abort', () => resolve(), { once: true })
      })
    }
    this.#isStopped = true
  }

  #tick({ now, jumped }: Tick): number | undefined {
    let nearest: number | undefined
    if (jumped) this.#options.logger.warn(`The clock jumped ${jumped}: jobs go by their rules.`)
    for (const key of [...this.#jobs.keys()]) {
      if (jumped === 'back') this.#reanchor(key, now)
      else if (jumped === 'forward') this.#takeArrears(key, now, true)
      this.#takeDue(key, now)
      const due = this.#jobs.get(key)?.due
      if (due !== undefined) nearest = Math.min(nearest ?? due, due)
    }
    return nearest
  }

  /** In the everyday case that is one slot. Several: the process was busy; none of them is lost for that. */
  #takeDue(key: string, now: number): void {
    for (let taken = 0; taken < mostAtOnce; taken++) {
      const job = this.#jobs.get(key)
      if (job?.next === undefined || job.due === undefined || job.due > now) return
      const slot = job.next
      this.#take(job.spec, slot, {})
      this.#awaitFree(key, slot)
    }
    this.#takeArrears(key, now, true)
  }

  #takeArrears(key: string, now: number, isLenient: boolean): void {
    const job = this.#jobs.get(key)
    if (!job) return
    const { spec } = job
    const memory = this.#accountedFor(key)
    if (this.#isUsedUp(spec)) {
      this.#await(key, undefined)
      return
    }
    const { run, missed, next } = arrearsOf(key, spec.settings, memory, { now, isLenient })
    if (missed) this.#miss(key, missed)
    this.#await(key, next)
    for (const slot of run) {
      if (this.#isUsedUp(spec)) break
      this.#take(spec, slot, { isCatchUp: true })
    }
    if (this.#isUsedUp(spec)) this.#await(key, undefined)
  }

  /** The clock was set back: the same times come again, and those that were taken are not taken again. */
  #reanchor(key: string, now: number): void {
    const job = this.#jobs.get(key)
    if (!job) return
    this.note({ e: 'since', job: key, at: now })
    this.#awaitFree(key, now)
  }

  #take(spec: JobSpec, slot: number, { isCatchUp = false }): void {
    const { key, settings } = spec
    const { running, waiting } = this.#activityOf(key)
    const isFree = running.size === 0 && waiting.length === 0
    const mayRun = settings.overlap === 'allow' ? running.size < mostRunning : isFree
    if (mayRun && !(isCatchUp && !isFree)) this.#begin(spec, slot)
    else if (
      (isCatchUp || settings.overlap === 'queue') &&
      waiting.length < Math.max(mostWaiting, settings.catchUp)
    )
      waiting.push(slot)
    else this.#leaveOut(key, slot)
    this.#options.onChange(key)
  }

  #begin(spec: JobSpec, slot: number | undefined): { cid: string; ended: Promise<JobRun> } {
    const { key, settings } = spec
    const open: OpenRun = {
      run: this.memory(key).runs + 1,
      started: this.#options.time.now(),
      cid: newCid(),
    }
    if (slot !== undefined) {
      open.slot = slot
      const jitter = jitterOf(key, slot, settings.jitter)
      if (jitter > 0) open.jitter = jitter
    }
    const { started: at, ...rest } = open
    const kept = this.#options.store.record({ e: 'run', job: key, at, ...rest }, true)
    this.#activityOf(key).running.add(open.run)
    return { cid: open.cid, ended: this.#carry(spec, open, kept) }
  }

  async #carry(spec: JobSpec, open: OpenRun, kept: Promise<void> | undefined): Promise<JobRun> {
    const { time } = this.#options
    let began = time.mono()
    let failure: Failure | undefined
    try {
      // What is not kept is not done: done twice would be worse.
      await kept
      began = time.mono()
      const { cid } = open
      const { channel, settings } = spec
      await spec.deliver(messageOf(spec, open), { channel, cid, timeout: settings.timeout })
    } catch (thrown) {
      failure = toFailure(thrown)
    }
    const run: JobRun = {
      ...open,
      took: Math.max(0, Math.round((time.mono() - began) * 10) / 10),
      outcome: failure ? (outcomes[failure.code] ?? 'failed') : 'ok',
      ...(failure ? { error: failure.message } : {}),
    }
    this.#end(spec.key, run, open.run)
    return run
  }

  #end(key: string, run: JobRun, number: number): void {
    const activity = this.#activityOf(key)
    activity.running.delete(number)
    this.#onIdle?.()
    // It was deleted while it ran, with all that was known of it.
    if (this.#isStopped || !this.#options.store.memory.jobs.has(key)) return
    const { outcome, took } = run
    this.note({
      e: 'end',
      job: key,
      run: number,
      outcome,
      ...(took === undefined ? {} : { took }),
    })
    this.#options.store.history.add(key, run)
    const spec = this.#jobs.get(key)?.spec
    if (spec && activity.running.size === 0) {
      const slot = activity.waiting.shift()
      if (slot !== undefined && !this.#isUsedUp(spec)) this.#begin(spec, slot)
    }
    if (activity.running.size + activity.waiting.length === 0) this.#activities.delete(key)
    this.#options.onChange(key)
  }

  #leaveOut(key: string, slot: number): void {
    this.note({ e: 'pass', job: key, slot, count: 1, outcome: 'skipped-overlap' })
    const started = this.#options.time.now()
    this.#options.store.history.add(key, { slot, started, outcome: 'skipped-overlap' })
  }

  #miss(
    key: string,
    { first, slot, count, isMore }: NonNullable<ReturnType<typeof arrearsOf>['missed']>,
  ): void {
    this.note({ e: 'pass', job: key, slot, count, outcome: 'missed' })
    const row: JobRun = { slot, started: this.#options.time.now(), outcome: 'missed' }
    if (count > 1) Object.assign(row, { first, count, ...(isMore ? { isMore } : {}) })
    this.#options.store.history.add(key, row)
    this.#options.onChange(key)
  }

  /** Slots that wait for their turn are not recorded yet, and are not to be come upon a second time. */
  #accountedFor(key: string): JobMemory {
    const memory = this.memory(key)
    const waiting = this.#activities.get(key)?.waiting ?? []
    if (waiting.length === 0) return memory
    const spans = [...memory.spans, ...waiting.map((slot): Span => [slot, slot])]
    return { ...memory, spans, seen: Math.max(memory.seen, ...waiting) }
  }

  #isUsedUp({ key, settings: { maxRuns } }: JobSpec): boolean {
    return maxRuns !== undefined && this.memory(key).planRuns >= maxRuns
  }

  #awaitFree(key: string, after: number): void {
    const spec = this.#jobs.get(key)?.spec
    if (!spec) return
    const isUsedUp = this.#isUsedUp(spec)
    this.#await(
      key,
      isUsedUp ? undefined : freeSlot(spec.settings.plan, this.#accountedFor(key), after),
    )
  }

  #await(key: string, next: number | undefined): void {
    const job = this.#jobs.get(key)
    if (!job) return
    job.next = next
    job.due = next === undefined ? undefined : next + jitterOf(key, next, job.spec.settings.jitter)
    this.#options.onChange(key)
  }

  #activityOf(key: string): Activity {
    const activity = this.#activities.get(key) ?? { running: new Set(), waiting: [] }
    this.#activities.set(key, activity)
    return activity
  }

  /** Only the taking of a slot must be kept before anything is done; what else cannot be written is told, and goes on. */
  note(event: JobEvent): void {
    this.#options.store.record(event)?.catch((error: unknown) => {
      this.#options.logger.error({ err: error }, 'What became of a job could not be written down.')
    })
  }
}

const outcomes: Partial<Record<FailureCode, JobOutcome>> = {
  DEADLINE_PASSED: 'timeout',
  RUNTIME_STOPPING: 'interrupted',
}

function messageOf(
  { name, settings: { extra, format } }: JobSpec,
  { run, slot }: OpenRun,
): Message {
  const job = {
    name,
    run,
    isByHand: slot === undefined,
    ...(slot === undefined ? {} : { slot: new Date(slot).toISOString() }),
  }
  return new Message({ raw: extra, format, properties: { job } })
}

function done({ name, settings: { plan, maxRuns } }: JobSpec): Failure {
  const why =
    plan.kind === 'once'
      ? 'its one time has come'
      : maxRuns === undefined
        ? 'its plan has no more times'
        : `it ran ${maxRuns} times, or its plan has no more times`
  return new Failure(
    'JOB_DONE',
    `"${name}" is done: ${why}. Give it another plan to make it active again.`,
    {
      at: { collection: 'channels', name },
    },
  )
}
