/** Words for a service that holds the event loop: the same in a log, in a banner and in what is parked. */
import type { Blocked } from './control.ts'
import { placeText } from './place.ts'

/** `The service "spin" held the runtime for 30 s at services/spin.ts:7`, as far as it is known. */
export function heldText({ service, at, since }: Blocked): string {
  const who = service === undefined ? 'Something' : `The service "${service}"`
  const where = at === undefined ? '' : ` at ${placeText({ ...at, column: undefined })}`
  return `${who} held the runtime for ${Math.round(since / 1000)} s${where}`
}
