/**
 * What each command does. One that throws is answered 550 with the words of the file system. Sources: RFC 959 for the
 * commands, RFC 2428 for EPSV, RFC 3659 for SIZE, MDTM, MLSD and REST.
 */
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, rename, rmdir, stat, unlink } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { join, posix } from 'node:path'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { factLine, listLine, readEntries, timeOf } from './ftp-listing.ts'
import type { FtpSession } from './ftp-session.ts'
import { openPassivePort } from './passive-port.ts'

type Command = (session: FtpSession, argument: string) => void | Promise<void>

/** Heard before the login. */
export const open: ReadonlySet<string> = new Set([
  'USER',
  'PASS',
  'QUIT',
  'FEAT',
  'SYST',
  'NOOP',
  'OPTS',
  'AUTH',
])

const features = [
  'EPSV',
  'MDTM',
  'MLST type*;size*;modify*;',
  'PASV',
  'REST STREAM',
  'SIZE',
  'UTF8',
]

export const commands: Readonly<Record<string, Command>> = {
  USER: (session, name) => {
    session.userName = name
    session.isLoggedIn = false
    session.answer(331, 'Please give the password.')
  },
  PASS: (session, password) => {
    if (session.logIn(password)) session.answer(230, 'Welcome.')
    else session.answer(530, 'Login incorrect.')
  },
  QUIT: (session) => session.bye(),
  NOOP: (session) => session.answer(200, 'Here.'),
  SYST: (session) => session.answer(215, 'UNIX Type: L8'),
  FEAT: (session) => session.answerLines(211, 'Features:', features, 'End'),
  AUTH: (session) => session.answer(502, 'There is no TLS here.'),
  OPTS: (session) => session.answer(200, 'So it is.'),
  TYPE: (session, type) => {
    if (/^[AIL]/i.test(type)) session.answer(200, 'Bytes are sent as they are.')
    else session.answer(504, 'Only A and I.')
  },
  MODE: (session, mode) => onlyOne(session, mode, 'S'),
  STRU: (session, structure) => onlyOne(session, structure, 'F'),
  ALLO: (session) => session.answer(202, 'Not needed.'),
  ABOR: (session) => session.answer(226, 'Nothing is under way.'),
  PWD: (session) => session.answer(257, `${quoted(session.directory)} is the current directory.`),
  XPWD: (session, argument) => commands.PWD?.(session, argument),
  CDUP: (session) => commands.CWD?.(session, '..'),
  CWD: async (session, path) => {
    const { whole, inside } = at(session, path)
    if (!(await stat(inside)).isDirectory()) throw noDirectory()
    session.directory = whole
    session.answer(250, `Now in ${whole}`)
  },

  EPSV: async (session) => {
    const { port } = await passive(session)
    session.answer(229, `Entering Extended Passive Mode (|||${port}|)`)
  },
  PASV: async (session) => {
    const { port } = await passive(session)
    session.answer(227, `Entering Passive Mode (127,0,0,1,${port >> 8},${port & 255})`)
  },
  REST: (session, offset) => {
    session.restart = Number.parseInt(offset, 10) || 0
    session.answer(350, `The next transfer begins at ${session.restart}.`)
  },
  LIST: async (session, argument) => {
    // Clients pass options of ls, which mean nothing here.
    const { inside } = at(session, argument.replace(/^(-[a-zA-Z]+ ?)+/, ''))
    await send(session, lines(await readEntries(inside), listLine))
  },
  NLST: async (session, path) => {
    await send(
      session,
      lines(await readEntries(at(session, path).inside), ({ name }) => name),
    )
  },
  MLSD: async (session, path) => {
    const { inside } = at(session, path)
    if (!(await stat(inside)).isDirectory()) throw noDirectory()
    await send(session, lines(await readEntries(inside), factLine))
  },
  MLST: async (session, path) => {
    const { whole, inside } = at(session, path)
    const fact = factLine({ name: whole, stats: await stat(inside) })
    session.answerLines(250, 'It is:', [fact], 'End')
  },
  SIZE: async (session, path) => {
    const stats = await stat(at(session, path).inside)
    if (stats.isFile()) session.answer(213, String(stats.size))
    else session.answer(550, 'Not a file.')
  },
  MDTM: async (session, path) => {
    session.answer(213, timeOf((await stat(at(session, path).inside)).mtime))
  },
  RETR: async (session, path) => {
    const { inside } = at(session, path)
    if (!(await stat(inside)).isFile()) throw noFile()
    await send(session, () => createReadStream(inside, { start: session.restart }))
  },
  STOR: async (session, path) => {
    const { inside } = at(session, path)
    const { restart } = session
    const how = restart > 0 ? { flags: 'r+', start: restart } : {}
    await receive(session, () => createWriteStream(inside, how))
  },
  APPE: async (session, path) => {
    const { inside } = at(session, path)
    await receive(session, () => createWriteStream(inside, { flags: 'a' }))
  },
  DELE: async (session, path) => {
    await unlink(at(session, path).inside)
    session.answer(250, 'Removed.')
  },
  RNFR: async (session, path) => {
    const { inside } = at(session, path)
    await stat(inside)
    session.renaming = inside
    session.answer(350, 'And the new name?')
  },
  RNTO: async (session, path) => {
    if (session.renaming === undefined) {
      session.answer(503, 'RNFR comes first.')
      return
    }
    await rename(session.renaming, at(session, path).inside)
    session.answer(250, 'Renamed.')
  },
  MKD: async (session, path) => {
    const { whole, inside } = at(session, path)
    await mkdir(inside)
    session.answer(257, `${quoted(whole)} made.`)
  },
  XMKD: (session, path) => commands.MKD?.(session, path),
  RMD: async (session, path) => {
    const { whole, inside } = at(session, path)
    if (whole === '/') throw noFile()
    await rmdir(inside)
    session.answer(250, 'Removed.')
  },
  XRMD: (session, path) => commands.RMD?.(session, path),
}

