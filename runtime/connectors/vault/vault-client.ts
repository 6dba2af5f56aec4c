/** What a service's code holds, and what a node on a flow is carried out by: one connection, bound to one exchange. */
import { setMaxListeners } from 'node:events'
import type { Exchange } from '../../message/exchange.ts'
import { Message } from '../../message/message.ts'
import { pingedInstead, standInValue } from '../../message/stand-ins.ts'
import { Failure } from '../../model/failure.ts'
import type {
  VaultAnswer,
  VaultClient,
  VaultDeletion,
  VaultRequest,
} from '../../services/clients.ts'
import type { Found } from './kv.ts'
import { encodePath } from './paths.ts'
import type { VaultConnection } from './vault-connection.ts'

const mask = '********'

export class BoundVaultClient implements VaultClient {
  readonly #connection: VaultConnection
  readonly #exchange: Exchange

  constructor(connection: VaultConnection, exchange: Exchange) {
    this.#connection = connection
    this.#exchange = exchange
  }

  get name(): string {
    return this.#connection.name
  }

  async read<T = Record<string, unknown>>(
    path: string,
    { version = 0 }: { version?: number } = {},
  ): Promise<T | undefined> {
    const found = await this.#step(
      `read ${path}`,
      async (signal) => {
        const found = await this.#connection.kv.read(path, version, signal)
        // Before anything of it can be shown.
        if (found) this.#connection.conceal(found.values)
        return found
      },
      foundIn,
      (found) => (found ? shown(found.values) : undefined),
    )
    return found?.values as T | undefined
  }

  async write(
    path: string,
    values: Readonly<Record<string, unknown>>,
    { cas }: { cas?: number } = {},
  ): Promise<{ version?: number }> {
    this.#connection.conceal(values)
    const version = await this.#step(
      `write ${path}`,
      (signal) => this.#connection.kv.write(path, values, cas, signal),
      (answer) => standInValue(answer, 'the number of a version', isNumber),
      undefined,
      shown(values),
    )
    return version === undefined ? {} : { version }
  }

  list(path: string): Promise<string[]> {
    return this.#step(
      `list ${path}`,
      (signal) => this.#connection.kv.list(path, signal),
      (answer) => standInValue(answer, 'a list of names', isTexts) ?? [],
      (names) => asJson(names),
    )
  }

  delete(path: string, options: VaultDeletion = {}): Promise<void> {
    return this.#step(
      `delete ${path}`,
      (signal) => this.#connection.kv.delete(path, options, signal),
      () => undefined,
    )
  }

  raw<T = unknown>(request: VaultRequest): Promise<VaultAnswer<T>> {
    const { method = 'GET', path, query = {}, payload, headers, token } = request
    const reach = async (signal: AbortSignal): Promise<VaultAnswer<T>> => {
      const connection = this.#connection
      const asked = new URLSearchParams(query).toString()
      const isList = method === 'LIST'
      const where = encodePath(path.replace(/\/$/, '')) + (isList ? '/' : '')
      if (isRevoke(method, path)) connection.revokes++
      const answer = await connection.api.ask({
        method: method === 'PUT' ? 'POST' : method,
        path: asked === '' ? where : `${where}?${asked}`,
        token: token ?? connection.settings.token,
        label: `${method} ${path}`,
        signal,
        ...(payload ? { body: payload } : {}),
        ...(headers || method === 'PATCH'
          ? { headers: { ...(method === 'PATCH' ? patch : {}), ...headers } }
          : {}),
      })
      // What was asked of it between the two may have been answered by either.
      if (isRevoke(method, path)) connection.revokes++
      connection.conceal(secretsIn(path, answer.body))
      return { status: answer.status, payload: answer.body as T, headers: answer.headers }
    }
    return this.#step(`${method} ${path}`, reach, (answer) => ({
      status: Number(answer.properties.status ?? 200),
      payload: standInValue(answer, 'anything', isAnything) as T,
      headers: answer.headers,
    }))
  }

  ping(): Promise<{ took: number; detail: string }> {
    return this.#step('ping', (signal) => this.#connection.ping(signal), pingedInstead)
  }

  #step<T>(
    label: string,
    work: (signal: AbortSignal) => Promise<T>,
    recorded: (answer: Message) => T,
    answered?: (result: T) => Message | undefined,
    sent?: Message,
  ): Promise<T> {
    const { at } = this.#connection
    const { signal } = this.#exchange
    // A service may begin many calls at once, and each listens.
    setMaxListeners(0, signal)
    return this.#exchange.step(
      { at, label, recorded, ...(sent ? { sent } : {}) },
      () => (signal.aborted ? Promise.reject(signal.reason) : work(signal)),
      answered,
    )
  }
}

/** With no body nothing stands there. */
function foundIn(answer: Message): Found | undefined {
  const values = standInValue(answer, 'an object of names and values', isValues)
  return values && { values: { ...values }, lease: 0, version: undefined }
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number'
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string')
}

function isAnything(_value: unknown): _value is unknown {
  return true
}

const patch = { 'Content-Type': 'application/merge-patch+json' }

/** Tokens, leases, users, policies and whole methods go this way; what was known of any caller may be wrong afterwards. */
function isRevoke(method: string, path: string): boolean {
  if (method === 'GET' || method === 'LIST') return false
  if (/revoke|tidy/.test(path)) return true
  if (/^\/?auth\/[^?]*\b(?:login|lookup|lookup-self|create|renew|renew-self)\b/.test(path))
    return false
  return /^\/?(?:auth|identity|sys\/(?:auth|policies|policy|seal))\b/.test(path)
}

/** What in any answer is secret: tokens always, and all data but what Vault tells of itself. */
function secretsIn(path: string, body: unknown): Record<string, unknown> {
  const { data, auth, wrap_info: wrapped } = (body ?? {}) as Record<string, Values | null>
  const isOfVault = /^\/?(?:sys|auth|identity)\//.test(path)
  const tokens = [auth?.client_token, wrapped?.token, data?.id, data?.secret_id]
  return { tokens, ...(isOfVault ? {} : { data }) }
}

type Values = Readonly<Record<string, unknown>>

/** The names, never the values. */
function shown(values: Readonly<Record<string, unknown>>): Message {
  return asJson(Object.fromEntries(Object.keys(values).map((name) => [name, mask])))
}

function asJson(payload: unknown): Message {
  return new Message({ payload, format: 'json', contentType: 'application/json' })
}

/** @throws Failure BAD_REQUEST unless it is an object. */
export function valuesOf(payload: unknown): Record<string, unknown> {
  const isObject =
    typeof payload === 'object' &&
    payload !== null &&
    !Array.isArray(payload) &&
    !(payload instanceof Uint8Array)
  if (isObject) return payload as Record<string, unknown>
  const words = 'What is written to Vault must be an object: names and their values.'
  throw new Failure('BAD_REQUEST', words)
}
