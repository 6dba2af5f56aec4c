/**
 * How often messages have been run here that went back to the broker since: what is counted for those that it does not count
 * itself. Kept in memory, so that a restart begins anew.
 */
import type { Delivery } from './delivery.ts'
import { fingerprintOf } from './held.ts'

/** The oldest are forgotten, and then tried once more than they should be. */
const most = 10_000

export class Tries {
  readonly #runs = new Map<string, number>()

  /** Of one that comes again. */
  take(delivery: Delivery): number {
    if (this.#runs.size === 0 || !delivery.content.fields.redelivered) return 0
    const key = fingerprintOf(delivery.asHeld)
    const runs = this.#runs.get(key) ?? 0
    this.#runs.delete(key)
    return runs
  }

  /** It goes back, or is lost. */
  keep(delivery: Delivery): void {
    if (delivery.runs === 0) return
    this.#runs.set(fingerprintOf(delivery.asHeld), delivery.runs)
    if (this.#runs.size <= most) return
    const [oldest] = this.#runs.keys()
    if (oldest !== undefined) this.#runs.delete(oldest)
  }
}
