/**
 * How often somebody may come: a bucket for each, that holds `burst` and fills again at a steady rate. A request takes one
 * out of it, or is told when there will be one.
 */
import { Failure } from '../../model/failure.ts'

interface Bucket {
  left: number
  /** Monotonic, in milliseconds. */
  at: number
}

// Some megabytes. Beyond it the one longest unseen is forgotten, which is the one that is full first.
const mostBuckets = 50_000

export class Buckets {
  readonly #buckets = new Map<string, Bucket>()

  /** @param rate For each second. */
  constructor(
    readonly rate: number,
    readonly burst: number,
  ) {}

  /** Milliseconds until there is one; 0: it was taken. */
  take(key: string, now = performance.now()): number {
    const bucket = this.#buckets.get(key)
    const filled = bucket ? bucket.left + ((now - bucket.at) / 1000) * this.rate : this.burst
    const left = Math.min(this.burst, filled)
    if (left < 1 && bucket) return ((1 - left) / this.rate) * 1000
    // Put at the end, so that the first is the one longest unseen.
    this.#buckets.delete(key)
    this.#buckets.set(key, { left: left - 1, at: now })
    if (this.#buckets.size > mostBuckets) this.#forget()
    return 0
  }

  #forget(): void {
    for (const key of this.#buckets.keys()) {
      this.#buckets.delete(key)
      return
    }
  }
}

export interface Limits {
  caller: Buckets | undefined
  address: Buckets | undefined
}

/** undefined: there are none. */
export function limitsOf(values: Readonly<Record<string, unknown>>): Limits | undefined {
  const seconds = values.limitPer === 'minute' ? 60 : 1
  const make = (wanted: unknown) => {
    if (typeof wanted !== 'number') return undefined
    const burst = typeof values.limitBurst === 'number' ? values.limitBurst : Math.ceil(wanted)
    return new Buckets(wanted / seconds, Math.max(1, burst))
  }
  const limits = { caller: make(values.limitCaller), address: make(values.limitAddress) }
  return limits.caller || limits.address ? limits : undefined
}

/** @throws Failure TOO_MANY_REQUESTS. */
export function takeOne(buckets: Buckets | undefined, key: string, who: keyof Limits): void {
  const wait = buckets?.take(key) ?? 0
  if (!buckets || wait === 0) return
  const retryAfter = Math.ceil(wait / 1000)
  // https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
  const window = Math.max(1, Math.round(buckets.burst / buckets.rate))
  const rateLimit = {
    policy: `"${who}";q=${Math.floor(buckets.burst)};w=${window}`,
    now: `"${who}";r=0;t=${retryAfter}`,
  }
  const words = `There were too many requests from this ${who}. Try again in ${retryAfter} s.`
  throw new Failure('TOO_MANY_REQUESTS', words, { details: { retryAfter, rateLimit } })
}

/** Of IPv6 the network: whoever has one address of it has all of them. */
export function addressKey(address: string): string {
  const plain = address.startsWith('::ffff:') ? address.slice(7) : address
  if (!plain.includes(':')) return plain
  const [head = '', tail] = plain.split('%')[0]?.split('::') ?? []
  const parts = head === '' ? [] : head.split(':')
  const after = tail ? tail.split(':') : []
  while (parts.length + after.length < 8 && tail !== undefined) parts.push('0')
  return [...parts, ...after].slice(0, 4).join(':')
}
