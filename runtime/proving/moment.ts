/**
 * What a text says of the run it comes from: its own cid, its own trace, the time it was made at. Two runs of the same code
 * differ in these and mean the same, so they are taken out before two runs are compared. A time that is not the run's own
 * (a due date, a date of birth) stays.
 */

/** The run; the times in epoch milliseconds and milliseconds. */
export interface Moment {
  cid: string
  began: number
  took: number
}

const trace = /\b00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}\b/g
const isoTime = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/g
const isoDate = /\b\d{4}-\d\d-\d\d\b/g
const compactDate = /\b20\d{6}(?!\d)/g
const httpTime = /\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\b/g
const epoch = /\b\d{10}(?:\d{3})?\b/g
/** RFC 9562. */
export const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi
const hasDigits = /\d{4}/

/** Times are written in seconds, or in minutes. */
const before = 60_000
const after = 1000

/** The text without what is of its run alone. */
export function timeless(text: string, moment: Moment): string {
  const { cid } = moment
  let told = cid !== '' && text.includes(cid) ? text.replaceAll(cid, '{cid}') : text
  if (!hasDigits.test(told)) return told
  told = told.replace(trace, '{trace}')
  told = told.replace(isoTime, (found) => (isNow(timeOf(found), moment) ? '{now}' : found))
  told = told.replace(httpTime, (found) => (isNow(Date.parse(found), moment) ? '{now}' : found))
  told = told.replace(isoDate, (found) => (isToday(found, moment) ? '{today}' : found))
  told = told.replace(compactDate, (found) => {
    const date = `${found.slice(0, 4)}-${found.slice(4, 6)}-${found.slice(6)}`
    return isToday(date, moment) ? '{today}' : found
  })
  return told.replace(epoch, (found) => (isEpoch(Number(found), moment) ? '{now}' : found))
}

/** Is the number the time of the run, in seconds or milliseconds since 1970? */
export function isEpoch(value: number, moment: Moment): boolean {
  return isNow(value, moment) || isNow(value * 1000, moment)
}

function isNow(time: number, { began, took }: Moment): boolean {
  return time >= began - before && time <= began + took + after
}

/** With no zone it may be meant either way. */
function timeOf(text: string): number {
  const iso = text.replace(' ', 'T').replace(',', '.')
  return Date.parse(/Z$|[+-]\d\d:?\d\d$/.test(iso) ? iso : `${iso}Z`)
}

function isToday(date: string, { began, took }: Moment): boolean {
  return [began, began + took].some((time) => {
    const offset = new Date(time).getTimezoneOffset() * 60_000
    return [time, time - offset].some((at) => new Date(at).toISOString().startsWith(date))
  })
}
