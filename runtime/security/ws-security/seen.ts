/** Nonces that were let in, each for as long as its token could be shown again. Never more than so many. */
import { digestOf } from '../digest.ts'

export class Seen {
  /** When it may be forgotten, by the start of its digest; oldest first, since all are kept equally long. */
  readonly #until = new Map<string, number>()

  /** @param keeps Milliseconds. */
  constructor(
    private readonly keeps: number,
    private readonly most: number,
  ) {}

  get size(): number {
    return this.#until.size
  }

  /**
   * `full`: it cannot be remembered, and so must not be let in; one that is forgotten early could be shown again.
   * @param now Milliseconds of a clock that is never set back.
   */
  take(nonce: Uint8Array, now: number): 'new' | 'seen' | 'full' {
    this.#forget(now)
    // Whatever length a caller gives it, it takes the same room here.
    const key = digestOf(nonce).toString('latin1', 0, 16)
    if (this.#until.has(key)) return 'seen'
    if (this.#until.size >= this.most) return 'full'
    this.#until.set(key, now + this.keeps)
    return 'new'
  }

  #forget(now: number): void {
    for (const [key, until] of this.#until) {
      if (until > now) return
      this.#until.delete(key)
    }
  }
}
