/** What a runtime process writes, line by line; the lines by which its watchdog speaks are told apart. */
import * as z from 'zod'
import type { Blocked } from '../runtime/model/control.ts'
import type { Place } from '../runtime/model/place.ts'

/** A line longer than this is cut: a process that never ends a line must not fill our memory. In characters. */
const longest = 16_384

const marks = { blocked: 'PATCHBAY-BLOCKED ', ended: 'PATCHBAY-ENDED ' } as const

const blockedSchema = z.object({
  since: z.number(),
  service: z.string().optional(),
  at: z.custom<Place>((value) => typeof value === 'object' && value !== null).optional(),
  cid: z.string().optional(),
  endsAt: z.number().optional(),
})

/** Calls back with each line of a stream of texts, without its end. */
export function byLine(hear: (line: string) => void): (text: string) => void {
  let rest = ''
  return (text) => {
    const lines = (rest + text).split('\n')
    rest = (lines.pop() ?? '').slice(0, longest)
    for (const line of lines) hear(line.slice(0, longest).replace(/\r$/, ''))
  }
}

export type Line =
  | { kind: 'blocked'; blocked: Blocked | undefined }
  | { kind: 'ended'; blocked: Blocked }
  | { kind: 'log'; text: string }

/**
 * `PATCHBAY-BLOCKED {json}`: a service holds the loop. `PATCHBAY-BLOCKED null`: it let go. `PATCHBAY-ENDED {json}`: the
 * process is about to end because of it.
 */
export function readLine(text: string): Line {
  try {
    if (text.startsWith(marks.ended)) {
      return { kind: 'ended', blocked: blockedIn(text.slice(marks.ended.length)) }
    }
    if (!text.startsWith(marks.blocked)) return { kind: 'log', text }
    const json = text.slice(marks.blocked.length)
    return { kind: 'blocked', blocked: json === 'null' ? undefined : blockedIn(json) }
  } catch {
    return { kind: 'log', text }
  }
}

function blockedIn(json: string): Blocked {
  return blockedSchema.parse(JSON.parse(json))
}
