/** From the saved fields of a job to its plan and rules, in the units the code works in. Pure. */
import { type Format, formats, readBody } from '../../message/format.ts'
import { Failure } from '../../model/failure.ts'
import type { JobValues } from '../../model/job.ts'
import type { Place } from '../../model/place.ts'
import { nextSlot, type Plan, readCron } from './plan.ts'
import { isZone, readTime } from './zone.ts'

export interface Settings {
  plan: Plan
  /** The same text for as long as the plan is the same. */
  planKey: string
  overlap: 'skip' | 'queue' | 'allow'
  missed: 'no' | 'once' | 'all'
  catchUp: number
  /** Milliseconds. */
  jitter: number
  timeout: number
  maxRuns: number | undefined
  extra: Buffer
  format: Format
}

const planFields = [
  'kind',
  'at',
  'weeks',
  'days',
  'hours',
  'minutes',
  'seconds',
  'cron',
  'zone',
  'start',
  'end',
  'repeats',
  'maxRuns',
] as const

/** In characters: what a run is given is kept for each job, in memory too. */
export const largestExtra = 1_000_000

// An interval with no start of its own is counted from a Monday midnight, so that its times are round.
const anchor = '2024-01-01T00:00'
const shortest = 100

/** @throws Failure JOB_PLAN_WRONG that names the field. MESSAGE_NOT_JSON, ... when the extra data is not of its format. */
export function settingsOf(name: string, values: JobValues): Settings {
  const at: Place = { collection: 'channels', name }
  const plan = planOf(values, at)
  const key = planFields.map((field) => values[field] ?? null)
  return {
    plan,
    planKey: JSON.stringify(key),
    overlap: oneOf(values, at, 'overlap', ['skip', 'queue', 'allow']),
    missed: oneOf(values, at, 'missed', ['no', 'once', 'all']),
    catchUp: numberIn(values, at, 'catchUp', { otherwise: 10, min: 1, max: 1000 }),
    jitter: Math.round(
      numberIn(values, at, 'jitter', { otherwise: 0, min: 0, max: 86_400 }) * 1000,
    ),
    timeout: Math.round(
      numberIn(values, at, 'timeout', { otherwise: 3600, min: 0.1, max: 86_400 }) * 1000,
    ),
    maxRuns:
      values.maxRuns === undefined
        ? undefined
        : numberIn(values, at, 'maxRuns', { otherwise: 1, min: 1, max: 1e9 }),
    ...extraOf(values, at),
  }
}

function planOf(values: JobValues, at: Place): Plan {
  const zone = textOf(values, 'zone') ?? 'UTC'
  if (!isZone(zone)) {
    throw wrong(
      at,
      'zone',
      `There is no time zone "${zone}". Use a name of the IANA list, such as Europe/Berlin.`,
    )
  }
  const kind = oneOf(values, at, 'kind', ['interval', 'once', 'cron'])
  if (kind === 'once') {
    const time = timeOf(values, at, 'at', zone)
    if (!time) throw wrong(at, 'at', 'It runs once, and does not say when: set "at".')
    return { kind, at: time.instant, zone }
  }
  const end = timeOf(values, at, 'end', zone)?.instant
  const start = timeOf(values, at, 'start', zone)
  const bounds = end === undefined ? {} : { end }
  if (kind === 'cron') {
    const expression = textOf(values, 'cron')
    if (expression === undefined) throw wrong(at, 'cron', 'The cron expression is empty.')
    const plan: Plan = {
      kind,
      expression,
      zone,
      ...bounds,
      ...(start ? { start: start.instant } : {}),
    }
    try {
      readCron(expression, zone)
    } catch (error) {
      const why = (error as Error).message.replace(/^CronPattern: /, '')
      throw wrong(at, 'cron', `"${expression}" is not a cron expression: ${why}`)
    }
    return plan
  }
  return { kind, zone, ...bounds, ...intervalOf(values, at, zone, start) }
}

const lengths = { weeks: 604_800, days: 86_400, hours: 3600, minutes: 60, seconds: 1 } as const

