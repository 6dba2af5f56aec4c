/**
 * One upload, over as many sessions as it takes. The bytes go to a temporary name beside the file, are counted, and are
 * renamed. It remembers how far it came, so that a lost connection neither stores twice nor takes half a file for whole:
 *
 *   nothing -- STOR temp, SIZE temp --> stored -- RNFR, RNTO --> done
 *                                         |
 *              lost while renaming: is temp still there? rename it. Gone, and the file has the right size? Done.
 *
 * Temporary names that may be left on the server are in `leftovers`; whoever made the upload has them removed.
 */
import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import { Failure } from '../../model/failure.ts'
import type { FtpContent } from '../../services/clients.ts'
import { existsAt, isDirectory, isNo, makeDirAt, sizeAt } from './operations.ts'
import { parentOf, temporaryPath } from './paths.ts'
import type { Session } from './session.ts'

export interface UploadOrder {
  /** Where the file is to stand, as the server names it. */
  path: string
  content: FtpContent
  existing: 'replace' | 'refuse' | 'skip'
  makeDir: boolean
  temporarySuffix: string
}

// basic-ftp sees that a transfer moves by the chunks that have left; one of many MiB would look like a standstill.
const chunkSize = 64 * 1024

export class Upload {
  readonly leftovers = new Set<string>()
  readonly #order: UploadOrder
  #temporary: string | undefined
  #size = 0
  #isRenaming = false
  #isRead = false

  constructor(order: UploadOrder) {
    this.#order = order
  }

  /** Can it be tried again? A stream that has been read from is gone, unless all of it is on the server already. */
  get canGoOn(): boolean {
    return this.#temporary !== undefined || !this.#isRead || !isStream(this.#order.content)
  }

