/**
 * An FTP connection, open: its pool, how it is doing, and how it comes back by itself. Opening needs no server: the first
 * call logs in. After a failure to connect it goes on trying in the background, so that its state tells the truth.
 */
import type { Logger } from 'pino'
import type { Exchange } from '../../message/exchange.ts'
import type { Message } from '../../message/message.ts'
import { Failure, toFailure } from '../../model/failure.ts'
import type { Place } from '../../model/place.ts'
import type { Condition, Outgoing, Spec, Surroundings } from '../connector.ts'
import { BoundFtpClient } from './ftp-client.ts'
import { Pool } from './pool.ts'
import { pause } from './retry.ts'
import { sendFtp } from './send.ts'
import { Session } from './session.ts'
import { addressOf, type FtpSettings, settingsOf } from './settings.ts'

const firstProbe = 1000
const lastProbe = 60_000

export function openFtp(spec: Spec, surroundings: Surroundings): Outgoing {
  return new FtpConnection(settingsOf(spec), surroundings)
}

export class FtpConnection implements Outgoing {
  readonly pool: Pool
  readonly at: Place
  readonly logger: Logger
  #reason: Failure | undefined
  #nextTry: number | undefined
  #probe: NodeJS.Timeout | undefined
  #wait = firstProbe
  readonly #closing = new AbortController()

  constructor(
    readonly settings: FtpSettings,
    private readonly surroundings: Surroundings,
  ) {
    this.at = { collection: 'connections', name: settings.name }
    this.logger = surroundings.logger
    this.pool = new Pool(settings, {
      opened: () => this.#recovered(),
      failed: (failure) => this.#failed(failure),
    })
  }

  /** What an exchange was handed goes on working after `close`, without the pool, so that a change fails no request. */
  client(exchange: Exchange): BoundFtpClient {
    if (this.#closing.signal.aborted) {
      throw new Failure('OUTGOING_OFF', `FTP connection "${this.settings.name}" is closed.`)
    }
    return new BoundFtpClient(this, exchange)
  }

  async send(
    message: Message,
    call: Readonly<Record<string, unknown>>,
    exchange: Exchange,
  ): Promise<Message> {
    return sendFtp(message, call, this.client(exchange))
  }

  /** With a login of its own, so that it tells of the settings and not of the pool. */
  async ping(signal: AbortSignal): Promise<{ took: number; detail: string }> {
    const began = performance.now()
    const session = new Session(this.settings)
    try {
      const greeting = await session.open(signal)
      await session.run(signal, 'NOOP', (client) => client.send('NOOP'))
      this.#recovered()
      const { user, security } = this.settings
      const how = security === 'none' ? '' : ' over TLS'
      return {
        took: performance.now() - began,
        detail: `${addressOf(this.settings)} let "${user}" in${how}, directory ${session.home}: ${greeting}`,
      }
    } catch (thrown) {
      const failure = toFailure(thrown)
      if (!signal.aborted) this.#failed(failure)
      throw failure
    } finally {
      session.end()
    }
  }

  condition(): Condition {
    const condition: Condition = {
      state: this.#closing.signal.aborted ? 'draining' : this.#reason ? 'failing' : 'ready',
      address: addressOf(this.settings),
      figures: this.pool.figures,
    }
    if (this.#reason) condition.reason = this.#reason.toData()
    if (this.#nextTry !== undefined) condition.nextTry = this.#nextTry
    return condition
  }

  async close(signal: AbortSignal): Promise<void> {
    this.#closing.abort()
    clearTimeout(this.#probe)
    await this.pool.close(signal)
  }

  /** Removes what an upload may have left, in the session it went well with. */
  async tidy(leftovers: Set<string>, session: Session): Promise<void> {
    if (leftovers.size === 0) return
    await sweep(leftovers, session, AbortSignal.timeout(this.settings.connectTimeout)).catch(
      (failure) => this.#untidy(failure, leftovers),
    )
  }

  /** The same, after the exchange, when the session is gone. */
  tidyLater(leftovers: Set<string>): void {
    if (leftovers.size === 0) return
    this.pool.inBackground(async () => {
      const signal = AbortSignal.timeout(3 * this.settings.connectTimeout)
      try {
        // The server may yet be storing what was cut off; then the name cannot be removed, or comes into being later.
        for (const wait of [0, 1000, 2000]) {
          // At the end there is no time for a second look.
          if (wait > 0) await pause(wait, AbortSignal.any([signal, this.#closing.signal]))
          await this.pool.use(signal, (session) => sweep(leftovers, session, signal))
          if (leftovers.size === 0) return
        }
      } catch (failure) {
        this.#untidy(failure, leftovers)
      }
    })
  }

  #untidy(failure: unknown, leftovers: ReadonlySet<string>): void {
    const { name } = this.settings
    this.logger.warn(
      { connection: name, leftovers: [...leftovers], reason: toFailure(failure).message },
      `FTP connection "${name}" could not remove temporary files`,
    )
  }

  #failed(failure: Failure): void {
    // The server is there and busy; and a login refused again and again may lock the account.
    if (failure.code === 'OUTGOING_BUSY') return
    this.#reason = failure
    clearTimeout(this.#probe)
    this.#probe = undefined
    this.#nextTry = undefined
    if (!this.#closing.signal.aborted && failure.retryable) {
      this.#nextTry = Date.now() + this.#wait
      this.#probe = setTimeout(() => void this.#tryAgain(), this.#wait)
      this.#probe.unref()
      // A random share, so that many connections do not come back at once.
      this.#wait = Math.min(this.#wait * (1.5 + Math.random()), lastProbe)
    }
    this.#tell()
  }

  #recovered(): void {
    this.#wait = firstProbe
    clearTimeout(this.#probe)
    this.#probe = undefined
    this.#nextTry = undefined
    if (!this.#reason) return
    this.#reason = undefined
    this.#tell()
  }

  /** A session that opens stays in the pool; `opened` and `failed` say the rest. */
  async #tryAgain(): Promise<void> {
    const signal = AbortSignal.timeout(this.settings.connectTimeout + 1000)
    await this.pool
      .use(signal, async () => undefined)
      .catch((failure) =>
        this.logger.debug({ connection: this.settings.name }, toFailure(failure).message),
      )
  }

  #tell(): void {
    if (!this.#closing.signal.aborted)
      this.surroundings.onCondition(this.settings.name, this.condition())
  }
}

async function sweep(leftovers: Set<string>, session: Session, signal: AbortSignal): Promise<void> {
  for (const path of leftovers) {
    const { code } = await session.run(signal, `removal of ${path}`, (client) =>
      client.sendIgnoringError(`DELE ${path}`),
    )
    if (code < 300) leftovers.delete(path)
  }
}
