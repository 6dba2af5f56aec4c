/** The watchdog's two ways to say the same: a marked line for whoever started the process, a line of the log for a server. */
import type { Blocked } from '../model/control.ts'
import { placeText } from '../model/place.ts'

/** `PATCHBAY-BLOCKED {json}`, or `PATCHBAY-BLOCKED null` when the loop was let go. */
export function markedLine(blocked: Blocked | null): string {
  return `PATCHBAY-BLOCKED ${JSON.stringify(blocked)}`
}

/** As the runtime's own log writes, level error both times: who sees the trouble sees its end too. */
export function logLine(blocked: Blocked | null): string {
  const head = { level: 50, time: Date.now(), pid: process.pid }
  if (!blocked) return JSON.stringify({ ...head, msg: 'The runtime is free again.' })
  const { at, service, cid, since } = blocked
  const seconds = Math.round(since / 1000)
  const msg = `${whoOf(blocked)} has held the runtime for ${seconds} s. Nothing else can run meanwhile.`
  return JSON.stringify({ ...head, cid, at, service, msg })
}

/** `services/spin.ts:7 (service "spin")`, as far as it is known. */
function whoOf({ at, service }: Blocked): string {
  const name = service === undefined ? undefined : `service "${service}"`
  if (!at) return name ?? 'Something'
  return name === undefined ? placeText(at) : `${placeText(at)} (${name})`
}
