/** One place in Vault that secrets come from: its last good values, and when it is looked at next. */
import type { Logger } from 'pino'
import type { Vault, VaultSecret } from './message/vault.ts'
import { Failure, toFailure } from './model/failure.ts'
import type { VaultSecretRef } from './model/project.ts'

type Place = Pick<VaultSecretRef, 'vault' | 'mount' | 'path'>

const firstWait = 1000
const longestWait = 60_000

export class VaultPlace {
  readonly #place: Place
  readonly #onChange: () => void
  readonly #logger: Logger
  #vault: Vault | Failure | undefined
  #values: VaultSecret['values'] | undefined
  /** Why the values are not those of now. */
  #trouble: Failure | undefined
  #timer: NodeJS.Timeout | undefined
  #wait = firstWait
  #isStopped = false

  constructor(place: Place, onChange: () => void, logger: Logger) {
    this.#place = place
    this.#onChange = onChange
    this.#logger = logger
  }

  /** Reads what was never read from there; what was is looked at again in its own time. */
  async readFrom(vault: Vault | Failure): Promise<void> {
    const isNew = vault instanceof Failure || vault !== this.#vault
    this.#vault = vault
    if (vault instanceof Failure) {
      clearTimeout(this.#timer)
      this.#trouble = vault
      return
    }
    if (isNew) await this.#read(vault)
  }

  /** undefined: nothing is known yet. */
  valueOf({ key, vault, mount, path }: VaultSecretRef): string | Failure | undefined {
    const where = `"${key}" of ${mount}/${path} in Vault "${vault}"`
    const value = this.#values && Object.hasOwn(this.#values, key) ? this.#values[key] : undefined
    if (typeof value === 'string') return value
    if (typeof value === 'number' || typeof value === 'boolean') return String(value)
    if (this.#trouble) {
      const words = `The secret ${where} could not be read: ${this.#trouble.message}`
      return new Failure('SECRET_UNAVAILABLE', words, { cause: this.#trouble })
    }
    if (!this.#values) {
      return new Failure(
        'SECRET_UNAVAILABLE',
        `The secret ${where} has not been read yet: Vault takes its time.`,
      )
    }
    const words =
      value === undefined
        ? `There is no secret ${where}. Write it there, or name another key.`
        : `The secret ${where} is no text.`
    return new Failure('SECRET_MISSING', words)
  }

  stop(): void {
    this.#isStopped = true
    clearTimeout(this.#timer)
  }

  async #read(vault: Vault): Promise<void> {
    clearTimeout(this.#timer)
    const { mount, path } = this.#place
    const before = this.#state()
    try {
      const found = await vault.secret(mount, path)
      if (this.#isStopped || vault !== this.#vault) return
      this.#took(found, vault)
    } catch (thrown) {
      if (this.#isStopped || vault !== this.#vault) return
      this.#failed(toFailure(thrown), vault)
    }
    if (this.#state() !== before) this.#onChange()
  }

  #took(found: VaultSecret | undefined, vault: Vault): void {
    if (this.#trouble) this.#say('info', 'can be read again.')
    this.#trouble = undefined
    this.#wait = firstWait
    this.#values = found?.values ?? {}
    const lease = found?.lease ?? Number.POSITIVE_INFINITY
    this.#again(Math.min(vault.secretsInterval, (lease * 2) / 3), vault)
  }

  #failed(failure: Failure, vault: Vault): void {
    if (!this.#trouble) this.#say('warn', `could not be read: ${failure.message}`)
    this.#trouble = failure
    this.#again(this.#wait, vault)
    this.#wait = Math.min(longestWait, this.#wait * (1.5 + Math.random()))
  }

  /** Up to a tenth sooner, so that many do not come at once. */
  #again(wait: number, vault: Vault): void {
    const soon = Math.max(firstWait, wait) * (0.9 + Math.random() * 0.1)
    this.#timer = setTimeout(() => void this.#read(vault), soon)
    this.#timer.unref()
  }

  /** Compared, never shown. */
  #state(): string {
    return JSON.stringify([this.#values, this.#values ? null : this.#trouble?.code])
  }

  #say(level: 'info' | 'warn', words: string): void {
    const { vault, mount, path } = this.#place
    const at = { collection: 'connections', name: vault }
    this.#logger[level]({ at }, `What is at ${mount}/${path} in Vault "${vault}" ${words}`)
  }
}
