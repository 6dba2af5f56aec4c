/**
 * Jobs managed while the project runs: listed, made, changed, run. A channel's own file is never written: what is changed of
 * it is kept beside it and holds until the channel itself is changed.
 */
import { nanoid } from 'nanoid'
import { Failure } from '../../model/failure.ts'
import type {
  HistoryQuery,
  JobKey,
  JobRun,
  Jobs,
  JobValues,
  JobView,
  NewJob,
  NextRun,
} from '../../model/job.ts'
import type { ProjectObject } from '../../model/project.ts'
import { baseOf, valuesOf } from './amend.ts'
import { jitterOf } from './due.ts'
import type { Keeping } from './engine-room.ts'
import type { ScheduleHost } from './host.ts'
import type { JobSpec } from './live-job.ts'
import { nextSlot } from './plan.ts'
import { type JobMemory, type MadeJob, unknownJob } from './record.ts'
import type { Scheduler } from './scheduler.ts'
import type { Settings } from './settings.ts'
import { slots } from './timeline.ts'

type Found =
  | { kind: 'channel'; key: string; name: string; saved: ProjectObject; runs: ProjectObject }
  | { kind: 'made'; key: string; name: string; made: MadeJob }

/** Jobs that code made for one time and that are done are kept so many, the newest. */
const mostPassing = 1000
const longestName = 200
const units = ['weeks', 'days', 'hours', 'minutes', 'seconds'] as const

export class ManagedJobs implements Jobs {
  /** Keys of made jobs that are to be forgotten some time, in the order in which they were done. */
  readonly #passed = new Set<string>()

  constructor(private readonly host: ScheduleHost) {}

