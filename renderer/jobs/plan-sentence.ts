/** A job's plan as one would say it, from its fields: `Every 2 hours and 30 minutes, from 2026-03-01 08:00, Berlin time.` Pure. */
import { toString as cronWords } from 'cronstrue'
import { type JobValues, planWords } from '../../runtime/model/job.ts'

const units = ['weeks', 'days', 'hours', 'minutes', 'seconds'] as const

export function planSentence(values: JobValues): string {
  const { kind = 'interval' } = values
  const what = kind === 'once' ? once(values) : kind === 'cron' ? byCron(values) : interval(values)
  if (what === undefined) return capital(`${planWords(values)}.`)
  const parts = kind === 'once' ? [] : bounds(values)
  return `${[what, ...parts, zone(values)].filter(Boolean).join(', ')}.${rules(values)}`
}

function once({ at }: JobValues): string | undefined {
  return isText(at) ? `Once, on ${timeText(at)}` : undefined
}

function interval(values: JobValues): string | undefined {
  const parts = units.flatMap((unit) => {
    const amount = Number(values[unit] ?? 0)
    return amount > 0 ? [amount === 1 ? `1 ${unit.slice(0, -1)}` : `${amount} ${unit}`] : []
  })
  if (parts.length === 0) return undefined
  if (parts.length > 1) return `Every ${listed(parts)}`
  return `Every ${parts[0]?.replace(/^1 /, '')}`
}

function byCron({ cron }: JobValues): string | undefined {
  if (!isText(cron)) return undefined
  const words = shortcuts[cron.trim().toLowerCase()] ?? wordsOf(cron.trim())
  return words ?? `Whenever the clock fits ${cron.trim()}`
}

const shortcuts: Readonly<Record<string, string>> = {
  '@hourly': 'Every hour, on the hour',
  '@daily': 'Every day at 00:00',
  '@midnight': 'Every day at 00:00',
  '@weekly': 'Every Sunday at 00:00',
  '@monthly': 'On the first of each month at 00:00',
  '@yearly': 'On 1 January at 00:00',
  '@annually': 'On 1 January at 00:00',
}

function wordsOf(cron: string): string | undefined {
  try {
    return cronWords(cron, { use24HourTimeFormat: true })
  } catch {
    // Half typed, or a form that only the scheduler knows.
    return undefined
  }
}

function bounds({ start, end, repeats, maxRuns }: JobValues): string[] {
  return [
    isText(start) ? `from ${timeText(start)}` : '',
    isText(end) ? `until ${timeText(end)}` : '',
    typeof repeats === 'number' ? times(repeats) : '',
    typeof maxRuns === 'number' ? `at most ${times(maxRuns)}` : '',
  ].filter(Boolean)
}

/** UTC is said as well: whoever reads `at 03:00` must know whose clock that is. An interval of hours has none. */
function zone({ zone, kind = 'interval', at, days, weeks, start }: JobValues): string {
  if (kind === 'once' && isText(at) && isExact(at)) return ''
  const isByDay = Number(days ?? 0) + Number(weeks ?? 0) > 0
  const reads = kind !== 'interval' || isByDay || (isText(start) && !isExact(start))
  if (!reads) return ''
  return isText(zone) ? `${zone} time` : 'UTC'
}

function rules({ overlap, missed, jitter }: JobValues): string {
  return [
    overlap === 'allow' ? ' Runs may overlap.' : '',
    overlap === 'queue' ? ' A run waits for the last one to end.' : '',
    missed === 'once' ? ' Missed times are run once.' : '',
    missed === 'all' ? ' Missed times are run, one after the other.' : '',
    typeof jitter === 'number' && jitter > 0 ? ` Each begins up to ${jitter} s later.` : '',
  ].join('')
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}

function listed(parts: readonly string[]): string {
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`
}

function timeText(text: string): string {
  const plain = text.trim().replace('T', ' ')
  return isExact(text) ? plain.replace(/(?:\.\d+)?Z$/, ' UTC') : plain
}

/** It says itself whose clock it is read from. */
function isExact(text: string): boolean {
  return /(?:Z|[+-]\d{2}:?\d{2})$/.test(text.trim()) && text.includes(':')
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
