/**
 * Trying again, with waits that grow and are never quite the same. Only what a further try may mend is tried again, and
 * never longer than the exchange has left: a caller that is gone is not served.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../../../model/failure.ts'
import type { Answer } from './answer.ts'
import type { RestSettings } from './settings.ts'

/** May be sent twice without harm: RFC 9110, 9.2.2. */
const idempotent = new Set(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])
const passing = new Set([429, 502, 503, 504])
const passingFailures = new Set(['OUTGOING_UNREACHABLE', 'OUTGOING_LOST'])

export interface Tries {
  /** In all, the first included. */
  attempts: number
  /** Milliseconds the exchange has left. */
  left(): number
  signal: AbortSignal
  retry: RestSettings['retry']
}

/** How often to try in all. `retries`: what the call says itself. */
export function attemptsFor(method: string, settings: RestSettings, retries?: number): number {
  if (retries !== undefined) return 1 + Math.max(0, Math.floor(retries))
  return idempotent.has(method) ? settings.retry.attempts : 1
}

/** The last answer or failure, after as many tries as were needed and allowed. */
export async function tryAgain(attempt: () => Promise<Answer>, tries: Tries): Promise<Answer> {
  for (let count = 1; ; count++) {
    const outcome = await attempt().catch((thrown: unknown) => thrown)
    const wait = count < tries.attempts ? waitAfter(outcome, count, tries) : undefined
    if (wait === undefined) {
      if (!(outcome instanceof Error)) return outcome as Answer
      throw outcome instanceof Failure && count > 1 ? outcome.with({ attempts: count }) : outcome
    }
    // The signal's reason says why nobody waits any more.
    await sleep(wait, undefined, { signal: tries.signal }).catch(() => {
      throw tries.signal.reason
    })
  }
}

/** Milliseconds until the next try; undefined when there is no point in one. */
function waitAfter(outcome: unknown, count: number, { retry, left }: Tries): number | undefined {
  const { delay, maxDelay } = retry
  const grown = Math.min(delay * 2 ** (count - 1), maxDelay)
  let wait = grown * (1 - Math.random() / 2)
  if (outcome instanceof Error) {
    if (!(outcome instanceof Failure) || !passingFailures.has(outcome.code)) return undefined
  } else {
    const { status, headers } = outcome as Answer
    if (!passing.has(status)) return undefined
    const asked = retryAfter(headers['retry-after'])
    // Sooner than asked would be rude, later than allowed is of no use.
    if (asked !== undefined && asked > maxDelay) return undefined
    wait = asked ?? wait
  }
  return wait < left() ? wait : undefined
}

/** Seconds or a date (RFC 9110, 10.2.3), in milliseconds from now. */
function retryAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined
  if (/^\d+$/.test(value)) return Number(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, date - Date.now())
}