  async list(): Promise<JobView[]> {
    const keeping = await this.host.room.keeping()
    const found = [...this.#channels(), ...this.#made(keeping)]
    return found.map((one) => this.#view(one, keeping)).sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  async get(key: JobKey): Promise<JobView> {
    const keeping = await this.host.room.keeping()
    return this.#view(this.#find(key, keeping), keeping)
  }

  async create({ name, service, isActive, values, isPassing }: NewJob): Promise<JobView> {
    const keeping = await this.#writable()
    this.#mustBeFree(name, keeping)
    this.#mustBeService(service)
    const made: MadeJob = {
      id: `job-${nanoid()}`,
      name,
      service,
      isActive,
      ...storable(this.#withStart(values)),
      ...(isPassing ? { isPassing: true } : {}),
      since: this.host.time.now(),
    }
    this.#mustHaveSlot(this.host.madeSpec(made))
    await keeping.store.record({ e: 'made', made }, true)
    this.#apply(made, keeping.scheduler)
    return this.get({ id: made.id })
  }

  async edit(
    key: JobKey,
    change: { name?: string; service?: string; isActive?: boolean; values?: JobValues },
  ): Promise<JobView> {
    const keeping = await this.#writable()
    const found = this.#find(key, keeping)
    if (found.kind === 'channel') {
      const { saved, runs } = found
      if (change.name !== undefined && change.name !== found.name) throw ofProject(found, 'renamed')
      if (change.service !== undefined) throw ofProject(found, 'linked to something else')
      const values = merged(valuesOf(runs), change.values)
      const isActive = change.isActive ?? runs.isActive
      const spec = this.host.channelSpec(found.name, values)
      if (isActive) this.#mustHaveSlot(spec)
      return this.#amend(saved, { values, isActive }, keeping)
    }
    const { made } = found
    const name = change.name ?? made.name
    if (name !== made.name) this.#mustBeFree(name, keeping)
    if (change.service !== undefined) this.#mustBeService(change.service)
    const next: MadeJob = {
      ...made,
      name,
      service: change.service ?? made.service,
      isActive: change.isActive ?? made.isActive,
      since: this.host.time.now(),
    }
    if (change.values) {
      if (change.values.extra !== undefined) delete next.bytes
      Object.assign(next, storable(merged(made.values, change.values)))
    }
    const spec = this.host.madeSpec(next)
    if (next.isActive && change.values) this.#mustHaveSlot(spec)
    await keeping.store.record({ e: 'made', made: next }, true)
    this.#apply(next, keeping.scheduler)
    return this.get({ id: next.id })
  }

  async remove(key: JobKey): Promise<void> {
    const { store, scheduler } = await this.#writable()
    const found = this.#find(key, await this.host.room.keeping())
    if (found.kind === 'channel') throw ofProject(found, 'deleted')
    scheduler.close(found.key)
    await store.record({ e: 'gone', id: found.key }, true)
    this.#passed.delete(found.key)
    await store.history.forget(found.key)
  }

  async execute(key: JobKey): Promise<{ cid: string; ended: Promise<JobRun> }> {
    const keeping = await this.#writable()
    return keeping.scheduler.run(this.#spec(this.#find(key, keeping)))
  }

  async setActive(key: JobKey, isActive: boolean): Promise<JobView> {
    const keeping = await this.#writable()
    const found = this.#find(key, keeping)
    const spec = this.#spec(found)
    if (isActive) this.#mustHaveSlot(spec, found.name)
    if (found.kind === 'channel') {
      const { saved, runs } = found
      await this.#amend(saved, { values: valuesOf(runs), isActive }, keeping)
    } else {
      const made = { ...found.made, isActive, since: this.host.time.now() }
      await keeping.store.record({ e: 'made', made }, true)
      this.#apply(made, keeping.scheduler)
    }
    if (isActive && keeping.scheduler.conditionOf(found.key).reason?.code === 'JOB_DONE') {
      keeping.scheduler.renew(found.key)
      keeping.scheduler.wake()
    }
    return this.get(key)
  }

  async history(
    key: JobKey,
    { page, pageSize, since, outcomes }: HistoryQuery,
  ): Promise<{ rows: JobRun[]; total: number }> {
    const keeping = await this.host.room.keeping()
    const found = this.#find(key, keeping)
    const { open } = memoryOf(keeping, found.key)
    const running = open.map((run): JobRun => ({ ...run, outcome: 'running' }))
    const rows = [...(await keeping.store.history.read(found.key)), ...running]
      .filter(({ started }) => since === undefined || started >= since)
      .filter(({ outcome }) => outcomes === undefined || outcomes.includes(outcome))
      .reverse()
    return { rows: rows.slice((page - 1) * pageSize, page * pageSize), total: rows.length }
  }

  async next(key: JobKey, count: number): Promise<{ runs: NextRun[]; ends?: string }> {
    const keeping = await this.host.room.keeping()
    const found = this.#find(key, keeping)
    const { settings } = this.#spec(found)
    const left = leftOf(settings, memoryOf(keeping, found.key))
    const wanted = Math.min(count, left)
    const { slots: ahead, ends } = slots(settings.plan, this.host.time.now(), wanted)
    const why =
      ends ?? (wanted < count ? `It has run ${settings.maxRuns} times then, and ends.` : undefined)
    return {
      runs: ahead.map(({ at, local, note }) => ({
        at: at + jitterOf(found.key, at, settings.jitter),
        local,
        ...(note ? { note: note.words } : {}),
      })),
      ...(why === undefined ? {} : { ends: why }),
    }
  }

  /** What code made for one time is not kept for ever; called whenever something of a job changes. */
  changed(key: string): void {
    const now = this.host.room.now
    const made = now?.store.memory.made.get(key)
    if (!made?.isPassing || now?.scheduler?.conditionOf(key).state !== 'off') return
    this.#passed.delete(key)
    this.#passed.add(key)
    const [oldest] = this.#passed
    if (this.#passed.size <= mostPassing || oldest === undefined) return
    this.#passed.delete(oldest)
    now.scheduler.close(oldest)
    now.scheduler.note({ e: 'gone', id: oldest })
    // What cannot be removed from the disk now is a file that nobody asks for.
    now.store.history.forget(oldest).catch(() => undefined)
  }

  #channels(): Found[] {
    return [...this.host.channels].map(([name, { saved, runs }]) => ({
      kind: 'channel',
      key: name,
      name,
      saved,
      runs,
    }))
  }

  #made({ store }: Keeping): Found[] {
    return [...store.memory.made.values()].map((made) => ({
      kind: 'made',
      key: made.id,
      name: made.name,
      made,
    }))
  }

  /** A channel stands before what was made under the same name. */
  #find({ id, name }: JobKey, keeping: Keeping): Found {
    if (id === undefined && name === undefined) {
      throw new Failure('BAD_REQUEST', 'Say which job is meant: give its id or its name.')
    }
    const channel = this.host.channels.get(id ?? name ?? '')
    const made =
      id === undefined
        ? [...keeping.store.memory.made.values()].find((one) => one.name === name)
        : keeping.store.memory.made.get(id)
    if (channel) {
      const key = channel.saved.name
      return { kind: 'channel', key, name: key, ...channel }
    }
    if (made) return { kind: 'made', key: made.id, name: made.name, made }
    const what = id === undefined ? `called "${name}"` : `with the id "${id}"`
    throw new Failure('NOT_FOUND', `There is no job ${what}.`)
  }

  /** @throws Failure that says what of its plan is wrong. */
  #spec(found: Found): JobSpec {
    if (found.kind === 'made') return this.host.madeSpec(found.made)
    return this.host.channelSpec(found.name, valuesOf(found.runs))
  }

  #view(found: Found, keeping: Keeping): JobView {
    const { scheduler } = keeping
    const memory = memoryOf(keeping, found.key)
    const { runs, failed, missed, open } = memory
    const condition = scheduler?.conditionOf(found.key)
    const common = { runs, failed, missed, running: open.length }
    const isOn = found.kind === 'made' ? found.made.isActive : found.runs.isActive
    const plan = this.#planOf(found, memory)
    // Where nothing begins by itself, nobody waits; what the plan says is all there is to tell.
    const next = condition?.next ?? (isOn ? plan.next : undefined)
    const reason = condition?.reason ?? plan.reason
    return {
      id: found.key,
      name: found.name,
      ...(found.kind === 'made' ? madeView(found.made) : this.#channelView(found)),
      isActive: isOn && next !== undefined,
      ...(next === undefined ? {} : { next }),
      ...(reason && isOn ? { reason } : {}),
      ...common,
    }
  }

  #planOf(found: Found, memory: JobMemory): Pick<JobView, 'next' | 'reason'> {
    try {
      const { key, settings } = this.#spec(found)
      if (leftOf(settings, memory) === 0) return {}
      const slot = nextSlot(settings.plan, this.host.time.now())
      return slot === undefined ? {} : { next: slot + jitterOf(key, slot, settings.jitter) }
    } catch (thrown) {
      return thrown instanceof Failure ? { reason: thrown.toData() } : {}
    }
  }

