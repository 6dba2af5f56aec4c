/** Counters of one node, link or object. Adding costs a few nanoseconds; the sums are made when somebody asks. */

// Buckets a quarter of a power of two wide, from 1 µs to about 16 s: a percentile is right to within 19 %.
const bucketsPerOctave = 4
const buckets = 24 * bucketsPerOctave

export class Figure {
  total = 0
  failed = 0
  open = 0
  #seen = 0
  #count = 0
  #sum = 0
  #histogram: Uint32Array | undefined

  begin(): void {
    this.open++
  }

  end(milliseconds: number, failed: boolean): void {
    this.open--
    this.total++
    if (failed) this.failed++
    this.#count++
    this.#sum += milliseconds
    this.#histogram ??= new Uint32Array(buckets)
    const bucket = Math.floor(Math.log2(milliseconds * 1000 + 1) * bucketsPerOctave)
    const index = bucket < buckets ? bucket : buckets - 1
    this.#histogram[index] = (this.#histogram[index] ?? 0) + 1
  }

  /** What happened since the last call. */
  interval(): { count: number; mean?: number; p99?: number } {
    const count = this.total - this.#seen
    this.#seen = this.total
    if (this.#count === 0) return { count }
    const summary = { count, mean: this.#sum / this.#count, p99: this.#percentile(0.99) }
    this.#count = 0
    this.#sum = 0
    this.#histogram?.fill(0)
    return summary
  }

  #percentile(share: number): number {
    let left = Math.ceil(this.#count * share)
    for (let index = 0; index < buckets; index++) {
      left -= this.#histogram?.[index] ?? 0
      if (left <= 0) return (2 ** ((index + 1) / bucketsPerOctave) - 1) / 1000
    }
    return 2 ** 24 / 1000
  }
}
