/**
 * How a request to Vault goes over the wire: what node-vault is given in the place of its own way. Its own makes a new
 * connection, and a new TLS handshake, for each request; cannot be aborted; goes wherever HTTP_PROXY says; reads answers of
 * any size; and hides all headers, so that nobody can tell how long to wait after a 429. This one keeps connections, shows
 * the client certificate, follows a standby's 307 with method, body and token, and ends in time.
 */
import type { Agent } from 'undici'
import type { VaultSettings } from './settings.ts'

/** What node-vault hands over; `signal` comes from our own calls through it. */
export interface Sent {
  method: string
  uri: string
  headers?: Record<string, string>
  json?: unknown
  signal?: AbortSignal
}

export interface Answer {
  status: number
  /** undefined: there was none, or it is not JSON. */
  body: unknown
  /** Lower-case names. */
  headers: Readonly<Record<string, string>>
}

// The largest secret that Vault stores is 1 MiB; lists can be longer.
const largest = 32 * 1024 * 1024
// A standby leads to the leader; a chain of more is a ring.
const mostHops = 3

export class Transport {
  readonly #settings: VaultSettings
  #agent: Promise<Agent> | undefined
  #opened: Agent | undefined

  constructor(settings: VaultSettings) {
    this.#settings = settings
  }

  get figures(): Record<string, number> {
    const stats = Object.values(this.#opened?.stats ?? {})
    const sum = (name: 'connected' | 'running') =>
      stats.reduce((total, one) => total + Number(one?.[name] ?? 0), 0)
    return { pooled: sum('connected'), busy: sum('running') }
  }

  async send({ method, uri, headers = {}, json, signal }: Sent): Promise<Answer> {
    this.#agent ??= this.#open()
    const agent = this.#opened ?? (await this.#agent)
    const body = json === undefined ? null : JSON.stringify(json)
    const type = body === null ? {} : { 'content-type': 'application/json' }
    let url = new URL(uri)
    for (let hop = 0; ; hop++) {
      const response = await agent.request({
        origin: url.origin,
        path: url.pathname + url.search,
        method: method as 'GET',
        headers: { accept: 'application/json', ...type, ...headers },
        body,
        ...(signal ? { signal } : {}),
      })
      const text = await response.body.text()
      const told = joined(response.headers)
      const next = response.statusCode === 307 ? nextOf(told.location, url) : undefined
      if (!next) return { status: response.statusCode, body: parsed(text), headers: told }
      if (hop === mostHops) throw new Error(`${url.host} redirects again and again`)
      url = next
    }
  }

  async close(signal: AbortSignal): Promise<void> {
    const agent = await this.#agent
    if (!agent) return
    const now = () => void agent.destroy(new Error('The connection is being closed.'))
    if (signal.aborted) now()
    signal.addEventListener('abort', now, { once: true })
    await agent.close().catch(() => undefined)
    signal.removeEventListener('abort', now)
  }

  /** Loaded with the first request. Bundled, undici has its default export only. */
  async #open(): Promise<Agent> {
    const [{ default: undici }, { rootCertificates }] = await Promise.all([
      import('undici'),
      import('node:tls'),
    ])
    const { timeout, tls } = this.#settings
    this.#opened = new undici.Agent({
      connections: 20,
      maxResponseSize: largest,
      // One clock decides, the request's own.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: {
        timeout,
        rejectUnauthorized: tls.verify,
        ...(tls.ca === '' ? {} : { ca: [...rootCertificates, tls.ca] }),
        ...(tls.certificate === '' ? {} : { cert: tls.certificate, key: tls.key }),
      },
    })
    return this.#opened
  }
}

/** Never from TLS to none: the token goes along. */
function nextOf(location: string | undefined, from: URL): URL | undefined {
  if (location === undefined || !URL.canParse(location, from.href)) return undefined
  const next = new URL(location, from)
  const isWorse = from.protocol === 'https:' && next.protocol !== 'https:'
  if (isWorse || !/^https?:$/.test(next.protocol)) {
    throw new Error(`${from.host} redirects to ${next.origin}, which is not followed`)
  }
  return next
}

function joined(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const result: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) result[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return result
}

function parsed(text: string): unknown {
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
