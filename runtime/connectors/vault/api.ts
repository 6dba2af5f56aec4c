/**
 * Vault's HTTP API, through node-vault. What node-vault does is to know the address, the prefix, the namespace and the verbs.
 * What it does not do, and is done here or in `transport.ts`: encode paths (its templates escape for HTML: a user named
 * o'brien breaks them, and one named ../x reaches other paths), keep one token for us while callers log in (its logins put
 * the caller's token in the place of ours), take 202 for a success, tell the status of sys/health and the headers of an
 * answer, end in time, and wait when it is told to. It also takes an address, token and namespace from the environment when it is given
 * none, and writes what is written to Vault into its debug log; neither may happen.
 */
import type { client as NodeVault } from 'node-vault'
import type { Doing } from './failures.ts'
import { mustWait, noAnswer, refusalOf, timedOut } from './failures.ts'
import type { VaultSettings } from './settings.ts'
import { type Answer, type Sent, Transport } from './transport.ts'

export interface Ask {
  method: 'GET' | 'LIST' | 'POST' | 'PATCH' | 'DELETE'
  /** Encoded, without `/v1/`, perhaps with a query. */
  path: string
  body?: object
  /** Empty: none is shown. */
  token: string
  /** For people: `reading secret/a`. */
  label: string
  /** Of the exchange. */
  signal?: AbortSignal
  /** Is asking twice the same as asking once? Then a connection that was lost is no failure the first time. */
  isRepeatable?: boolean
  headers?: Readonly<Record<string, string>>
  /** Without the namespace of the connection: what is about the whole server. */
  isGlobal?: boolean
}

// However long a server says: who raises a quota does not want to restart us.
const longestWait = 60_000

export class Api {
  readonly #settings: VaultSettings
  readonly #transport: Transport
  #client: Promise<NodeVault> | undefined
  #global: Promise<NodeVault> | undefined
  /** On the monotonic clock. */
  #quietUntil = 0

  constructor(settings: VaultSettings) {
    this.#settings = settings
    this.#transport = new Transport(settings)
  }

  get figures(): Record<string, number> {
    return this.#transport.figures
  }

  /** The answer, a success. @throws Failure. */
  async ask(ask: Ask): Promise<Answer> {
    const answer = await this.tell(ask)
    const refusal = refusalOf(answer, this.#doing(ask))
    if (refusal) throw refusal
    return answer
  }

  /** Any answer but a 429. @throws Failure when there is none. */
  async tell(ask: Ask): Promise<Answer> {
    const wait = this.#quietUntil - performance.now()
    if (wait > 0 && !ask.isGlobal) throw mustWait(wait, this.#doing(ask))
    const answer = await this.#tryTwice(ask)
    if (answer.status === 429 && !ask.isGlobal) {
      const pause = waitOf(answer)
      this.#quietUntil = performance.now() + pause
      throw mustWait(pause, this.#doing(ask))
    }
    return answer
  }

  close(signal: AbortSignal): Promise<void> {
    return this.#transport.close(signal)
  }

  /** A connection that was kept may have been closed by the other side the moment it is used. */
  async #tryTwice(ask: Ask): Promise<Answer> {
    try {
      return await this.#once(ask)
    } catch (failure) {
      const isLost = (failure as { code?: string }).code === 'OUTGOING_LOST'
      if (!isLost || !ask.isRepeatable) throw failure
      return this.#once(ask)
    }
  }

  async #once(ask: Ask): Promise<Answer> {
    const late = AbortSignal.timeout(this.#settings.timeout)
    const signal = ask.signal ? AbortSignal.any([late, ask.signal]) : late
    try {
      return await send(await this.#clientFor(ask), ask, signal)
    } catch (thrown) {
      if (ask.signal?.aborted) throw ask.signal.reason
      if (late.aborted) throw timedOut(this.#doing(ask))
      throw noAnswer(thrown, this.#doing(ask))
    }
  }

  #clientFor({ isGlobal }: Ask): Promise<NodeVault> {
    if (isGlobal) {
      this.#global ??= this.#open('')
      return this.#global
    }
    this.#client ??= this.#open(this.#settings.namespace)
    return this.#client
  }

  #doing({ label }: Ask): Doing {
    return { settings: this.#settings, label }
  }

  /** Loaded with the first request: a project without Vault does not pay for it. */
  async #open(namespace: string): Promise<NodeVault> {
    const { default: nodeVault } = await import('node-vault')
    const transport = this.#transport
    const client: NodeVault & { namespace?: string } = nodeVault({
      endpoint: this.#settings.url,
      noCustomHTTPVerbs: true,
      debug: () => undefined,
      'request-promise': { defaults: () => (sent: Sent) => transport.send(sent) },
    })
    client.token = ''
    client.namespace = namespace
    client.handleVaultResponse = (answer) => Promise.resolve(answer)
    return client
  }
}

async function send(client: NodeVault, ask: Ask, signal: AbortSignal): Promise<Answer> {
  const { method, path, body = {}, token } = ask
  const headers = { ...ask.headers, ...(token === '' ? {} : { 'X-Vault-Token': token }) }
  const options = { headers, signal }
  const answer: unknown = await (method === 'GET'
    ? client.read(path, options)
    : method === 'LIST'
      ? client.list(path, options)
      : method === 'DELETE'
        ? client.delete(path, options)
        : client.request({ ...options, method, path: `/${path}`, json: body }))
  return answer as Answer
}

/** Milliseconds. */
function waitOf({ headers }: Answer): number {
  const said = headers['retry-after'] ?? ''
  const seconds = /^\d+$/.test(said) ? Number(said) : (Date.parse(said) - Date.now()) / 1000
  return Math.min(longestWait, Math.max(1, Number.isNaN(seconds) ? 1 : seconds) * 1000)
}
