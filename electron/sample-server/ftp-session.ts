/**
 * One client: its lines in, its answers out, one command after the other. What a command does is in `ftp-commands.ts`;
 * without a login only a few are heard.
 */
import { timingSafeEqual } from 'node:crypto'
import type { Socket } from 'node:net'
import { commands, open as openCommands } from './ftp-commands.ts'
import type { PassivePort } from './passive-port.ts'

export interface FtpAccount {
  folder: string
  user: string
  password: string
}

// RFC 959 gives no limit; paths are at most 4,096 bytes on the systems we know.
const longestLine = 8192

export class FtpSession {
  /** The working directory as the client sees it. */
  directory = '/'
  /** Where the next data connection comes in. */
  passive: PassivePort | undefined
  /** The source of a rename whose target is awaited. */
  renaming: string | undefined
  /** Where the next transfer begins. */
  restart = 0
  userName = ''
  isLoggedIn = false
  readonly folder: string
  readonly #account: FtpAccount
  readonly #socket: Socket
  #rest = Buffer.alloc(0)
  #last = Promise.resolve()

  constructor(socket: Socket, account: FtpAccount) {
    this.#socket = socket
    this.#account = account
    this.folder = account.folder
    socket.setNoDelay(true)
    socket.on('error', () => socket.destroy())
    socket.on('data', (chunk) => this.#take(chunk))
    this.answer(220, 'Patchbay sample FTP server.')
  }

  answer(code: number, text: string): void {
    this.#write(`${code} ${text}`)
  }

  /** An answer of several lines: the first and last carry the code (RFC 959, 4.2). */
  answerLines(code: number, first: string, lines: readonly string[], last: string): void {
    this.#write(
      [`${code}-${first}`, ...lines.map((line) => ` ${line}`), `${code} ${last}`].join('\r\n'),
    )
  }

  logIn(password: string): boolean {
    const { user, password: right } = this.#account
    this.isLoggedIn = this.userName === user && isSame(password, right)
    return this.isLoggedIn
  }

  /** Says the last word and closes. */
  bye(): void {
    this.answer(221, 'Goodbye.')
    this.#socket.end()
  }

  end(): void {
    this.passive?.close()
    this.passive = undefined
  }

  #write(text: string): void {
    if (this.#socket.writable) this.#socket.write(`${text}\r\n`)
  }

  #take(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk])
    for (let end = this.#rest.indexOf('\n'); end >= 0; end = this.#rest.indexOf('\n')) {
      const line = this.#rest.subarray(0, end).toString('utf8').replace(/\r$/, '')
      this.#rest = this.#rest.subarray(end + 1)
      this.#last = this.#last.then(() => this.#run(line))
    }
    if (this.#rest.length > longestLine) this.#socket.destroy()
  }

  async #run(line: string): Promise<void> {
    const space = line.indexOf(' ')
    const verb = (space < 0 ? line : line.slice(0, space)).toUpperCase()
    const argument = space < 0 ? '' : line.slice(space + 1)
    const command = commands[verb]
    if (!command) {
      this.answer(502, `${verb} is not understood here.`)
      return
    }
    if (!this.isLoggedIn && !openCommands.has(verb)) {
      this.answer(530, 'Please log in with USER and PASS.')
      return
    }
    try {
      await command(this, argument)
    } catch (error) {
      this.answer(550, wordsOf(error as NodeJS.ErrnoException))
    }
    if (verb !== 'RNFR') this.renaming = undefined
    if (verb !== 'REST' && verb !== 'EPSV' && verb !== 'PASV') this.restart = 0
  }
}

function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}

const words: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or directory.',
  ENOTDIR: 'Not a directory.',
  EISDIR: 'Is a directory.',
  EEXIST: 'It is there already.',
  ENOTEMPTY: 'The directory is not empty.',
  EACCES: 'Permission denied.',
  EPERM: 'Permission denied.',
  ENOSPC: 'No space left.',
}

/** Without the path on this machine, which is none of the client's business. */
function wordsOf(error: NodeJS.ErrnoException): string {
  return words[error.code ?? ''] ?? 'It failed.'
}
