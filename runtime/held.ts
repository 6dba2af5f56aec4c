/**
 * What the watchdog may know and do of a runtime whose loop is held. All of this runs on the held thread, while it is
 * paused in the middle of whatever it does: it must be short, change nothing that what runs could see, and wait for nothing.
 */
import { lastDeadline } from './flow/deadlines.ts'
import type { OpenExchange } from './flow/open-exchange.ts'
import type { Blocked } from './model/control.ts'
import { Failure } from './model/failure.ts'
import { heldText } from './model/held.ts'
import type { Runtime } from './runtime.ts'
import type { Work } from './watchdog/watchdog.ts'

/** @param runtime There may be none yet. */
export function workOf(runtime: () => Runtime | undefined): Work {
  return {
    lastDeadline,
    of(cid) {
      const exchange = exchangeOf(runtime(), cid)
      if (!exchange) return undefined
      const step = exchange.steps.findLast(({ state, id }) => state === 'open' && id !== 0)
      return {
        cid: exchange.origin.cid,
        deadline: exchange.deadline,
        ...(step && { at: step.actor.at }),
        ...(step?.actor.kind === 'service' && { service: step.actor.name }),
      }
    },
    note(blocked) {
      const exchange = exchangeOf(runtime(), blocked.cid)
      if (exchange) exchange.origin.held?.(failureOf(blocked))
      else runtime()?.trail.lost()
    },
  }
}

/** One whose time was up before has left the list, and may be at work all the same. */
function exchangeOf(
  runtime: Runtime | undefined,
  cid: string | undefined,
): OpenExchange | undefined {
  const current = runtime?.trail.current
  if (cid === undefined || current?.origin.cid === cid) return current
  return runtime?.underWay(cid)
}

function failureOf(blocked: Blocked): Failure {
  return new Failure(
    'SERVICE_HELD_LOOP',
    `${heldText(blocked)}, longer than its message may take. The runtime was ended for it; mend the loop.`,
    blocked.at ? { at: blocked.at } : {},
  )
}
