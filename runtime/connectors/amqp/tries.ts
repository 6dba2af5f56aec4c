/**
 * How often messages have been run here that went back to the broker since: what is counted for those that it does not count
 * itself. Kept in memory, so that a restart begins anew.
 */
import type { Delivery } from './delivery.ts'
import { fingerprintOf } from './held.ts'

/** The oldest are forgotten, and then tried once more than they should be. */
const most = 10_000

export class Tries {
  /** Made with the first: most channels never need it. */
  #runs: Map<string, number> | undefined

  /** Of one that comes again. */
  take(delivery: Delivery): number {
    const runs = this.#runs
    if (!runs || runs.size === 0 || !delivery.content.fields.redelivered) return 0
    const key = fingerprintOf(delivery.asHeld)
    const count = runs.get(key) ?? 0
    runs.delete(key)
    return count
  }

  /** It goes back, or is lost. */
  keep(delivery: Delivery): void {
    if (delivery.runs === 0) return
    this.#runs ??= new Map()
    this.#runs.set(fingerprintOf(delivery.asHeld), delivery.runs)
    if (this.#runs.size <= most) return
    const [oldest] = this.#runs.keys()
    if (oldest !== undefined) this.#runs.delete(oldest)
  }
}
