/**
 * Time zones, by the system's own tables (Intl). A local time is held as if it were UTC: 2026-03-29 02:30 in any zone is
 * `Date.UTC(2026, 2, 29, 2, 30)`. All in milliseconds.
 */

const day = 86_400_000
const formats = new Map<string, Intl.DateTimeFormat>()

/** @throws RangeError for a zone that the system does not know. */
function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(zone, format)
  }
  return format
}

export function isZone(zone: string): boolean {
  try {
    formatOf(zone)
    return true
  } catch {
    return false
  }
}

/** What the zone's clocks show at an instant. */
export function localOf(zone: string, instant: number): number {
  if (zone === 'UTC') return instant
  const fields: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {}
  for (const { type, value } of formatOf(zone).formatToParts(instant)) fields[type] = Number(value)
  const { year = 0, month = 1, day: date = 1, hour = 0, minute = 0, second = 0 } = fields
  const rest = ((instant % 1000) + 1000) % 1000
  return Date.UTC(year, month - 1, date, hour, minute, second) + rest
}

/** Local time less UTC. */
export function offsetOf(zone: string, instant: number): number {
  return localOf(zone, instant) - instant
}

/**
 * The instant at which the zone's clocks show a local time: the first, where it comes twice; the first instant after the
 * gap, where it does not come at all.
 */
export function instantOf(zone: string, local: number): number {
  if (zone === 'UTC') return local
  // No zone is further than a day from UTC, so the two offsets are those before and after a change close by.
  const before = local - offsetOf(zone, local - day)
  const after = local - offsetOf(zone, local + day)
  const first = Math.min(before, after)
  for (const instant of [first, Math.max(before, after)]) {
    if (localOf(zone, instant) === local) return instant
  }
  return changeIn(zone, first - 1, Math.max(before, after)) ?? first
}

/** The first instant in (from, to] at which the offset is another than at `from`, when there is one at `to`. */
export function changeIn(zone: string, from: number, to: number): number | undefined {
  const before = offsetOf(zone, from)
  if (offsetOf(zone, to) === before) return undefined
  let [low, high] = [from, to]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (offsetOf(zone, middle) === before) low = middle
    else high = middle
  }
  return high
}

export interface Change {
  at: number
  /** Offsets on both sides of it. */
  before: number
  after: number
}

/** All changes of the offset in (from, to]; two that undo each other within a week are not seen. */
export function changesIn(zone: string, from: number, to: number): Change[] {
  const changes: Change[] = []
  if (zone === 'UTC') return changes
  for (let at = from; at < to; ) {
    const next = Math.min(to, at + 7 * day)
    const change = changeIn(zone, at, next)
    if (change === undefined) {
      at = next
      continue
    }
    changes.push({
      at: change,
      before: offsetOf(zone, change - 1),
      after: offsetOf(zone, change),
    })
    at = change
  }
  return changes
}

const pattern =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/

/**
 * `2026-03-29`, `2026-03-29T02:30`, with seconds; with `Z` or an offset an instant, without one a local time of the zone.
 * undefined: it is none, or no such day.
 */
export function readTime(
  text: string,
  zone: string,
): { local: number; instant: number } | undefined {
  const match = pattern.exec(text.trim())
  if (!match) return undefined
  const [year, month, date, hour, minute, second] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0))
  const local = Date.UTC(year ?? 0, (month ?? 1) - 1, date, hour, minute, second)
  const written = new Date(local).toISOString().slice(0, 19)
  const asked = `${match[1]}-${match[2]}-${match[3]}T${match[4] ?? '00'}:${match[5] ?? '00'}:${match[6] ?? '00'}`
  if (written !== asked) return undefined
  const full = local + Number((match[7] ?? '').padEnd(3, '0'))
  const offset = match[8]
  if (offset === undefined) return { local: full, instant: instantOf(zone, full) }
  const instant = full - minutesOf(offset) * 60_000
  return { local: localOf(zone, instant), instant }
}

function minutesOf(offset: string): number {
  if (offset === 'Z') return 0
  const sign = offset.startsWith('-') ? -1 : 1
  const digits = offset.slice(1).replace(':', '')
  return sign * (Number(digits.slice(0, 2)) * 60 + Number(digits.slice(2)))
}

/** `2026-03-29 03:00:00`, as the zone's clocks show it; milliseconds only when there are any. */
export function localText(zone: string, instant: number): string {
  const text = new Date(localOf(zone, instant)).toISOString().replace('T', ' ').slice(0, -1)
  return text.endsWith('.000') ? text.slice(0, -4) : text
}