  #channelView({ name, saved, runs }: Found & { kind: 'channel' }) {
    const services = this.host.options.engine?.linkedTo(name) ?? []
    return {
      source: 'channel',
      values: valuesOf(runs),
      isChanged: saved !== runs,
      ...(services.length > 0 ? { service: services.join(', ') } : {}),
    } as const
  }

  async #amend(
    saved: ProjectObject,
    amendment: { values: JobValues; isActive: boolean },
    { store }: Keeping,
  ): Promise<JobView> {
    const isSame =
      amendment.isActive === saved.isActive &&
      JSON.stringify(amendment.values) === JSON.stringify(valuesOf(saved))
    const kept = isSame ? null : { base: baseOf(saved), ...amendment }
    await store.record({ e: 'amend', job: saved.name, amendment: kept }, true)
    await this.host.options.engine?.again()
    return this.get({ id: saved.name })
  }

  #apply(made: MadeJob, scheduler: Scheduler): void {
    this.#passed.delete(made.id)
    if (this.host.options.isQuiet) this.#noteOn(made, scheduler)
    this.host.openMade(made)
    scheduler.wake()
  }

  /** Whoever runs the jobs later must know since when it is on. */
  #noteOn(made: MadeJob, scheduler: Scheduler): void {
    const { id: job, since: at } = made
    const { planKey: key } = this.host.madeSpec(made).settings
    scheduler.note(made.isActive ? { e: 'on', job, at, key } : { e: 'off', job, at })
  }

  /** @throws Failure when another process looks after the jobs. */
  async #writable(): Promise<Keeping & { scheduler: Scheduler }> {
    const keeping = await this.host.room.keeping()
    const { scheduler, why } = keeping
    if (scheduler) return { ...keeping, scheduler }
    throw why ?? new Failure('SERVICE_UNAVAILABLE', 'The scheduler is closed.')
  }

  #mustBeFree(name: string, { store }: Keeping): void {
    if (name.trim() === '' || name.length > longestName) {
      throw new Failure('BAD_REQUEST', `The name of a job has 1 to ${longestName} characters.`)
    }
    const isTaken =
      this.host.channels.has(name) ||
      [...store.memory.made.values()].some((made) => made.name === name)
    if (isTaken) throw new Failure('CONFLICT', `There is a job called "${name}" already.`)
  }

  #mustBeService(name: string): void {
    if (this.host.options.engine?.hasService(name)) return
    const words = `There is no service "${name}" for the job to call.`
    throw new Failure('UNPROCESSABLE', words, { details: { element: 'service' } })
  }

  /** @throws Failure JOB_PLAN_WRONG: there is nothing to come. */
  #mustHaveSlot({ name, settings }: JobSpec, ofDone?: string): void {
    if (nextSlot(settings.plan, this.host.time.now()) !== undefined) return
    if (ofDone !== undefined) {
      throw new Failure(
        'CONFLICT',
        `"${ofDone}" is done: its plan has no time that is still to come. Give it another plan.`,
      )
    }
    const words = `The plan of "${name}" has no time that is still to come.`
    throw new Failure('JOB_PLAN_WRONG', words, {
      details: { element: elements[settings.plan.kind] },
    })
  }

  /** An interval that says nothing else begins after one interval, and is counted from then. */
  #withStart(values: JobValues): JobValues {
    if ((values.kind ?? 'interval') !== 'interval' || values.start !== undefined) return values
    const every = units.reduce((sum, unit) => sum + Number(values[unit] ?? 0) * lengths[unit], 0)
    if (!Number.isFinite(every)) return values
    return { ...values, start: new Date(this.host.time.now() + every).toISOString() }
  }
}

