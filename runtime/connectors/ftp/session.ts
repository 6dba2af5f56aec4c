/**
 * One login on the server: a control connection, passive mode, one command at a time. Every command goes through `run`,
 * which is where an abort ends it and where what went wrong becomes a failure. A session that has failed in any way but
 * the server's saying no is dead and never used again.
 */
import { rootCertificates, type SecureContextOptions } from 'node:tls'
import { Client } from 'basic-ftp'
import { Failure } from '../../model/failure.ts'
import { type Stage, TimedOut, toFtpFailure } from './failures.ts'
import { connectPassively } from './passive.ts'
import type { FtpSettings } from './settings.ts'

// The system's own first probe comes after two hours, when any firewall has long forgotten the connection.
const keepAliveDelay = 15_000

export class Session {
  /** The directory the server put the user in. */
  home = '/'
  /** When it was last given back, on the monotonic clock. */
  idleSince = 0
  readonly #client: Client
  readonly #settings: FtpSettings

  constructor(settings: FtpSettings) {
    this.#settings = settings
    this.#client = new Client(settings.transferTimeout)
    this.#client.ftp.encoding = settings.encoding
    connectPassively(this.#client)
  }

  get isAlive(): boolean {
    return !this.#client.closed
  }

  /** Connects, secures, logs in. Resolves with the server's greeting. Afterwards `run` works. */
  async open(signal: AbortSignal): Promise<string> {
    const client = this.#client
    let stage: Stage = 'connect'
    try {
      return await this.#guard(signal, this.#settings.connectTimeout, async () => {
        const greeting = await this.#connect()
        if (this.#settings.security === 'explicit') {
          stage = 'secure'
          await client.useTLS(this.#tlsOptions())
        }
        stage = 'login'
        await client.login(this.#settings.user, this.#settings.password)
        await client.useDefaultSettings()
        if (this.#settings.encoding === 'latin1') await client.sendIgnoringError('OPTS UTF8 OFF')
        this.home = await this.#whereAmI()
        client.ftp.socket.setKeepAlive(this.#settings.keepAlive, keepAliveDelay)
        return greeting.message.replace(/^220[ -]/, '').trim()
      })
    } catch (thrown) {
      this.end()
      throw toFtpFailure(thrown, this.#settings, stage)
    }
  }

  /**
   * @param doing For the words of a failure: `upload of /in/a.bin`.
   * @throws Failure; the server's own answer is its cause.
   */
  async run<T>(
    signal: AbortSignal,
    doing: string,
    work: (client: Client) => Promise<T>,
  ): Promise<T> {
    try {
      return await this.#guard(signal, undefined, () => work(this.#client))
    } catch (thrown) {
      const failure = toFtpFailure(thrown, this.#settings, 'use', doing)
      // After 421 the server closes; what it has sent so far must not answer the next command.
      if (failure.code === 'OUTGOING_LOST' || failure.code === 'OUTGOING_LOGIN_FAILED') this.end()
      throw failure
    }
  }

  /** Calls back once when the connection goes while nobody uses it. */
  onGone(gone: () => void): void {
    const { socket } = this.#client.ftp
    // basic-ftp takes all listeners off the socket at the first of these, so any of them may be the only one heard.
    for (const event of ['end', 'close', 'error']) socket.once(event, gone)
  }

  /** Ends it at once, with what is under way. */
  end(why?: Failure): void {
    if (why) this.#client.ftp.closeWithError(why)
    this.#client.close()
  }

  #connect() {
    const { host, port, security } = this.#settings
    return security === 'implicit'
      ? this.#client.connectImplicitTLS(host, port, this.#tlsOptions())
      : this.#client.connect(host, port)
  }

  /** A new object each time: basic-ftp writes into it. */
  #tlsOptions(): SecureContextOptions & { host: string; rejectUnauthorized: boolean } {
    const { host, verifyCertificate, ca } = this.#settings
    return {
      host,
      rejectUnauthorized: verifyCertificate,
      ...(ca === undefined ? {} : { ca: [...rootCertificates, ca] }),
    }
  }

  async #whereAmI(): Promise<string> {
    const answer = await this.#client.sendIgnoringError('PWD')
    // RFC 959, appendix II: a quote within the name is doubled.
    const quoted = /"((?:[^"]|"")*)"/.exec(answer.message)?.[1]
    return quoted?.startsWith('/') ? quoted.replaceAll('""', '"') : '/'
  }

  /** An abort rejects at once, whatever the sockets do: basic-ftp leaves a broken TLS handshake pending for ever. */
  #guard<T>(signal: AbortSignal, limit: number | undefined, work: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const stop = (why: Error) => {
        this.#client.ftp.closeWithError(why)
        reject(why)
      }
      const onAbort = () => stop(whyAborted(signal))
      const timer =
        limit === undefined
          ? undefined
          : setTimeout(() => stop(new TimedOut('It took too long.')), limit)
      if (signal.aborted) return onAbort()
      signal.addEventListener('abort', onAbort, { once: true })
      work()
        .then(resolve, reject)
        .finally(() => {
          clearTimeout(timer)
          signal.removeEventListener('abort', onAbort)
        })
    })
  }
}

/** The engine aborts with a failure; a signal from elsewhere may carry anything. */
export function whyAborted(signal: AbortSignal): Failure {
  const { reason } = signal
  if (reason instanceof Failure) return reason
  return new Failure('DEADLINE_PASSED', 'There was no time left for the FTP server.', {
    cause: reason,
  })
}
