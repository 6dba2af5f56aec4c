/**
 * `patchbay jobs`: what jobs a project has, when they run, what became of them; and to run, switch or delete one. Asks the
 * running project when told where it listens, else it looks into the folder itself and begins nothing on its own.
 */
import { invokeForAnswer } from '../invoke.ts'
import type { FailureData } from '../model/failure.ts'
import type { Project } from '../model/project.ts'
import { Runtime } from '../runtime.ts'
import { attach } from './attach.ts'
import { openFolder } from './open.ts'
import { secretNames } from './secret-names.ts'
import { readSecrets } from './secrets.ts'
import { table } from './table.ts'

export const jobActions = ['list', 'next', 'history', 'run', 'on', 'off', 'delete'] as const
export type JobAction = (typeof jobActions)[number]

export interface JobsOptions {
  control?: string
  secrets?: string
  json?: boolean
  limit?: string
}

/** Asks one of the services `patchbay.scheduler.job.*`. */
type Ask = (verb: string, payload: Record<string, unknown>) => Promise<unknown>

export async function jobs(
  path: string,
  action: JobAction,
  name: string | undefined,
  options: JobsOptions,
): Promise<void> {
  try {
    if (action !== 'list' && name === undefined) {
      throw new Error(`Which job? patchbay jobs ${path} ${action} NAME`)
    }
    const answer = await asking(path, options, (ask) => act(ask, action, name, options))
    const text = options.json ? JSON.stringify(answer, null, 2) : wordsOf(action, name, answer)
    process.stdout.write(`${text}\n`)
    if (action === 'run' && (answer as { outcome?: string }).outcome !== 'ok') process.exitCode = 1
  } catch (error) {
    process.stderr.write(`patchbay: ${(error as Error).message}\n`)
    process.exitCode = 1
  }
}

async function act(
  ask: Ask,
  action: JobAction,
  name: string | undefined,
  { limit }: JobsOptions,
): Promise<unknown> {
  const count = limit === undefined ? undefined : Number(limit)
  switch (action) {
    case 'list':
      return ask('get-list', {})
    case 'next':
      return ask('get-next', { name, limit: count })
    case 'history':
      return ask('get-history', { name, page_size: count })
    case 'run':
      return ask('execute', { name, should_wait: true })
    case 'on':
    case 'off':
      return ask('set-active-status', { name, is_active: action === 'on' })
    case 'delete':
      return (await ask('delete', { name })) ?? {}
  }
}

async function asking(
  path: string,
  { control, secrets: file }: JobsOptions,
  work: (ask: Ask) => Promise<unknown>,
): Promise<unknown> {
  const serviceOf = (verb: string) => `patchbay.scheduler.job.${verb}`
  if (control !== undefined) {
    const { remote, close } = await attach(control, process.env.PATCHBAY_CONTROL_TOKEN)
    try {
      return await work(async (verb, payload) =>
        answerOf(await remote.invoke({ service: serviceOf(verb), payload })),
      )
    } finally {
      close()
    }
  }
  const { folder, project } = await openFolder(path)
  const secrets = await readSecrets([...secretNames(project).keys()], file)
  const writeLog = (line: string) => process.stderr.write(line)
  const runtime = new Runtime({ folder, secrets, writeLog, logLevel: 'error', isQuiet: true })
  try {
    await runtime.deploy({ project: withJobsOnly(project), revision: 1 })
    return await work(async (verb, payload) =>
      answerOf(await invokeForAnswer(runtime, serviceOf(verb), payload)),
    )
  } finally {
    await runtime.stop(1000)
  }
}

/** The flows stay whole, so that a job can be run; no other channel opens beside a project that runs. */
function withJobsOnly(project: Project): Project {
  const channels = Object.entries(project.channels).map(([name, channel]) => [
    name,
    channel.type === 'schedule' ? channel : { ...channel, isActive: false },
  ])
  return { ...project, channels: Object.fromEntries(channels) }
}

function answerOf({ payload, failure }: { payload: unknown; failure?: FailureData }): unknown {
  if (!failure) return payload
  const hint =
    failure.code === 'CHANNEL_BUSY'
      ? ' To ask that process, start it with --control and give its port here: --control PORT.'
      : ''
  throw new Error(`${failure.code}: ${failure.message}${hint}`)
}

interface ListedJob {
  name: string
  is_active: boolean
  plan: string
  next?: string
  run_count: number
  failed_count: number
  missed_count: number
  service?: string
  reason?: string
}

function wordsOf(action: JobAction, name: string | undefined, answer: unknown): string {
  switch (action) {
    case 'list': {
      const { jobs: listed } = answer as { jobs: ListedJob[] }
      if (listed.length === 0) return 'No jobs.'
      return table(
        ['NAME', 'STATE', 'PLAN', 'NEXT', 'RUNS', 'FAILED', 'MISSED', 'CALLS'],
        listed.map((job) => [
          job.name,
          job.is_active ? 'active' : 'off',
          job.plan,
          job.next ?? '',
          job.run_count,
          job.failed_count,
          job.missed_count,
          job.service ?? '',
        ]),
      )
    }
    case 'next': {
      const { runs, ends } = answer as { runs: Record<string, string>[]; ends?: string }
      const rows = runs.map(({ at, local, note }) => [at, local, note ?? ''])
      return [rows.length > 0 ? table(['AT', 'LOCAL', 'NOTE'], rows) : '', ends ?? '']
        .filter((part) => part !== '')
        .join('\n')
    }
    case 'history': {
      const { rows } = answer as { rows: Record<string, unknown>[] }
      if (rows.length === 0) return 'It has not run yet.'
      return table(
        ['TIME', 'STARTED', 'OUTCOME', 'TOOK', 'CID', 'ERROR'],
        rows.map(({ slot, started, outcome, took, cid, error }) => [
          slot ?? 'by hand',
          started,
          outcome,
          took === undefined ? '' : `${String(took)} ms`,
          cid ?? '',
          error ?? '',
        ]),
      )
    }
    case 'run': {
      const { outcome, took, cid, error } = answer as Record<string, unknown>
      const why = error === undefined ? '' : `: ${String(error)}`
      return `${name}: ${String(outcome)} after ${String(took)} ms (${String(cid)})${why}`
    }
    case 'on':
    case 'off': {
      const { next } = answer as ListedJob
      return action === 'off' ? `${name} is off.` : `${name} is active; it runs next at ${next}.`
    }
    case 'delete':
      return `${name} is deleted.`
  }
}
