/** How long to wait before the next try: longer each time, and not all at once after a broker has gone from many. */

const firstWait = 500
/** What worked for so long and then did not is not what did not work before. Milliseconds. */
const steady = 5000

/** Full jitter: anything up to half a second, doubled with each try, up to `longest`. Milliseconds. */
export function waitBefore(tries: number, longest: number, random = Math.random): number {
  return random() * Math.min(longest, firstWait * 2 ** Math.min(tries, 30))
}

export class Backoff {
  #tries = 0
  #workedAt: number | undefined

  constructor(private readonly longest: number) {}

  worked(): void {
    this.#workedAt = performance.now()
  }

  /** @returns Milliseconds until the next try. */
  next(): number {
    if (this.#workedAt !== undefined && performance.now() - this.#workedAt >= steady)
      this.#tries = 0
    this.#workedAt = undefined
    return waitBefore(this.#tries++, this.longest)
  }
}
