/**
 * Services that take longer than their message may. Most are done within one turn of the event loop, so only those that
 * are not pay for watching the exchange's signal.
 */
import type { Exchange } from '../message/exchange.ts'

interface Waiting {
  exchange: Exchange
  isDone: boolean
  reject(why: unknown): void
}

let begun: Waiting[] = []

/**
 * The work's own end, or a rejection with the signal's reason once the exchange is over. Work that hangs for ever would
 * otherwise hold what it was given for ever too.
 */
export function untilOver(work: PromiseLike<unknown>, exchange: Exchange): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const waiting: Waiting = { exchange, isDone: false, reject }
    if (begun.length === 0) setImmediate(watchLate)
    begun.push(waiting)
    work.then(
      (value) => {
        waiting.isDone = true
        resolve(value)
      },
      (thrown) => {
        waiting.isDone = true
        reject(thrown)
      },
    )
  })
}

function watchLate(): void {
  const late = begun.filter(({ isDone }) => !isDone)
  begun = []
  for (const { exchange, reject } of late) {
    const { signal } = exchange
    if (signal.aborted) reject(signal.reason)
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  }
}