  /** Bytes of the file, or undefined when one was there and was to be left alone. */
  async attempt(session: Session, signal: AbortSignal): Promise<number | undefined> {
    if (this.#isRenaming && (await this.#hasArrived(session, signal))) return this.#size
    if (this.#temporary === undefined) {
      if (await this.#isTaken(session, signal)) return this.#leaveAlone()
      await this.#store(session, signal)
    }
    // Asked again: somebody may have put the file there while this one was on its way.
    if (await this.#isTaken(session, signal)) {
      // Unless it was this one, by an earlier RNTO whose answer was lost.
      if (this.#isRenaming && (await this.#hasArrived(session, signal))) return this.#size
      return this.#leaveAlone()
    }
    await this.#rename(session, signal)
    return this.#size
  }

  async #isTaken(session: Session, signal: AbortSignal): Promise<boolean> {
    const { existing, path } = this.#order
    return existing !== 'replace' && (await existsAt(session, path, signal))
  }

  #leaveAlone(): undefined {
    const { existing, path } = this.#order
    if (existing === 'skip') return undefined
    throw new Failure('OUTGOING_REFUSED', `There is a file ${path} already, not to be replaced.`)
  }

  async #store(session: Session, signal: AbortSignal): Promise<void> {
    const temporary = temporaryPath(
      this.#order.path,
      randomBytes(4).toString('hex'),
      this.#order.temporarySuffix,
    )
    this.leftovers.add(temporary)
    const source = this.#source()
    const put = () =>
      session.run(signal, `upload of ${this.#order.path}`, (client) =>
        client.uploadFrom(source.stream, temporary),
      )
    try {
      await put().catch(async (failure) => {
        if (!isNo(failure) || this.#isRead) throw failure
        await this.#makeWay(session, signal, failure)
        return put()
      })
    } catch (failure) {
      // Refused before the first byte was asked for: there is no such name.
      if (isNo(failure) && !this.#isRead) this.leftovers.delete(temporary)
      throw source.error() ?? failure
    } finally {
      source.stream.destroy()
    }
    const stored = await sizeAt(session, temporary, signal)
    if (stored !== source.sent()) {
      throw new Failure(
        'OUTGOING_LOST',
        `The server has ${stored ?? 'none'} of the ${source.sent()} bytes sent for ${this.#order.path}.`,
      )
    }
    this.#size = source.sent()
    this.#temporary = temporary
  }

  /** The server would not take the file: most often because its directory is not there. */
  async #makeWay(session: Session, signal: AbortSignal, refused: Failure): Promise<void> {
    const directory = parentOf(this.#order.path)
    // Tried again even when it turns out to be there: another upload may have made it a moment ago.
    if (this.#order.makeDir) return makeDirAt(session, directory, signal)
    if (await isDirectory(session, directory, signal)) throw refused
    throw new Failure(
      'OUTGOING_REFUSED',
      `${refused.message} There is no directory ${directory}; the option makeDir makes it.`,
      { cause: refused.cause, details: { ...refused.details, directory } },
    )
  }

  async #rename(session: Session, signal: AbortSignal): Promise<void> {
    const temporary = this.#temporary
    if (temporary === undefined) return
    const wasRenaming = this.#isRenaming
    const rename = () =>
      session.run(signal, `renaming to ${this.#order.path}`, async (client) => {
        await client.send(`RNFR ${temporary}`)
        this.#isRenaming = true
        await client.send(`RNTO ${this.#order.path}`)
      })
    try {
      await rename()
    } catch (failure) {
      if (!isNo(failure)) throw failure
      // An earlier RNTO, thought lost, may have been carried out just before this one.
      if (!wasRenaming || !(await this.#hasArrived(session, signal))) {
        // Windows servers do not rename onto a file.
        if (!(await this.#clear(session, signal))) throw failure
        await rename()
      }
    }
    this.leftovers.delete(temporary)
  }

  /** After a rename whose outcome is not known: was it carried out? When nothing is left of it, begins anew. */
  async #hasArrived(session: Session, signal: AbortSignal): Promise<boolean> {
    const temporary = this.#temporary
    if (temporary === undefined) return false
    if ((await sizeAt(session, temporary, signal)) !== undefined) return false
    if ((await sizeAt(session, this.#order.path, signal)) === this.#size) {
      this.leftovers.delete(temporary)
      return true
    }
    this.#temporary = undefined
    this.#isRenaming = false
    return false
  }

  async #clear(session: Session, signal: AbortSignal): Promise<boolean> {
    const { existing, path } = this.#order
    if (this.#temporary === undefined || existing !== 'replace') return false
    if ((await sizeAt(session, path, signal)) === undefined) return false
    await session.run(signal, `replacing ${path}`, (client) => client.send(`DELE ${path}`))
    return true
  }

  #source(): { stream: Readable; sent(): number; error(): unknown } {
    const { content } = this.#order
    let sent = 0
    let error: unknown
    const take = <T extends Uint8Array>(chunk: T): T => {
      this.#isRead = true
      sent += chunk.length
      return chunk
    }
    const chunks = isStream(content)
      ? streamed(content, take, (thrown) => {
          error = thrown
        })
      : cut(bytesOf(content), take)
    // Not in object mode: what is counted is bytes.
    const stream = Readable.from(chunks, { objectMode: false, highWaterMark: chunkSize })
    return { stream, sent: () => sent, error: () => error }
  }
}

export function isStream(content: FtpContent): content is AsyncIterable<Uint8Array> {
  return typeof content !== 'string' && !(content instanceof Uint8Array)
}

/** Without a copy. */
export function bytesOf(content: Uint8Array | string): Buffer {
  if (typeof content === 'string') return Buffer.from(content)
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength)
}

function* cut(bytes: Buffer, take: (chunk: Buffer) => Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += chunkSize)
    yield take(bytes.subarray(at, at + chunkSize))
}

/** What the stream itself throws is its owner's failure, not the server's. */
async function* streamed(
  content: AsyncIterable<Uint8Array>,
  take: (chunk: Buffer) => Buffer,
  failed: (thrown: unknown) => void,
): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of content) {
      const bytes = bytesOf(chunk)
      for (const part of cut(bytes, take)) yield part
      if (bytes.length === 0) take(bytes)
    }
  } catch (thrown) {
    failed(thrown)
    throw thrown
  }
}
