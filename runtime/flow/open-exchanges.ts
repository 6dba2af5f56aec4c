/**
 * The exchanges under way. Not a Set: one that is added to and deleted from for every message rebuilds its table all the
 * time, the dead tables keep young exchanges alive until the next full collection, and that cost more than all the rest
 * of an exchange (measured: 4.5 µs of CPU against 1.9).
 */
import type { OpenExchange } from './open-exchange.ts'

export class OpenExchanges implements Iterable<OpenExchange> {
  readonly #list: OpenExchange[] = []

  get size(): number {
    return this.#list.length
  }

  add(exchange: OpenExchange): void {
    exchange.slot = this.#list.length
    this.#list.push(exchange)
  }

  /** The last one takes the place of the one that goes. */
  delete(exchange: OpenExchange): void {
    const { slot } = exchange
    if (this.#list[slot] !== exchange) return
    const last = this.#list.pop()
    if (last === undefined || last === exchange) return
    this.#list[slot] = last
    last.slot = slot
  }

  /** Those of this moment: whoever goes through them may end them on the way. */
  [Symbol.iterator](): Iterator<OpenExchange> {
    return [...this.#list][Symbol.iterator]()
  }
}
