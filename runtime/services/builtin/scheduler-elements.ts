/** The elements of a job in the services that manage jobs, and how they map to the fields of one. */
import { AsIs, Bool, DateTime, type ElementSpec, Float, Int, List, Text } from '../../model/io.ts'
import { type JobKey, type JobRun, type JobView, planWords } from '../../model/job.ts'
import { BadRequest } from '../errors.ts'

/** Which job is meant: one of the two. */
export const key = [Text('id?'), 'name?'] as const satisfies readonly ElementSpec[]

/** Element to field. */
const fields = {
  kind: 'kind',
  at: 'at',
  weeks: 'weeks',
  days: 'days',
  hours: 'hours',
  minutes: 'minutes',
  seconds: 'seconds',
  cron: 'cron',
  zone: 'zone',
  start: 'start',
  end: 'end',
  repeats: 'repeats',
  max_runs: 'maxRuns',
  overlap: 'overlap',
  missed: 'missed',
  catch_up: 'catchUp',
  jitter: 'jitter',
  timeout: 'timeout',
  extra: 'extra',
  data_format: 'dataFormat',
} as const

/** A plan and its rules; all are optional, and mean what they mean in the form of a scheduler channel. */
export const plan = [
  'kind?',
  'at?',
  Int('weeks?'),
  Int('days?'),
  Int('hours?'),
  Int('minutes?'),
  Float('seconds?'),
  'cron?',
  'zone?',
  'start?',
  'end?',
  Int('repeats?'),
  Int('max_runs?'),
  'overlap?',
  'missed?',
  Int('catch_up?'),
  Float('jitter?'),
  Float('timeout?'),
  AsIs('extra?'),
  'data_format?',
] as const satisfies readonly ElementSpec[]

export const unset = List('unset?', { of: 'text' })

export const job = [
  Text('id'),
  'name',
  'source',
  'is_active',
  'is_changed',
  'service?',
  'plan',
  ...plan,
  DateTime('next?'),
  'run_count',
  'failed_count',
  'missed_count',
  'running_count',
  'reason?',
] as const satisfies readonly ElementSpec[]

export const run = [
  DateTime('slot?'),
  DateTime('started'),
  Float('took?'),
  'outcome',
  Int('run?'),
  'cid?',
  Float('jitter?'),
  Int('missed_count?'),
  Bool('is_more?'),
  DateTime('first?'),
  'error?',
] as const satisfies readonly ElementSpec[]

type Input = Readonly<Record<string, unknown>>

export function keyOf({ id, name }: Input): JobKey {
  return {
    ...(id === undefined ? {} : { id: String(id) }),
    ...(name === undefined ? {} : { name: String(name) }),
  }
}

/** What the input says of a plan; null for what `unset` names. An object as extra data becomes JSON. */
export function valuesOf(input: Input): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [element, field] of Object.entries(fields)) {
    if (input[element] !== undefined) values[field] = input[element]
  }
  for (const element of (input.unset ?? []) as readonly string[]) {
    if (!Object.hasOwn(fields, element)) {
      throw new BadRequest(
        `"${element}" cannot be unset; a plan has: ${Object.keys(fields).join(', ')}.`,
        {
          details: { element: 'unset' },
        },
      )
    }
    values[fields[element as keyof typeof fields]] = null
  }
  const { extra } = values
  if (typeof extra === 'object' && extra !== null && !(extra instanceof Uint8Array)) {
    values.extra = JSON.stringify(extra)
    values.dataFormat ??= 'json'
  }
  return values
}

export function jobOut(view: JobView): Record<string, unknown> {
  const { values, next, reason, id, name, source, service, isActive, isChanged } = view
  const out: Record<string, unknown> = {
    id,
    name,
    source,
    is_active: isActive,
    is_changed: isChanged,
    plan: planWords(values),
    run_count: view.runs,
    failed_count: view.failed,
    missed_count: view.missed,
    running_count: view.running,
  }
  if (service !== undefined) out.service = service
  if (next !== undefined) out.next = new Date(next)
  if (reason !== undefined) out.reason = reason.message
  for (const [element, field] of Object.entries(fields)) {
    if (values[field] !== undefined) out[element] = values[field]
  }
  out.kind ??= 'interval'
  return out
}

export function runOut(row: JobRun): Record<string, unknown> {
  const { slot, started, took, outcome, cid, jitter, count, isMore, first, error } = row
  const out: Record<string, unknown> = {
    slot: slot === undefined ? undefined : new Date(slot),
    started: new Date(started),
    took,
    outcome,
    run: row.run,
    cid,
    jitter,
    missed_count: count,
    is_more: isMore,
    first: first === undefined ? undefined : new Date(first),
    error,
  }
  return Object.fromEntries(Object.entries(out).filter(([, value]) => value !== undefined))
}
