/** Counters of one node, link or object. Adding costs a few nanoseconds; the sums are made when somebody asks. */

// Buckets a quarter of a power of two wide, from 1 µs to about 16 s: a percentile is right to within 19 %.
const bucketsPerOctave = 4
const buckets = 24 * bucketsPerOctave

export class Figure {
  total = 0
  failed = 0
  open = 0
  /** Milliseconds, of all that ended. */
  sum = 0
  #histogram: Float64Array | undefined
  /** As it all was when the interval began. */
  #seen = 0
  #seenSum = 0
  #seenHistogram: Float64Array | undefined

  begin(): void {
    this.open++
  }

  end(milliseconds: number, failed: boolean): void {
    this.open--
    this.total++
    if (failed) this.failed++
    this.sum += milliseconds
    this.#histogram ??= new Float64Array(buckets)
    const bucket = Math.floor(Math.log2(milliseconds * 1000 + 1) * bucketsPerOctave)
    const index = bucket < buckets ? bucket : buckets - 1
    this.#histogram[index] = (this.#histogram[index] ?? 0) + 1
  }

  /** What happened since the last call. */
  interval(): { count: number; mean?: number; p99?: number } {
    const count = this.total - this.#seen
    const histogram = this.#histogram
    if (count === 0 || !histogram) return { count }
    const mean = (this.sum - this.#seenSum) / count
    const p99 = this.#percentile(0.99, count)
    this.#seen = this.total
    this.#seenSum = this.sum
    this.#seenHistogram ??= new Float64Array(buckets)
    this.#seenHistogram.set(histogram)
    return { count, mean, p99 }
  }

  /**
   * Since the beginning: how many took less than each power of two of microseconds that is asked for (10: 1.023 ms), in
   * ascending order. What took more than 16 s is in none.
   */
  below(octaves: readonly number[]): number[] {
    let count = 0
    let next = 0
    return octaves.map((octave) => {
      const end = Math.min(octave * bucketsPerOctave, buckets - 1)
      for (; next < end; next++) count += this.#histogram?.[next] ?? 0
      return count
    })
  }

  #percentile(share: number, count: number): number {
    let left = Math.ceil(count * share)
    for (let index = 0; index < buckets; index++) {
      left -= (this.#histogram?.[index] ?? 0) - (this.#seenHistogram?.[index] ?? 0)
      if (left <= 0) return (2 ** ((index + 1) / bucketsPerOctave) - 1) / 1000
    }
    return 2 ** 24 / 1000
  }
}
