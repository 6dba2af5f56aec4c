/**
 * A lost connection is tried again for as long as the exchange has time: what was under way knows how to go on. A server
 * that is then not there at all (it is being restarted) is waited for a little, a peer that says no is not argued with.
 */
import type { Exchange } from '../../message/exchange.ts'
import { Failure } from '../../model/failure.ts'
import { whyAborted } from './session.ts'

/** Milliseconds to wait before the second attempt, the third, ...; the last one for all that follow. */
const waits = [0, 100, 300, 1000, 2000, 5000]

/** Milliseconds that a server which was there may be away. */
const patience = 15_000

// What is left when the last attempt has failed must do to tell so before the exchange's own deadline does.
const margin = 50

export type TimeFrame = Pick<Exchange, 'signal' | 'left'>

export interface Hints {
  /** Asked after a failure: can this be tried again at all? */
  canGoOn?(): boolean
  /** When the server was last lost, by whomever, on the monotonic clock; undefined once it is back. */
  lostAt(): number | undefined
}

export async function persist<T>(
  time: TimeFrame,
  attempt: () => Promise<T>,
  hints: Hints,
): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt()
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown
      const wait = waits[Math.min(tried, waits.length) - 1] ?? 0
      const hasTime = time.left() > wait + margin && !time.signal.aborted
      if (!isTransient(thrown, hints.lostAt()) || !hasTime || hints.canGoOn?.() === false) {
        throw tried === 1 ? thrown : thrown.with({ attempts: tried })
      }
      if (wait > 0) await pause(wait, time.signal)
    }
  }
}

function isTransient(failure: Failure, lostAt: number | undefined): boolean {
  if (failure.code === 'OUTGOING_LOST' || failure.code === 'OUTGOING_BUSY') return true
  const isAway = failure.code === 'OUTGOING_UNREACHABLE' || failure.code === 'OUTGOING_TIMED_OUT'
  return isAway && lostAt !== undefined && performance.now() - lostAt < patience
}

export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(whyAborted(signal))
    const onAbort = () => {
      clearTimeout(timer)
      reject(whyAborted(signal))
    }
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', onAbort)
      resolve()
    }, milliseconds)
    signal.addEventListener('abort', onAbort, { once: true })
  })
}
