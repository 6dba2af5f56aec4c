/** How a job is doing in one word, and when it ran or runs. Pure. */
import type { ObjectStatus } from '../../runtime/model/control.ts'
import type { JobView } from '../../runtime/model/job.ts'
import type { Tone } from './runs.ts'

/** @param status Of the channel that the job is; undefined: it is none. */
export function jobState(
  job: JobView,
  status?: ObjectStatus,
): { words: string; tone: Tone; why: string } {
  const why = (status?.reason ?? job.reason)?.message ?? ''
  if (status?.state === 'incomplete') return { words: 'incomplete', tone: 'warn', why }
  if (status?.state === 'failing') return { words: 'failing', tone: 'err', why }
  if (job.running > 0) {
    return { words: job.running === 1 ? 'running' : `${job.running} running`, tone: 'ok', why }
  }
  if (job.reason?.code === 'JOB_DONE') return { words: 'done', tone: 'quiet', why }
  if (job.reason) return { words: 'incomplete', tone: 'warn', why }
  if (job.isActive) return { words: 'on', tone: 'ok', why }
  return { words: 'off', tone: 'quiet', why: 'Switched off: it runs only by hand.' }
}

/** `12:04:31`, with the day when that is another one than today. Local time. */
export function momentText(epoch: number, now: number): string {
  const [day, time] = localParts(epoch)
  return day === localParts(now)[0] ? time : `${day} ${time}`
}

function localParts(epoch: number): [day: string, time: string] {
  const moment = new Date(epoch)
  const pad = (value: number) => String(value).padStart(2, '0')
  return [
    `${moment.getFullYear()}-${pad(moment.getMonth() + 1)}-${pad(moment.getDate())}`,
    `${pad(moment.getHours())}:${pad(moment.getMinutes())}:${pad(moment.getSeconds())}`,
  ]
}

/** `in 40 s`, `in 5 min`, `in 3 h 20 min`, `in 12 days`. Takes seconds. */
export function inText(seconds: number): string {
  if (seconds <= 0) return 'now'
  if (seconds < 100) return `in ${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 100) return `in ${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return `in ${hours} h ${minutes % 60} min`
  return `in ${Math.round(hours / 24)} days`
}
