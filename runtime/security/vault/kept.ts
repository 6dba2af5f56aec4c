/**
 * Answers of Vault that still hold: by a digest of what they were about, for so long, and not beyond a revoke that we saw. Asked for by
 * several at a time, Vault is asked once.
 */

interface Kept<T> {
  value: T
  /** Epoch milliseconds. */
  until: number
  /** How many revokes were seen when it was asked for. */
  revokes: number
}

// 10,000 answers are some megabytes; whoever shows more than that asks anew.
const mostKept = 10_000

export class KeptAnswers<T> {
  readonly #kept = new Map<string, Kept<T>>()
  readonly #asking = new Map<string, { promise: Promise<T>; revokes: number }>()

  get size(): number {
    return this.#kept.size
  }

  get(key: string, revokes: number): T | undefined {
    const known = this.#kept.get(key)
    if (!known) return undefined
    if (known.until > Date.now() && known.revokes === revokes) return known.value
    this.#kept.delete(key)
    return undefined
  }

  dropAll(isMeant: (value: T) => boolean): void {
    for (const [key, { value }] of this.#kept) if (isMeant(value)) this.#kept.delete(key)
  }

  /**
   * @param ask What rejects is not kept; all who wait for it are told.
   * @param until When the answer stops to hold, in epoch milliseconds; 0: it is not kept.
   */
  ask(
    key: string,
    revokes: number,
    ask: () => Promise<T>,
    until: (value: T) => number,
  ): Promise<T> {
    const known = this.#asking.get(key)
    // One that was begun before a revoke may tell of what was before it.
    if (known?.revokes === revokes) return known.promise
    const promise = ask()
      .then((value) => {
        this.#keep(key, { value, until: until(value), revokes })
        return value
      })
      .finally(() => {
        if (this.#asking.get(key)?.promise === promise) this.#asking.delete(key)
      })
    this.#asking.set(key, { promise, revokes })
    return promise
  }

  #keep(key: string, kept: Kept<T>): void {
    if (kept.until <= Date.now()) return
    if (this.#kept.size >= mostKept) this.#dropOldest()
    this.#kept.set(key, kept)
  }

  #dropOldest(): void {
    let left = mostKept / 10
    for (const key of this.#kept.keys()) {
      if (left-- === 0) return
      this.#kept.delete(key)
    }
  }
}
