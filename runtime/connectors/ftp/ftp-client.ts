/**
 * What a service's code holds, and what a node on a flow is carried out by: one connection, bound to one exchange. Each
 * call is a step of the exchange, waits its turn in the pool, and is tried again when the connection is lost.
 */
import { setMaxListeners } from 'node:events'
import type { Exchange } from '../../message/exchange.ts'
import { Message } from '../../message/message.ts'
import { pingedInstead } from '../../message/stand-ins.ts'
import { Failure } from '../../model/failure.ts'
import type {
  FtpClient,
  FtpContent,
  FtpEntry,
  FtpUpload,
  FtpUploadOptions,
} from '../../services/clients.ts'
import type { FtpConnection } from './ftp-connection.ts'
import { entriesIn, existsIn, sizeIn, sizeOf } from './instead.ts'
import {
  downloadFrom,
  existsAt,
  isNo,
  listAt,
  makeDirAt,
  removeAt,
  sizeAt,
  toEntries,
} from './operations.ts'
import { serverPath } from './paths.ts'
import { persist } from './retry.ts'
import type { Session } from './session.ts'
import { bytesOf, isStream, Upload } from './upload.ts'

interface Call<T> {
  label: string
  sent?: Message
  /** `at` makes a server path; `isAgain` when an earlier attempt may have been carried out. */
  work(session: Session, signal: AbortSignal, isAgain: boolean): Promise<T>
  answered?(result: T): Message
  /** From the message that stands in for the answer. */
  recorded(answer: Message): T | Promise<T>
  canGoOn?(): boolean
}

export class BoundFtpClient implements FtpClient {
  readonly #connection: FtpConnection
  readonly #exchange: Exchange

  constructor(connection: FtpConnection, exchange: Exchange) {
    this.#connection = connection
    this.#exchange = exchange
  }

  get name(): string {
    return this.#connection.settings.name
  }

  async upload(
    path: string,
    content: FtpContent,
    options: FtpUploadOptions = {},
  ): Promise<FtpUpload> {
    const { existing = 'replace', makeDir = false } = options
    const size = await this.uploadUnless(path, content, existing, makeDir)
    return { path, size: size ?? 0 }
  }

