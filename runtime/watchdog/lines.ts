/** The watchdog's two ways to say the same: a marked line for whoever started the process, a line of the log for a server. */
import type { Blocked } from '../model/control.ts'
import { heldText } from '../model/held.ts'
import { placeText } from '../model/place.ts'
import { exitCode } from './watch-data.ts'

/** held: it holds the loop. free: it let go. ended: the process is ended because of it. */
export type Told =
  | { kind: 'held'; blocked: Blocked }
  | { kind: 'free' }
  | { kind: 'ended'; blocked: Blocked }

/** `PATCHBAY-BLOCKED {json}`, `PATCHBAY-BLOCKED null` when the loop was let go, `PATCHBAY-ENDED {json}`. */
export function markedLine(told: Told): string {
  if (told.kind === 'free') return 'PATCHBAY-BLOCKED null'
  const mark = told.kind === 'ended' ? 'PATCHBAY-ENDED' : 'PATCHBAY-BLOCKED'
  return `${mark} ${JSON.stringify(told.blocked)}`
}

/** As the runtime's own log writes, level error at the least: who sees the trouble sees its end too. */
export function logLine(told: Told): string {
  const head = { time: Date.now(), pid: process.pid }
  if (told.kind === 'free')
    return JSON.stringify({ level: 50, ...head, msg: 'The runtime is free again.' })
  const { at, service, cid, since } = told.blocked
  const about = { ...head, cid, at, service }
  if (told.kind === 'ended') {
    const code = 'SERVICE_HELD_LOOP'
    const msg = `${heldText(told.blocked)}, longer than its message may take. Nothing else could run meanwhile, so the runtime ends, with exit code ${exitCode}; start it again.`
    return JSON.stringify({ level: 60, ...about, code, msg })
  }
  const msg = `${whoOf(told.blocked)} has held the runtime for ${Math.round(since / 1000)} s. Nothing else can run meanwhile.`
  return JSON.stringify({ level: 50, ...about, msg })
}

/** `services/spin.ts:7 (service "spin")`, as far as it is known. */
function whoOf({ at, service }: Blocked): string {
  const name = service === undefined ? undefined : `service "${service}"`
  if (!at) return name ?? 'Something'
  return name === undefined ? placeText(at) : `${placeText(at)} (${name})`
}
