/**
 * All jobs of a runtime: the channels of type `schedule`, and those made while it runs. Ties the scheduler to the project:
 * which jobs there are, where their messages go, what is told of them.
 */
import type { PeerView } from '../../model/control.ts'
import { Failure, toFailure } from '../../model/failure.ts'
import type { JobValues } from '../../model/job.ts'
import type { ProjectObject } from '../../model/project.ts'
import type { ChannelHost, Condition, HostOptions, Spec, Tested } from '../connector.ts'
import { amended } from './amend.ts'
import { realTime, type Time } from './clock.ts'
import { EngineRoom, type Keeping } from './engine-room.ts'
import type { JobSpec } from './live-job.ts'
import { ManagedJobs } from './managed-jobs.ts'
import type { MadeJob } from './record.ts'
import { type Settings, settingsOf } from './settings.ts'
import { viewOf } from './view.ts'

/** What exchanges of jobs that are no channel show as their channel. */
const schedule = 'schedule'

export class ScheduleHost implements ChannelHost {
  readonly jobs = new ManagedJobs(this)
  readonly room: EngineRoom
  /** All channels of the kind, as saved and as they run, by name. */
  readonly channels = new Map<string, { saved: ProjectObject; runs: ProjectObject }>()
  /** Those that are live. */
  readonly #open = new Map<string, JobSpec>()

  constructor(
    readonly options: HostOptions,
    readonly time: Time = realTime,
  ) {
    this.room = new EngineRoom(options, time, {
      taken: (keeping) => this.#taken(keeping),
      change: (key) => this.#tell(key),
    })
  }

  async prepare(objects: readonly ProjectObject[]): Promise<readonly ProjectObject[]> {
    // A project without jobs gets no folder for their memory, and one call gets no memory that it does not ask for.
    if (objects.length === 0 && (this.options.isQuiet || !(await this.room.isNeeded()))) {
      this.channels.clear()
      return objects
    }
    const { store, scheduler } = await this.room.keeping()
    const before = new Map(this.channels)
    this.channels.clear()
    for (const saved of objects) {
      const { runs, isVoid } = amended(saved, store.memory, before.get(saved.name))
      this.channels.set(saved.name, { saved, runs })
      if (isVoid) scheduler?.note({ e: 'amend', job: saved.name, amendment: null })
    }
    if (scheduler) for (const made of store.memory.made.values()) this.openMade(made)
    scheduler?.wake()
    return objects.map((saved) => this.channels.get(saved.name)?.runs ?? saved)
  }

  async swap({ open, close }: { open: readonly Spec[]; close: readonly string[] }) {
    const { scheduler } = await this.room.keeping()
    const conditions = new Map<string, Condition>()
    const specs: JobSpec[] = []
    for (const { name, values } of open) {
      try {
        specs.push(this.channelSpec(name, values))
      } catch (thrown) {
        conditions.set(name, { state: 'incomplete', reason: toFailure(thrown).toData() })
      }
    }
    const opened = new Set(specs.map(({ key }) => key))
    for (const name of close) {
      this.#open.delete(name)
      if (!opened.has(name)) scheduler?.close(name)
    }
    for (const spec of specs) {
      this.#open.set(spec.key, spec)
      if (!this.options.isQuiet) scheduler?.open(spec)
    }
    if (!this.options.isQuiet) scheduler?.wake()
    for (const { key } of specs) conditions.set(key, this.conditionOf(key))
    return conditions
  }

  async look(name: string): Promise<PeerView> {
    return viewOf(this.jobs, name)
  }

  /** Runs it now. Who cancels no longer waits for it; it goes on to its end. */
  async test(name: string): Promise<Tested> {
    const { cid, ended } = await this.jobs.execute({ name })
    const { outcome } = await ended
    return { cid, words: outcome, headers: [], body: Buffer.alloc(0) }
  }

  close(signal: AbortSignal): Promise<void> {
    return this.room.close(signal)
  }

  /** @throws Failure that says what of its plan is wrong. */
  channelSpec(name: string, values: JobValues): JobSpec {
    const { deliver } = this.options
    return { key: name, name, channel: name, settings: settingsOf(name, values), deliver }
  }

  /** @throws Failure likewise. */
  madeSpec({ id, name, service, values, bytes, since }: MadeJob): JobSpec {
    const { engine } = this.options
    const extra = bytes ? { extra: Buffer.from(String(values.extra), 'base64') } : {}
    const settings: Settings = settingsOf(name, { ...values, ...extra })
    return {
      key: id,
      name,
      channel: schedule,
      settings,
      since,
      deliver: (message, origin) => {
        if (engine) return engine.invoke(service, message, origin)
        return Promise.reject(
          new Failure('SERVICE_NOT_FOUND', `There is nobody to call "${service}".`),
        )
      },
    }
  }

  /** Looks after it, or no longer; a channel of the same name stands before it. */
  openMade(made: MadeJob): void {
    const scheduler = this.room.now?.scheduler
    if (!scheduler || this.options.isQuiet) return
    if (made.isActive && !this.channels.has(made.name)) scheduler.open(this.madeSpec(made))
    else scheduler.close(made.id)
  }

  conditionOf(key: string): Condition {
    const { now, nextTry } = this.room
    if (now?.why) {
      return { state: 'failing', reason: now.why.toData(), ...(nextTry ? { nextTry } : {}) }
    }
    return now?.scheduler?.conditionOf(key) ?? { state: 'starting' }
  }

  /** It is this process that looks after the jobs, at once or after another was gone. */
  #taken({ store, scheduler }: Keeping): void {
    if (this.options.isQuiet) return
    for (const [key, { open }] of store.memory.jobs) {
      for (const run of open) {
        scheduler?.note({ e: 'end', job: key, run: run.run, outcome: 'interrupted' })
        store.history.add(key, { ...run, outcome: 'interrupted' })
      }
    }
    for (const spec of this.#open.values()) scheduler?.open(spec)
    for (const made of store.memory.made.values()) this.openMade(made)
    scheduler?.wake()
    for (const key of this.#open.keys()) this.#tell(key)
  }

  #tell(key: string): void {
    this.jobs.changed(key)
    if (this.#open.has(key)) this.options.onCondition(key, this.conditionOf(key))
  }
}
