/** Sizes, spans and times of day as the tables write them: short, one style, the same width for like values. */

/** `0 B`, `940 B`, `1.1 kB`, `10.5 MB`. Decimal units, as file managers count. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = bytes / 1000
  let unit = 0
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${value < 99.95 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`
}

/** `0.3 ms`, `11.4 ms`, `240 ms`, `1.20 s`, `2 min 5 s`. Takes milliseconds. */
export function tookText(milliseconds: number): string {
  if (milliseconds < 0.05) return '<0.1 ms'
  if (milliseconds < 99.95) return `${milliseconds.toFixed(1)} ms`
  if (milliseconds < 999.5) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 59_995) return `${(milliseconds / 1000).toFixed(2)} s`
  const seconds = Math.round(milliseconds / 1000)
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
}

/** `12:04:31.882`, local time. Takes epoch milliseconds, fractions allowed. */
export function clockText(epoch: number): string {
  const time = new Date(epoch)
  const pad = (value: number, width = 2) => String(value).padStart(width, '0')
  return (
    `${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}` +
    `.${pad(time.getMilliseconds(), 3)}`
  )
}

/** The time of day; of another day than today the day and the time without its fractions: `11-23 12:04:31`. */
export function whenText(epoch: number, now: number): string {
  const time = new Date(epoch)
  if (time.toDateString() === new Date(now).toDateString()) return clockText(epoch)
  const pad = (value: number) => String(value).padStart(2, '0')
  return `${pad(time.getMonth() + 1)}-${pad(time.getDate())} ${clockText(epoch).slice(0, 8)}`
}

/** `k3f9…a1b2c3`: enough to tell neighbours apart; the whole is in the tooltip and on the clipboard. */
export function shortCid(cid: string): string {
  return cid.length <= 12 ? cid : `${cid.slice(0, 4)}…${cid.slice(-6)}`
}

/** `2,500`: grouped, so that long counts can be read. */
export function countText(count: number): string {
  return count.toLocaleString('en-US')
}
