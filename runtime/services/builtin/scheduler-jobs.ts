/**
 * The services that manage jobs: `patchbay.scheduler.job.*`. Ordinary ones, to be invoked by others, linked to a REST channel,
 * or called by `patchbay jobs`. A job is named by its `id` or its `name`.
 */
import { DateTime, DictList, Float, Int, List, Text } from '../../model/io.ts'
import { type JobOutcome, type Jobs, jobOutcomes } from '../../model/job.ts'
import { BadRequest } from '../errors.ts'
import { jobsOf } from '../schedule.ts'
import { Service } from '../service.ts'
import {
  job,
  jobOut,
  key,
  keyOf,
  plan,
  run,
  runOut,
  unset,
  valuesOf,
} from './scheduler-elements.ts'

class JobService extends Service {
  static override readonly namespace = 'patchbay'

  get jobs(): Jobs {
    return jobsOf(this.schedule)
  }
}

const mostRows = 1000

/** All jobs, by name: channels of the project and those made while it runs. `query` is looked for in names and services. */
export class JobGetList extends JobService {
  static override readonly serviceName = 'patchbay.scheduler.job.get-list'
  static override readonly io = {
    input: ['query?', 'service?', Int('page?'), Int('page_size?')],
    output: [DictList('jobs', job), 'total_count'],
  } as const

  override async handle(): Promise<void> {
    const { query, service } = this.request.input
    const { page, pageSize } = pageOf(this.request.input, mostRows)
    const wanted = String(query ?? '').toLowerCase()
    const all = (await this.jobs.list()).filter(
      (one) =>
        `${one.name}\n${one.service ?? ''}`.toLowerCase().includes(wanted) &&
        (service === undefined || one.service === service),
    )
    const shown = all.slice((page - 1) * pageSize, page * pageSize)
    this.response.payload = { jobs: shown.map(jobOut), total_count: all.length }
  }
}

export class JobGetByName extends JobService {
  static override readonly serviceName = 'patchbay.scheduler.job.get-by-name'
  static override readonly io = { input: ['name'], output: job } as const

  override async handle(): Promise<void> {
    this.response.payload = jobOut(await this.jobs.get(keyOf(this.request.input)))
  }
}

export class JobGetById extends JobService {
  static override readonly serviceName = 'patchbay.scheduler.job.get-by-id'
  static override readonly io = { input: [Text('id')], output: job } as const

  override async handle(): Promise<void> {
    this.response.payload = jobOut(await this.jobs.get(keyOf(this.request.input)))
  }
}

/**
 * A new job that calls a service. An interval without `start` begins one interval from now. With `should_ignore_existing` the
 * job that has the name already is given back as it is.
 */
export class JobCreate extends JobService {
  static override readonly serviceName = 'patchbay.scheduler.job.create'
  static override readonly io = {
    input: ['name', 'service', 'is_active?', 'should_ignore_existing?', ...plan],
    output: job,
  } as const

  override async handle(): Promise<void> {
    const { input } = this.request
    const name = String(input.name)
    if (input.should_ignore_existing === true) {
      const known = (await this.jobs.list()).find((one) => one.name === name)
      if (known) {
        this.response.payload = jobOut(known)
        return
      }
    }
    const made = await this.jobs.create({
      name,
      service: String(input.service),
      isActive: input.is_active !== false,
      values: valuesOf(input),
    })
    this.response.payload = jobOut(made)
  }
}

/**
 * What is not named stays as it is; `unset` names elements that are taken away. Naming one unit of an interval replaces all of
 * it. With `id`, `name` is the new name. A channel's change holds until the channel itself is changed in the project.
 */
export class JobEdit extends JobService {
  static override readonly serviceName = 'patchbay.scheduler.job.edit'
  static override readonly io = {
    input: [...key, 'service?', 'is_active?', unset, ...plan],
    output: job,
  } as const

  override async handle(): Promise<void> {
    const { input } = this.request
    const { id, name } = keyOf(input)
    const values = valuesOf(input)
    const edited = await this.jobs.edit(id === undefined ? { name } : { id }, {
      ...(id !== undefined && name !== undefined ? { name } : {}),
      ...(input.service === undefined ? {} : { service: String(input.service) }),
      ...(input.is_active === undefined ? {} : { isActive: input.is_active === true }),
      ...(Object.keys(values).length === 0 ? {} : { values }),
    })
    this.response.payload = jobOut(edited)
  }
}

/** For ever, with its history. A channel is deleted in the project. */
export class JobDelete extends JobService {
  static override readonly serviceName = 'patchbay.scheduler.job.delete'
  static override readonly io = { input: key } as const