  /** As `upload`; with `skip` a file that stands there is left alone and the answer is undefined. */
  async uploadUnless(
    path: string,
    content: FtpContent,
    existing: 'replace' | 'refuse' | 'skip',
    makeDir: boolean,
    sent?: Message,
  ): Promise<number | undefined> {
    const bytes = isStream(content) ? undefined : bytesOf(content)
    const { temporarySuffix } = this.#connection.settings
    let upload: Upload | undefined
    try {
      return await this.#call({
        label: `upload ${path}`,
        ...(sent ? { sent } : bytes ? { sent: new Message({ raw: bytes }) } : {}),
        work: async (session, signal) => {
          upload ??= new Upload({
            path: this.#at(path, session),
            content: bytes ?? content,
            existing,
            makeDir,
            temporarySuffix,
          })
          const size = await upload.attempt(session, signal)
          await this.#connection.tidy(upload.leftovers, session)
          return size
        },
        recorded: async () => bytes?.length ?? (await sizeOf(content)),
        canGoOn: () => upload?.canGoOn ?? true,
      })
    } finally {
      if (upload) this.#connection.tidyLater(upload.leftovers)
    }
  }

  download(path: string): Promise<Buffer> {
    return this.#call({
      label: `download ${path}`,
      work: (session, signal) => downloadFrom(session, this.#at(path, session), signal),
      answered: (raw) => new Message({ raw }),
      recorded: ({ raw }) => raw,
    })
  }

  list(path = ''): Promise<FtpEntry[]> {
    return this.#call({
      label: `list ${path || '.'}`,
      work: async (session, signal) =>
        toEntries(await listAt(session, this.#at(path, session), signal), path),
      answered: (answer) => asJson(answer),
      recorded: entriesIn,
    })
  }

  exists(path: string): Promise<boolean> {
    return this.#call({
      label: `exists ${path}`,
      work: (session, signal) => existsAt(session, this.#at(path, session), signal),
      answered: (answer) => asJson(answer),
      recorded: existsIn,
    })
  }

  size(path: string): Promise<number> {
    return this.#call({
      label: `size ${path}`,
      work: async (session, signal) => {
        const size = await sizeAt(session, this.#at(path, session), signal)
        if (size !== undefined) return size
        throw new Failure(
          'OUTGOING_REFUSED',
          `FTP connection "${this.name}" has no file ${path} to tell the size of.`,
        )
      },
      answered: (answer) => asJson(answer),
      recorded: sizeIn,
    })
  }

  rename(from: string, to: string): Promise<void> {
    let isSent = false
    return this.#call({
      label: `rename ${from} to ${to}`,
      work: async (session, signal) => {
        const [source, target] = [this.#at(from, session), this.#at(to, session)]
        const wasSent = isSent
        try {
          await session.run(signal, `renaming ${source} to ${target}`, async (client) => {
            await client.send(`RNFR ${source}`)
            isSent = true
            await client.send(`RNTO ${target}`)
          })
        } catch (failure) {
          // Lost the first time, but carried out?
          const mayBeDone = wasSent && isNo(failure)
          if (!mayBeDone || (await existsAt(session, source, signal))) throw failure
          if (!(await existsAt(session, target, signal))) throw failure
        }
      },
      recorded: () => undefined,
    })
  }

  remove(path: string, options: { recursive?: boolean } = {}): Promise<void> {
    return this.#call({
      label: `remove ${path}`,
      work: async (session, signal, isAgain) => {
        const target = this.#at(path, session)
        if (target === '/') throw new Failure('BAD_REQUEST', 'The root directory is not removed.')
        try {
          await removeAt(session, target, options.recursive ?? false, signal)
        } catch (failure) {
          // Lost the first time, but carried out?
          if (!isAgain || !isNo(failure) || (await existsAt(session, target, signal))) throw failure
        }
      },
      recorded: () => undefined,
    })
  }

  makeDir(path: string): Promise<void> {
    return this.#call({
      label: `make directory ${path}`,
      work: (session, signal) => makeDirAt(session, this.#at(path, session), signal),
      recorded: () => undefined,
    })
  }

  ping(): Promise<{ took: number; detail: string }> {
    const { signal } = this.#exchange
    const info = { at: this.#connection.at, label: 'ping', recorded: pingedInstead }
    return this.#exchange.step(info, () => this.#connection.ping(signal))
  }

  #at(path: string, session: Session): string {
    return serverPath(path, this.#connection.settings.root, session.home)
  }

  #call<T>({ label, sent, work, answered, recorded, canGoOn }: Call<T>): Promise<T> {
    const { at, pool, logger } = this.#connection
    const { signal } = this.#exchange
    // A service may begin many calls at once, and each listens.
    setMaxListeners(0, signal)
    let isAgain = false
    const attempt = async () => {
      try {
        return await pool.use(signal, (session) => work(session, signal, isAgain))
      } catch (failure) {
        isAgain = true
        if (failure instanceof Failure && failure.code === 'OUTGOING_LOST') {
          logger.debug({ cid: this.#exchange.cid, failure: failure.message }, `lost: ${label}`)
          pool.lost()
        }
        throw failure
      }
    }
    const hints = { lostAt: () => pool.lostAt, ...(canGoOn ? { canGoOn } : {}) }
    const info = { at, label, recorded, ...(sent ? { sent } : {}) }
    return this.#exchange.step(info, () => persist(this.#exchange, attempt, hints), answered)
  }
}

export function asJson(payload: unknown): Message {
  return new Message({ payload, format: 'json', contentType: 'application/json' })
}
