/** The times that people type into the filter: `2h`, `14:30`, `2026-11-24`, `2026-11-24T14:30`. */

const units: Readonly<Record<string, number>> = {
  s: 1000,
  min: 60_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/** Epoch milliseconds; without a zone it is local time. undefined: that is no time, or not yet. */
export function timeOf(text: string, now: number): number | undefined {
  const [, count = '', unit = ''] = /^(\d+(?:\.\d+)?)(s|min|m|h|d|w)$/.exec(text) ?? []
  const length = units[unit]
  if (length !== undefined) return now - Number(count) * length
  if (text === 'today' || text === 'yesterday') {
    const day = new Date(now)
    day.setHours(0, 0, 0, 0)
    if (text === 'yesterday') day.setDate(day.getDate() - 1)
    return day.getTime()
  }
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text)
  if (clock) {
    const [hours, minutes, seconds] = clock.slice(1).map((part) => Number(part ?? 0))
    return new Date(now).setHours(hours ?? 0, minutes, seconds, 0)
  }
  if (!/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined
  // Without a time of day a date would be taken for one of UTC.
  const time = Date.parse(text.length === 10 ? `${text}T00:00` : text.toUpperCase())
  return Number.isNaN(time) ? undefined : time
}
