/** Key and value of version 1 and 2, by one kind of path: which of the two a mount is, Vault is asked once. */
import { Failure } from '../../model/failure.ts'
import type { Api, Ask } from './api.ts'
import { refusalOf, wordsOf } from './failures.ts'
import { encodePath, trimmed } from './paths.ts'
import type { VaultSettings } from './settings.ts'
import type { Answer } from './transport.ts'

export interface Mounted {
  /** Without slashes around it. */
  mount: string
  version: 1 | 2
  /** Below the mount; empty: the mount itself. */
  rest: string
}

export interface Found {
  values: Record<string, unknown>
  /** Seconds, as Vault says; 0: nothing. */
  lease: number
  version: number | undefined
}

type Values = Record<string, unknown>

// A mount that is made anew as another version is seen after this at the latest.
const mountsKept = 5 * 60_000

export class KeyValue {
  readonly #api: Api
  readonly #settings: VaultSettings
  readonly #mounts = new Map<string, { version: 1 | 2; until: number }>()
  readonly #asking = new Map<string, Promise<Mounted>>()

  constructor(api: Api, settings: VaultSettings) {
    this.#api = api
    this.#settings = settings
  }

  /** undefined: nothing is there, or that version is deleted. @param number 0: the newest. */
  async read(path: string, number: number, signal?: AbortSignal): Promise<Found | undefined> {
    const at = await this.at(path, signal)
    return this.readAt(at, number, signal)
  }

  async readAt(at: Mounted, number = 0, signal?: AbortSignal): Promise<Found | undefined> {
    const query = at.version === 2 && number > 0 ? `?version=${number}` : ''
    const path = pathOf(at, 'data') + query
    const answer = await this.#tell({ method: 'GET', path, label: labelOf('reading', at) }, signal)
    if (answer.status === 404) {
      if (/versioned K\/V/.test(wordsOf(answer.body))) this.#mounts.delete(at.mount)
      return undefined
    }
    const { data, lease_duration: lease } = this.#read(answer, labelOf('reading', at))
    if (at.version === 1) return { values: data, lease: Number(lease ?? 0), version: undefined }
    const { data: values, metadata } = data as { data?: Values | null; metadata?: Values }
    if (!values) return undefined
    return { values, lease: 0, version: Number(metadata?.version) }
  }