const elements = { once: 'at', interval: 'start', cron: 'cron' } as const
const lengths = {
  weeks: 604_800_000,
  days: 86_400_000,
  hours: 3_600_000,
  minutes: 60_000,
  seconds: 1000,
}

function memoryOf({ store }: Keeping, key: string): JobMemory {
  return store.memory.jobs.get(key) ?? unknownJob()
}

function leftOf({ maxRuns, planKey }: Settings, memory: JobMemory): number {
  if (maxRuns === undefined) return Number.POSITIVE_INFINITY
  return Math.max(0, maxRuns - (memory.planKey === planKey ? memory.planRuns : 0))
}

function madeView({ service, values }: MadeJob) {
  return { source: 'runtime', service, values, isChanged: false } as const
}

/** Whoever names one unit of an interval means the whole of it. */
function merged(values: JobValues, change: JobValues = {}): JobValues {
  const isInterval = units.some((unit) => typeof change[unit] === 'number')
  const kept = Object.entries(values).filter(
    ([name]) => !(isInterval && (units as readonly string[]).includes(name)),
  )
  const next = { ...Object.fromEntries(kept), ...change }
  return Object.fromEntries(
    Object.entries(next).filter(([, value]) => value !== undefined && value !== null),
  )
}

function storable(values: JobValues): Pick<MadeJob, 'values' | 'bytes'> {
  const { extra } = values
  if (!(extra instanceof Uint8Array)) return { values }
  return { values: { ...values, extra: Buffer.from(extra).toString('base64') }, bytes: true }
}

function ofProject({ name }: Found, what: string): Failure {
  return new Failure(
    'CONFLICT',
    `"${name}" is a channel of the project and cannot be ${what} while it runs. Change the project itself; its plan and whether it is active can be changed.`,
  )
}
