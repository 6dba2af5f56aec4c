/** `this.schedule`: what a service may put on the scheduler; and the way to all of it for the services that manage jobs. */
import { randomBytes } from 'node:crypto'
import { Failure } from '../model/failure.ts'
import type { Jobs } from '../model/job.ts'
import type { OneTime, Schedule, Scheduled } from './service.ts'

export class JobSchedule implements Schedule {
  /** @param find undefined: nothing runs jobs here. */
  constructor(private readonly find: () => Jobs | undefined) {}

  /** @throws Failure SERVICE_UNAVAILABLE. */
  get jobs(): Jobs {
    const jobs = this.find()
    if (jobs) return jobs
    throw new Failure('SERVICE_UNAVAILABLE', 'No scheduler runs in this process.')
  }

  async onetime(service: string, options: OneTime<unknown>): Promise<Scheduled> {
    const at = momentOf(service, options)
    const name = options.name ?? `${service} ${at.toISOString()} ${randomBytes(4).toString('hex')}`
    const job = await this.jobs.create({
      name,
      service,
      isActive: true,
      isPassing: true,
      values: {
        kind: 'once',
        at: at.toISOString(),
        missed: options.missed ?? 'once',
        ...extraOf(options.payload),
      },
    })
    return { id: job.id, name: job.name, at }
  }
}

/** The jobs behind what a service has as `this.schedule`. @throws Failure SERVICE_UNAVAILABLE. */
export function jobsOf(schedule: Schedule): Jobs {
  if (schedule instanceof JobSchedule) return schedule.jobs
  throw new TypeError('This schedule is not one of the runtime.')
}

function momentOf(service: string, { at, after }: OneTime<unknown>): Date {
  if ((at === undefined) === (after === undefined)) {
    throw wrong(`Say when "${service}" is to run: "at" a time, or "after" so many seconds.`)
  }
  const moment = at === undefined ? new Date(Date.now() + Number(after) * 1000) : new Date(at)
  if (!Number.isNaN(moment.getTime())) return moment
  throw wrong(`"${String(at ?? after)}" says no time at which "${service}" could run.`)
}

function wrong(words: string): Failure {
  return new Failure('JOB_PLAN_WRONG', words, { details: { element: 'at' } })
}

function extraOf(payload: unknown): Record<string, unknown> {
  if (payload === undefined) return {}
  if (payload instanceof Uint8Array || typeof payload === 'string') return { extra: payload }
  return { extra: JSON.stringify(payload), dataFormat: 'json' }
}
