/**
 * Our own token is kept alive: renewed when two thirds of its time are over, with a random share so that many runtimes do not
 * come at once. It also tells how the connection is doing while nobody uses it.
 */
import { Failure, toFailure } from '../../model/failure.ts'
import type { Api } from './api.ts'
import type { VaultSettings } from './settings.ts'

const firstWait = 1000
const longestWait = 60_000
// A token that never ends is looked at all the same: somebody may have revoked it.
const longestRest = 60 * 60_000

export class OwnToken {
  readonly #api: Api
  readonly #settings: VaultSettings
  readonly #tell: (failure: Failure | undefined) => void
  #timer: NodeJS.Timeout | undefined
  #isStopped = false
  #wait = firstWait
  /** Epoch milliseconds, after a failure. */
  nextTry: number | undefined

  /** @param tell Is called after each look, with what was wrong. */
  constructor(api: Api, settings: VaultSettings, tell: (failure: Failure | undefined) => void) {
    this.#api = api
    this.#settings = settings
    this.#tell = tell
  }

  start(): void {
    void this.#tend()
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }

  /** Seconds left; 0: it does not end. @throws Failure. */
  async look(
    signal?: AbortSignal,
  ): Promise<{ ttl: number; isRenewable: boolean; policies: string[] }> {
    const { name, token } = this.#settings
    const answer = await this.#api
      .ask({
        method: 'GET',
        path: 'auth/token/lookup-self',
        token,
        label: 'looking at our own token',
        isRepeatable: true,
        ...(signal ? { signal } : {}),
      })
      .catch((failure: Failure) => {
        if (failure.code !== 'OUTGOING_REFUSED') throw failure
        const words = `Vault "${name}" does not take the token of the connection: it has ended, was revoked, or may not look at itself. Set another.`
        throw new Failure('OUTGOING_LOGIN_FAILED', words, { at: failure.at, cause: failure })
      })
    const { data } = answer.body as { data: Record<string, unknown> }
    const policies = Array.isArray(data.policies) ? data.policies.map(String) : []
    return { ttl: Number(data.ttl), isRenewable: data.renewable === true, policies }
  }

  async #tend(): Promise<void> {
    try {
      const { ttl, isRenewable } = await this.look()
      const left = isRenewable ? await this.#renew(ttl) : ttl
      this.#wait = firstWait
      this.nextTry = undefined
      this.#again(
        left > 0
          ? Math.min(longestRest, (left * 1000 * (1.8 + Math.random() * 0.2)) / 3)
          : longestRest,
      )
      if (!this.#isStopped) this.#tell(undefined)
    } catch (thrown) {
      const failure = toFailure(thrown)
      if (this.#isStopped) return
      // One that was refused is asked about again, but seldom: somebody may give it more.
      this.#wait = failure.retryable ? Math.min(this.#wait, longestWait) : longestWait
      this.nextTry = Date.now() + this.#wait
      this.#again(this.#wait)
      this.#wait *= 1.5 + Math.random()
      this.#tell(failure)
    }
  }

  /** @returns Seconds left. */
  async #renew(ttl: number): Promise<number> {
    const { token } = this.#settings
    const label = 'renewing our own token'
    const path = 'auth/token/renew-self'
    const answer = await this.#api.tell({ method: 'POST', path, token, label, isRepeatable: true })
    const { auth } = (answer.body ?? {}) as { auth?: { lease_duration?: unknown } | null }
    // What cannot be renewed any more works to its end, and that shows when it has come.
    return typeof auth?.lease_duration === 'number' ? auth.lease_duration : ttl
  }

  #again(wait: number): void {
    if (this.#isStopped) return
    this.#timer = setTimeout(() => void this.#tend(), Math.max(1000, wait))
    this.#timer.unref()
  }
}
