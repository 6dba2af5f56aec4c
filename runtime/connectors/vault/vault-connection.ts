/**
 * A Vault connection, open: what services hold, what guards and secrets ask, and how it is doing. Opening needs no Vault:
 * its own token is looked at in the background, again and again until it works.
 */
import type { Exchange } from '../../message/exchange.ts'
import type { Message } from '../../message/message.ts'
import type {
  Vault,
  VaultCallers,
  VaultLogin,
  VaultSecret,
  VaultToken,
} from '../../message/vault.ts'
import { Failure, toFailure } from '../../model/failure.ts'
import type { Place } from '../../model/place.ts'
import type { Condition, Outgoing, Spec, Surroundings } from '../connector.ts'
import { Api } from './api.ts'
import { capabilitiesOf, logIn, lookUp } from './identity.ts'
import { KeyValue } from './kv.ts'
import { OwnToken } from './own-token.ts'
import { trimmed } from './paths.ts'
import { sendVault } from './send.ts'
import { settingsOf, type VaultSettings } from './settings.ts'
import { BoundVaultClient } from './vault-client.ts'

export function openVault(spec: Spec, surroundings: Surroundings): Outgoing & { vault: Vault } {
  return new VaultConnection(settingsOf(spec), surroundings)
}

export class VaultConnection implements Outgoing, Vault {
  readonly at: Place
  readonly api: Api
  readonly kv: KeyValue
  revokes = 0
  readonly #ownToken: OwnToken | undefined
  #reason: Failure | undefined
  #isClosed = false

  constructor(
    readonly settings: VaultSettings,
    private readonly surroundings: Surroundings,
  ) {
    this.at = { collection: 'connections', name: settings.name }
    if ((settings.tls.certificate === '') !== (settings.tls.key === '')) {
      const words = `Vault "${settings.name}": a client certificate needs its key, and a key its certificate. Set both, or neither.`
      throw new Failure('OUTGOING_INCOMPLETE', words, { at: { ...this.at, field: 'clientKey' } })
    }
    this.api = new Api(settings)
    this.kv = new KeyValue(this.api, settings)
    if (settings.token === '' || surroundings.isOffline) return
    this.#ownToken = new OwnToken(this.api, settings, (failure) => this.#found(failure))
    this.#ownToken.start()
  }

  get vault(): Vault {
    return this
  }

  get name(): string {
    return this.settings.name
  }

  get callers(): VaultCallers {
    return this.settings.callers
  }

  get secretsInterval(): number {
    return this.settings.secretsInterval
  }

  login(login: VaultLogin): Promise<VaultToken> {
    return logIn(this, login)
  }

  lookup(token: string): Promise<VaultToken> {
    return lookUp(this, token)
  }

  capabilities(token: string, path: string): Promise<readonly string[]> {
    return capabilitiesOf(this, token, path)
  }

  async secret(mount: string, path: string): Promise<VaultSecret | undefined> {
    const found = await this.kv.read(`${trimmed(mount)}/${trimmed(path)}`, 0)
    if (!found) return undefined
    return { values: found.values, lease: found.lease > 0 ? found.lease * 1000 : undefined }
  }

  client(exchange: Exchange): BoundVaultClient {
    if (this.#isClosed) {
      throw new Failure('OUTGOING_OFF', `Vault "${this.name}" is closed.`, { at: this.at })
    }
    return new BoundVaultClient(this, exchange)
  }

  async send(
    message: Message,
    call: Readonly<Record<string, unknown>>,
    exchange: Exchange,
  ): Promise<Message> {
    return sendVault(message, call, this.client(exchange))
  }

  /** Values that were read are secrets wherever they turn up. */
  conceal(values: Readonly<Record<string, unknown>>): void {
    this.surroundings.conceal?.(textsIn(values))
  }

  async ping(signal: AbortSignal): Promise<{ took: number; detail: string }> {
    const began = performance.now()
    try {
      const detail = await this.#ping(signal)
      this.#found(undefined)
      return { took: performance.now() - began, detail }
    } catch (thrown) {
      const failure = toFailure(thrown)
      if (!signal.aborted) this.#found(failure)
      throw failure
    }
  }

  async #ping(signal: AbortSignal): Promise<string> {
    const { url, name } = this.settings
    const path = 'sys/health?standbyok=true&perfstandbyok=true'
    const label = 'sys/health'
    const ask = { method: 'GET', path, token: '', label, signal, isGlobal: true } as const
    const { body, status } = await this.api.tell({ ...ask, isRepeatable: true })
    const health = (body ?? {}) as { sealed?: boolean; initialized?: boolean; version?: string }
    const blocked = (words: string) =>
      new Failure('OUTGOING_BLOCKED', `Vault "${name}" at ${url} ${words}`, { at: this.at })
    if (health.initialized === false) throw blocked('is not initialised.')
    if (health.sealed === true) throw blocked('is sealed. Somebody has to unseal it.')
    if (status !== 200) throw blocked(`answered sys/health with ${status}.`)
    const found = `${url} is Vault ${health.version ?? ''}, unsealed`
    if (!this.#ownToken) return `${found}; the connection has no token of its own.`
    const { ttl, policies } = await this.#ownToken.look(signal)
    const lives = ttl > 0 ? `${ttl} s left` : 'without end'
    return `${found}; our token has the policies ${policies.join(', ')}, ${lives}.`
  }

  condition(): Condition {
    const condition: Condition = {
      state: this.#isClosed ? 'draining' : this.#reason ? 'failing' : 'ready',
      address: this.settings.url,
      figures: this.api.figures,
    }
    if (this.#reason) condition.reason = this.#reason.toData()
    const nextTry = this.#ownToken?.nextTry
    if (this.#reason && nextTry !== undefined) condition.nextTry = nextTry
    return condition
  }

  async close(signal: AbortSignal): Promise<void> {
    this.#isClosed = true
    this.#ownToken?.stop()
    await this.api.close(signal)
  }

  #found(failure: Failure | undefined): void {
    const isNews = this.#reason?.message !== failure?.message
    this.#reason = failure
    if (isNews && !this.#isClosed) this.surroundings.onCondition(this.name, this.condition())
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsIn)
}