function intervalOf(
  values: JobValues,
  at: Place,
  zone: string,
  given: { local: number; instant: number } | undefined,
) {
  const start = given ?? readTime(anchor, zone)
  if (!start) throw wrong(at, 'start', 'The start is not a time.')
  let every = 0
  for (const [name, seconds] of Object.entries(lengths)) {
    every += numberIn(values, at, name, { otherwise: 0, min: 0, max: 1e6 }) * seconds * 1000
  }
  every = Math.round(every)
  if (every === 0) {
    throw wrong(at, 'minutes', 'No interval is given: set weeks, days, hours, minutes or seconds.')
  }
  if (every < shortest) {
    throw wrong(
      at,
      'seconds',
      `An interval of ${every} ms is too short; the shortest is ${shortest} ms.`,
    )
  }
  const isWholeDays = ['hours', 'minutes', 'seconds'].every((name) => !values[name])
  const repeats = numberIn(values, at, 'repeats', { otherwise: 0, min: 0, max: 1e9 })
  if (repeats > 0 && !given) {
    throw wrong(
      at,
      'start',
      `It is to repeat ${repeats} times, counted from its start: set a start.`,
    )
  }
  return {
    start: start.instant,
    every,
    ...(isWholeDays && zone !== 'UTC'
      ? { calendar: { start: start.local, days: Math.round(every / 86_400_000) } }
      : {}),
    ...(repeats > 0 ? { repeats } : {}),
  }
}

function extraOf(values: JobValues, at: Place): Pick<Settings, 'extra' | 'format'> {
  const format = oneOf(values, at, 'dataFormat', [...formats])
  const { extra: given } = values
  const extra = given instanceof Uint8Array ? Buffer.from(given) : Buffer.from(String(given ?? ''))
  if (extra.length > largestExtra) {
    throw wrong(
      at,
      'extra',
      `The extra data has ${extra.length} bytes; at most ${largestExtra} are kept for a job.`,
    )
  }
  try {
    readBody(extra, format)
  } catch (thrown) {
    throw thrown instanceof Failure ? thrown.with({ at: { ...at, field: 'extra' } }) : thrown
  }
  return { extra, format }
}

function timeOf(values: JobValues, at: Place, field: string, zone: string) {
  const text = textOf(values, field)
  if (text === undefined) return undefined
  const time = readTime(text, zone)
  if (!time) {
    throw wrong(at, field, `"${text}" is not a time. Write it as 2026-03-29 or 2026-03-29T02:30.`)
  }
  return time
}

function textOf(values: JobValues, field: string): string | undefined {
  const value = values[field]
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
}

/** The first is meant when nothing is said. */
function oneOf<T extends string>(
  values: JobValues,
  at: Place,
  field: string,
  options: readonly T[],
): T {
  const value = values[field] ?? options[0]
  const found = options.find((option) => option === value)
  if (found !== undefined) return found
  throw wrong(at, field, `"${String(value)}" is none of ${options.join(', ')}.`)
}

function numberIn(
  values: JobValues,
  at: Place,
  field: string,
  { otherwise, min, max }: { otherwise: number; min: number; max: number },
): number {
  const value = values[field] ?? otherwise
  if (typeof value === 'number' && value >= min && value <= max) return value
  throw wrong(
    at,
    field,
    `"${field}" is ${String(value)}; it must be a number from ${min} to ${max}.`,
  )
}

function wrong(at: Place, field: string, words: string): Failure {
  return new Failure('JOB_PLAN_WRONG', words, { at: { ...at, field }, details: { element: field } })
}

/** Jobs that could never run are refused when they are made by hand. @throws Failure JOB_PLAN_WRONG. */
export function mustHaveSlot(name: string, { plan }: Settings, now: number): void {
  if (nextSlot(plan, now) !== undefined) return
  const field = plan.kind === 'once' ? 'at' : plan.kind === 'cron' ? 'cron' : 'end'
  const words = 'Its plan has no time that is still to come.'
  throw wrong({ collection: 'channels', name }, field, words)
}
