/** The other side of one REST connection: a pool of sockets to it, and single attempts over them. */
import type { Pool } from 'undici'
import { Failure } from '../../../model/failure.ts'
import { decode, isKnownEncoding } from '../read-request.ts'
import { Answer } from './answer.ts'
import { closed, timedOut, toPeerFailure } from './peer-failure.ts'
import type { RestSettings } from './settings.ts'

export interface Attempt {
  method: string
  /** With the base path and the query. */
  path: string
  headers: Record<string, string>
  body: Buffer | undefined
  /** Milliseconds. */
  timeout: number
  /** Those of the exchange and of the call itself. */
  signals: readonly AbortSignal[]
  label: string
}

export class Peer {
  readonly #settings: RestSettings
  #pool: Promise<Pool> | undefined
  #opened: Pool | undefined
  #isClosed = false

  constructor(settings: RestSettings) {
    this.#settings = settings
  }

  get figures(): Record<string, number> {
    const stats = this.#opened?.stats
    return { pooled: stats?.connected ?? 0, busy: stats?.running ?? 0, waiting: stats?.queued ?? 0 }
  }

  /** @throws Failure when no answer came. */
  async ask(attempt: Attempt): Promise<Answer> {
    const { label, timeout, signals } = attempt
    const settings = this.#settings
    if (this.#isClosed) throw closed(label, settings)
    const stop = new AbortController()
    const timer = setTimeout(() => stop.abort(timedOut(label, settings, timeout)), timeout)
    const abort = (event: Event) => stop.abort((event.target as AbortSignal).reason)
    for (const signal of signals) {
      if (signal.aborted) stop.abort(signal.reason)
      signal.addEventListener('abort', abort, { once: true })
    }
    try {
      return await this.#exchange(attempt, stop.signal)
    } catch (error) {
      throw stop.signal.aborted
        ? whyStopped(stop.signal, label)
        : toPeerFailure(error, label, settings)
    } finally {
      clearTimeout(timer)
      for (const signal of signals) signal.removeEventListener('abort', abort)
    }
  }

  /** Finishes what is under way until the signal aborts. */
  async close(signal: AbortSignal): Promise<void> {
    this.#isClosed = true
    const pool = await this.#pool
    if (!pool) return
    const now = () =>
      void pool.destroy(new Failure('RUNTIME_STOPPING', 'The connection is being closed.'))
    if (signal.aborted) now()
    signal.addEventListener('abort', now, { once: true })
    await pool.close().catch(() => undefined)
    signal.removeEventListener('abort', now)
  }

  async #exchange(attempt: Attempt, signal: AbortSignal): Promise<Answer> {
    const { name, maxSize } = this.#settings
    const { method, path, headers, body, label } = attempt
    this.#pool ??= this.#open()
    const pool = this.#opened ?? (await this.#pool)
    const response = await pool.request({ method, path, headers, body: body ?? null, signal })
    const arrived = Buffer.from(await response.body.arrayBuffer())
    const answered = joined(response.headers)
    const encoding = answered['content-encoding']?.trim().toLowerCase()
    if (!encoding || arrived.length === 0 || !isKnownEncoding(encoding)) {
      return new Answer(name, label, response.statusCode, answered, arrived)
    }
    const raw = await decode(arrived, encoding, maxSize).catch((error: Error) => {
      throw new Failure(
        'OUTGOING_UNREADABLE',
        `The answer to ${label} of "${name}": ${error.message}`,
        {
          at: { collection: 'connections', name },
          cause: error,
        },
      )
    })
    // They told of the bytes on the wire.
    const { 'content-encoding': _, 'content-length': __, ...others } = answered
    return new Answer(name, label, response.statusCode, others, raw)
  }

  /**
   * undici and the trusted certificates are loaded with the first call: they would be half of the runtime's start.
   * Bundled, undici has its default export only.
   */
  async #open(): Promise<Pool> {
    const [{ default: undici }, { rootCertificates }] = await Promise.all([
      import('undici'),
      import('node:tls'),
    ])
    const { origin, poolSize, maxSize, tls, timeout, signer } = this.#settings
    this.#opened = new undici.Pool(origin, {
      connections: poolSize,
      maxResponseSize: maxSize,
      // One clock decides, the attempt's own.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: {
        timeout,
        rejectUnauthorized: tls.verify,
        ...(signer?.certificate
          ? { cert: signer.certificate.certificate, key: signer.certificate.key }
          : {}),
        ...(tls.ca === undefined ? {} : { ca: [...rootCertificates, tls.ca] }),
      },
    })
    return this.#opened
  }
}

/** As a Failure, whoever stopped it. */
export function whyStopped({ reason }: AbortSignal, label: string): unknown {
  if (reason instanceof Failure) return reason
  return new Failure('CALLER_GONE', `${label} was given up: ${String(reason?.message ?? reason)}`, {
    cause: reason,
  })
}

function joined(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const result: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) result[name] = Array.isArray(value) ? value.join(', ') : value
  }
  return result
}