  /** @returns The version written; undefined: the mount has none. */
  async write(
    path: string,
    values: object,
    cas: number | undefined,
    signal?: AbortSignal,
  ): Promise<number | undefined> {
    const at = await this.at(path, signal)
    if (at.version === 1 && cas !== undefined) {
      throw this.#failure(`"${at.mount}" keeps no versions, so none can be compared.`)
    }
    const options = cas === undefined ? {} : { options: { cas } }
    const body = at.version === 1 ? values : { data: values, ...options }
    const label = labelOf('writing', at)
    const answer = await this.#tell(
      { method: 'POST', path: pathOf(at, 'data'), body, label },
      signal,
    )
    if (answer.status === 204) return undefined
    const { data } = this.#read(answer, label)
    return at.version === 1 ? undefined : Number(data.version)
  }

  /** Names below it; those that end in a slash have more below them. Empty when nothing is there. */
  async list(path: string, signal?: AbortSignal): Promise<string[]> {
    const at = await this.at(path, signal)
    const label = labelOf('listing', at)
    const under = `${pathOf(at, 'metadata').replace(/\/$/, '')}/`
    const answer = await this.#tell({ method: 'LIST', path: under, label }, signal)
    if (answer.status === 404) return []
    const { keys } = this.#read(answer, label).data
    return Array.isArray(keys) ? keys.map(String) : []
  }

  async delete(
    path: string,
    { versions = [], destroy = false, all = false }: Deletion,
    signal?: AbortSignal,
  ): Promise<void> {
    const at = await this.at(path, signal)
    if (at.version === 1 && (versions.length > 0 || destroy)) {
      throw this.#failure(`"${at.mount}" keeps no versions, so none can be deleted by itself.`)
    }
    const label = labelOf('deleting', at)
    if (versions.length === 0) {
      const part = all || destroy ? 'metadata' : 'data'
      await this.#tell({ method: 'DELETE', path: pathOf(at, part), label }, signal)
      return
    }
    const path_ = pathOf(at, destroy ? 'destroy' : 'delete')
    await this.#tell({ method: 'POST', path: path_, body: { versions }, label }, signal)
  }

  /** @throws Failure OUTGOING_REFUSED when there is no such mount, or nothing of it may be seen. */
  async at(path: string, signal?: AbortSignal): Promise<Mounted> {
    const whole = trimmed(path)
    const known = this.#known(whole)
    if (known) return known
    // The caller that gives up must not take the others along.
    const asked = this.#asking.get(whole) ?? this.#find(whole)
    this.#asking.set(whole, asked)
    return signal ? orAborted(asked, signal) : asked
  }

  #known(path: string): Mounted | undefined {
    const now = performance.now()
    let best: string | undefined
    for (const [mount, { until }] of this.#mounts) {
      if (until < now) this.#mounts.delete(mount)
      else if (`${path}/`.startsWith(`${mount}/`) && mount.length > (best?.length ?? 0))
        best = mount
    }
    const found = best === undefined ? undefined : this.#mounts.get(best)
    return best !== undefined && found ? mounted(best, found.version, path) : undefined
  }

  async #find(path: string): Promise<Mounted> {
    try {
      const label = `finding the mount of ${path}`
      const answer = await this.#tell(
        { method: 'GET', path: `sys/internal/ui/mounts/${encodePath(path)}`, label },
        undefined,
      )
      const { data } = this.#read(answer, label)
      const mount = trimmed(String(data.path ?? ''))
      const { version } = (data.options ?? {}) as { version?: unknown }
      if (mount === '' || !/^(kv|generic|cubbyhole)$/.test(String(data.type))) {
        throw this.#failure(
          `"${path}" is no place of keys and values, but of ${String(data.type)}.`,
        )
      }
      const kept = {
        version: version === '2' ? 2 : 1,
        until: performance.now() + mountsKept,
      } as const
      this.#mounts.set(mount, kept)
      return mounted(mount, kept.version, path)
    } finally {
      this.#asking.delete(path)
    }
  }

  /** A success, or a 404. */
  async #tell(ask: Omit<Ask, 'token'>, signal: AbortSignal | undefined): Promise<Answer> {
    const { name, token } = this.#settings
    if (token === '') {
      throw new Failure(
        'OUTGOING_INCOMPLETE',
        `Vault "${name}" has no token to ${ask.label} with.`,
        {
          at: { collection: 'connections', name, field: 'token' },
        },
      )
    }
    const isRepeatable = ask.method !== 'POST'
    const answer = await this.#api.tell({
      ...ask,
      token,
      isRepeatable,
      ...(signal ? { signal } : {}),
    })
    const refusal =
      answer.status === 404
        ? undefined
        : refusalOf(answer, { settings: this.#settings, label: ask.label })
    if (refusal) throw refusal
    return answer
  }

  #read({ body, status }: Answer, label: string): { data: Values; lease_duration?: unknown } {
    const { data } = (body ?? {}) as { data?: unknown }
    if (status === 200 && typeof data === 'object' && data !== null) return body as { data: Values }
    const words = `Vault "${this.#settings.name}", ${label}: it answered ${status} with no data. Is it a Vault?`
    throw new Failure('OUTGOING_UNREADABLE', words)
  }

  #failure(words: string): Failure {
    const { name } = this.#settings
    return new Failure('OUTGOING_REFUSED', `Vault "${name}": ${words}`, {
      at: { collection: 'connections', name },
    })
  }
}

export interface Deletion {
  versions?: readonly number[]
  destroy?: boolean
  all?: boolean
}

function mounted(mount: string, version: 1 | 2, path: string): Mounted {
  return { mount, version, rest: path.slice(mount.length + 1) }
}

/** Encoded. Of version 1 there are no parts. */
function pathOf({ mount, version, rest }: Mounted, part: string): string {
  const segments = [encodePath(mount), ...(version === 2 ? [part] : [])]
  return rest === '' ? `${segments.join('/')}/` : [...segments, encodePath(rest)].join('/')
}

function labelOf(doing: string, { mount, rest }: Mounted): string {
  return `${doing} ${rest === '' ? mount : `${mount}/${rest}`}`
}

function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(signal.reason)
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
