/** Who may use the admin API: whoever has the token. Wrong ones are told apart in constant time, and slowed down by address. */
import { createHash, timingSafeEqual } from 'node:crypto'

/** Milliseconds. */
const window = 60_000
const mostWrong = 10
const mostAddresses = 10_000

export type Verdict =
  | { kind: 'in'; who: string }
  | { kind: 'wrong' }
  /** Too often; `isFirst` in this minute. */
  | { kind: 'slow'; retryAfter: number; isFirst: boolean }

interface Wrong {
  count: number
  since: number
}

export class Gate {
  readonly #digest: Buffer
  readonly #who: string
  readonly #wrong = new Map<string, Wrong>()

  /** @param now Milliseconds of any clock that does not go back. */
  constructor(
    token: string,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.#digest = digest(token)
    this.#who = `token:${this.#digest.toString('hex').slice(0, 8)}`
  }

  /** The right token is always let in: it cannot be found by trying, and others must not be able to lock it out. */
  judge(authorization: string | undefined, address: string): Verdict {
    const given = /^Bearer ([^\s]{1,4096})$/i.exec(authorization ?? '')?.[1] ?? ''
    // Digests are of one length, so that the time tells nothing.
    if (timingSafeEqual(digest(given), this.#digest)) return { kind: 'in', who: this.#who }
    const now = this.now()
    const known = this.#wrong.get(address)
    const wrong = known && now - known.since < window ? known : { count: 0, since: now }
    wrong.count++
    this.#remember(address, wrong)
    if (wrong.count <= mostWrong) return { kind: 'wrong' }
    const retryAfter = Math.ceil((wrong.since + window - now) / 1000)
    return { kind: 'slow', retryAfter, isFirst: wrong.count === mostWrong + 1 }
  }

  #remember(address: string, wrong: Wrong): void {
    this.#wrong.delete(address)
    this.#wrong.set(address, wrong)
    for (const oldest of this.#wrong.keys()) {
      if (this.#wrong.size <= mostAddresses) break
      this.#wrong.delete(oldest)
    }
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