  override async handle(): Promise<void> {
    await this.jobs.remove(keyOf(this.request.input))
  }
}

/**
 * Runs it now, whether or not it is active; its plan goes on as before. Answers when it has begun, with the cid of its exchange;
 * with `should_wait` when it has ended, with what became of it.
 */
export class JobExecute extends JobService {
  static override readonly serviceName = 'patchbay.scheduler.job.execute'
  static override readonly io = {
    input: [...key, 'should_wait?'],
    output: ['cid', 'outcome?', Float('took?'), 'error?'],
  } as const

  override async handle(): Promise<void> {
    const { input } = this.request
    const { cid, ended } = await this.jobs.execute(keyOf(input))
    if (input.should_wait !== true) {
      this.response.payload = { cid }
      return
    }
    const { outcome, took, error } = runOut(await ended)
    this.response.payload = { cid, outcome, took, error }
  }
}

/** A job that is done can be made active again only with a plan that has times to come; one that ran its most runs begins anew. */
export class JobSetActiveStatus extends JobService {
  static override readonly serviceName = 'patchbay.scheduler.job.set-active-status'
  static override readonly io = { input: [...key, 'is_active'], output: job } as const

  override async handle(): Promise<void> {
    const { input } = this.request
    const view = await this.jobs.setActive(keyOf(input), input.is_active === true)
    this.response.payload = jobOut(view)
  }
}

/** Newest first, of the last thousand runs. `outcomes` and `since` narrow it down. */
export class JobGetHistory extends JobService {
  static override readonly serviceName = 'patchbay.scheduler.job.get-history'
  static override readonly io = {
    input: [
      ...key,
      Int('page?'),
      Int('page_size?'),
      DateTime('since?'),
      List('outcomes?', { of: 'text' }),
    ],
    output: [DictList('rows', run), 'total_count', Int('page'), 'page_size'],
  } as const

  override async handle(): Promise<void> {
    const { input } = this.request
    const { page, pageSize } = pageOf(input, 50)
    const { rows, total } = await this.jobs.history(keyOf(input), {
      page,
      pageSize,
      since: input.since instanceof Date ? input.since.getTime() : undefined,
      outcomes: outcomesOf(input.outcomes),
    })
    this.response.payload = {
      rows: rows.map(runOut),
      total_count: total,
      page,
      page_size: pageSize,
    }
  }
}

/** The runs ahead, jitter included, with what is odd about them; `ends` says why there are fewer than asked for (default 50). */
export class JobGetNext extends JobService {
  static override readonly serviceName = 'patchbay.scheduler.job.get-next'
  static override readonly io = {
    input: [...key, Int('limit?')],
    output: [DictList('runs', [DateTime('at'), 'local', 'note?']), 'ends?'],
  } as const

  override async handle(): Promise<void> {
    const { input } = this.request
    const limit = wholeNumber(input, 'limit', 50)
    const { runs, ends } = await this.jobs.next(keyOf(input), limit)
    this.response.payload = {
      runs: runs.map(({ at, ...run }) => ({ at: new Date(at), ...run })),
      ...(ends === undefined ? {} : { ends }),
    }
  }
}

export const schedulerServices = [
  JobGetList,
  JobGetByName,
  JobGetById,
  JobCreate,
  JobEdit,
  JobDelete,
  JobExecute,
  JobSetActiveStatus,
  JobGetHistory,
  JobGetNext,
] as const

type Input = Readonly<Record<string, unknown>>

function pageOf(input: Input, otherwise: number): { page: number; pageSize: number } {
  return {
    page: wholeNumber(input, 'page', 1),
    pageSize: wholeNumber(input, 'page_size', otherwise),
  }
}

function wholeNumber(input: Input, element: string, otherwise: number): number {
  const value = Number(input[element] ?? otherwise)
  if (value >= 1 && (element === 'page' || value <= mostRows)) return value
  const most = element === 'page' ? '' : ` and at most ${mostRows}`
  throw new BadRequest(`"${element}" must be at least 1${most}.`, { details: { element } })
}

function outcomesOf(given: unknown): JobOutcome[] | undefined {
  if (!Array.isArray(given) || given.length === 0) return undefined
  return given.map((one) => {
    const known = jobOutcomes.find((outcome) => outcome === one)
    if (known) return known
    const words = `"${String(one)}" is no outcome; there are: ${jobOutcomes.join(', ')}.`
    throw new BadRequest(words, { details: { element: 'outcomes' } })
  })
}