/** Where a path is, as the client sees it and on this machine. Above the folder there is nothing. */
function at(session: FtpSession, path: string): { whole: string; inside: string } {
  if (path.includes('\0')) throw noFile()
  const whole = posix.resolve('/', session.directory, path)
  return { whole, inside: join(session.folder, whole) }
}

async function passive(session: FtpSession) {
  session.passive?.close()
  session.passive = await openPassivePort()
  return session.passive
}

async function send(session: FtpSession, open: () => Readable): Promise<void> {
  await transfer(session, open, (file, data) => pipeline(file, data))
}

async function receive(session: FtpSession, open: () => Writable): Promise<void> {
  await transfer(session, open, (file, data) => pipeline(data, file))
}

/** The file is opened before the client is told to go on, so that a missing one is a 550 and not a broken transfer. */
async function transfer<T extends Readable | Writable>(
  session: FtpSession,
  open: () => T,
  carry: (file: T, data: Socket) => Promise<void>,
): Promise<void> {
  const port = session.passive
  session.passive = undefined
  if (!port) {
    session.answer(425, 'EPSV or PASV comes first.')
    return
  }
  try {
    const file = open()
    await opened(file)
    session.answer(150, 'Here it goes.')
    try {
      await carry(file, await port.take())
      session.answer(226, 'That was all of it.')
    } catch (error) {
      file.destroy()
      const isFull = (error as NodeJS.ErrnoException).code === 'ENOSPC'
      session.answer(isFull ? 452 : 426, isFull ? 'No space left.' : 'The transfer was broken off.')
    }
  } finally {
    port.close()
  }
}

function opened(file: Readable | Writable): Promise<void> {
  if (!('pending' in file)) return Promise.resolve()
  return new Promise((resolve, reject) => {
    file.once('open', () => {
      file.off('error', reject)
      resolve()
    })
    file.once('error', reject)
  })
}

function lines<T>(items: readonly T[], line: (item: T) => string): () => Readable {
  return () => Readable.from(items.map((item) => Buffer.from(`${line(item)}\r\n`)))
}

function onlyOne(session: FtpSession, given: string, only: string): void {
  if (given.toUpperCase() === only) session.answer(200, 'So it is.')
  else session.answer(504, `Only ${only}.`)
}

function quoted(path: string): string {
  return `"${path.replaceAll('"', '""')}"`
}

function noFile(): Error {
  return Object.assign(new Error('No such file.'), { code: 'ENOENT' })
}

function noDirectory(): Error {
  return Object.assign(new Error('Not a directory.'), { code: 'ENOTDIR' })
}
