/**
 * The keys that a provider publishes (RFC 7517): fetched when first needed, kept, renewed in the background, and fetched
 * anew when a token names a key that is not among them. Keys once seen hold while the provider is down.
 */
import type { CompactJWSHeaderParameters, FlattenedJWSInput } from 'jose'
import { Failure } from '../../model/failure.ts'
import { Asking } from '../asking.ts'
import { milliseconds, type Settings, text } from '../kind.ts'

type Local = ReturnType<typeof import('jose/jwks/local').createLocalJWKSet>
type Key = Awaited<ReturnType<Local>>

/** All in milliseconds. */
export interface KeySetTimes {
  /** After this, keys are fetched anew beside the next call. */
  fresh: number
  /** Keys older than this do not hold any more: one that was withdrawn meanwhile must end some day. */
  oldest: number
  /** Nobody can make us ask more often, by naming keys that do not exist. */
  pause: number
}

const usual: KeySetTimes = { fresh: 600_000, oldest: 86_400_000, pause: 5_000 }

export class KeySet {
  readonly #asking: Asking
  readonly #url: string
  readonly #name: string
  readonly #times: KeySetTimes
  #local: Local | undefined
  /** On the monotonic clock. */
  #fetchedAt = Number.NEGATIVE_INFINITY
  #askedAt = Number.NEGATIVE_INFINITY
  #trouble: Failure | undefined
  #pending: Promise<void> | undefined

  constructor({ name, values }: Settings, times: Partial<KeySetTimes> = {}) {
    this.#asking = new Asking(milliseconds(values.timeout, 5), text(values.ca))
    this.#url = text(values.jwksUrl)
    this.#name = name
    this.#times = { ...usual, ...times }
  }

  /** What a token was signed with. @throws Failure SECURITY_UNAVAILABLE; an error of jose when there is no such key. */
  readonly key = async (
    header: CompactJWSHeaderParameters,
    token: FlattenedJWSInput,
  ): Promise<Key> => {
    const age = performance.now() - this.#fetchedAt
    if (age > this.#times.oldest) await this.#renew()
    else if (age > this.#times.fresh) void this.#renew()
    if (!this.#local || performance.now() - this.#fetchedAt > this.#times.oldest) {
      throw this.#trouble ?? this.#failure('has not been asked')
    }
    try {
      return await this.#local(header, token)
    } catch (error) {
      if ((error as { code?: string }).code !== 'ERR_JWKS_NO_MATCHING_KEY') throw error
      const before = this.#fetchedAt
      await this.#renew()
      // Perhaps it is a new one, and nobody can say.
      if (this.#trouble) throw this.#trouble
      if (this.#fetchedAt === before) throw error
      return this.#local(header, token)
    }
  }

  /** One at a time; not again before the pause is over. Never rejects. */
  #renew(): Promise<void> {
    if (this.#pending) return this.#pending
    if (performance.now() - this.#askedAt < this.#times.pause) return Promise.resolve()
    this.#askedAt = performance.now()
    this.#pending = this.#fetch()
      .then(
        () => {
          this.#trouble = undefined
        },
        (error: unknown) => {
          this.#trouble = error instanceof Failure ? error : this.#failure('gave no key set', error)
        },
      )
      .finally(() => {
        this.#pending = undefined
      })
    return this.#pending
  }

  async #fetch(): Promise<void> {
    const { createLocalJWKSet } = await import('jose/jwks/local')
    const told = await this.#asking
      .ask({ url: this.#url, method: 'GET', headers: { accept: 'application/json' } })
      .catch((error: Error) => {
        throw this.#failure(error.message, error)
      })
    if (told.status !== 200) throw this.#failure(`answered ${told.status}`)
    this.#local = createLocalJWKSet(told.json as Parameters<typeof createLocalJWKSet>[0])
    this.#fetchedAt = performance.now()
  }

  #failure(words: string, cause?: unknown): Failure {
    return new Failure('SECURITY_UNAVAILABLE', `The key server ${this.#url} ${words}.`, {
      at: { collection: 'security', name: this.#name, field: 'jwksUrl' },
      cause,
    })
  }
}
