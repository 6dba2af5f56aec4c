/**
 * What can be asked of a server through one session, apart from uploads. Server paths, always absolute. Nothing here
 * depends on the session's working directory, and nothing trusts an answer that servers are known to give wrongly.
 */
import { Writable } from 'node:stream'
import { type FileInfo, FileType } from 'basic-ftp'
import { Failure } from '../../model/failure.ts'
import type { FtpEntry } from '../../services/clients.ts'
import { answered } from './failures.ts'
import { entryPath, parentOf } from './paths.ts'
import type { Session } from './session.ts'

// Not implemented, or not for this user.
const unknownCommand = [500, 501, 502, 504] as const

/** Bytes of a file; undefined when there is no file of this path. */
export async function sizeAt(
  session: Session,
  path: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  try {
    return await session.run(signal, `SIZE ${path}`, (client) => client.size(path))
  } catch (failure) {
    if (answered(failure, ...unknownCommand)) {
      const name = path.slice(path.lastIndexOf('/') + 1)
      const entries = await listAt(session, parentOf(path), signal)
      return entries.find((entry) => entry.name === name && entry.type !== FileType.Directory)?.size
    }
    if (answered(failure, 550, 553, 450, 451)) return undefined
    throw failure
  }
}

export async function isDirectory(
  session: Session,
  path: string,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await session.run(signal, `CWD ${path}`, (client) => client.send(`CWD ${path}`))
    return true
  } catch (failure) {
    if (isNo(failure)) return false
    throw failure
  }
}

export async function existsAt(
  session: Session,
  path: string,
  signal: AbortSignal,
): Promise<boolean> {
  return (
    (await sizeAt(session, path, signal)) !== undefined ||
    (await isDirectory(session, path, signal))
  )
}

/**
 * The whole file. Its size is asked first: a file that is not there is then refused with words (proftpd only breaks the
 * connection), and one cut off on the way by something that closes politely is not taken for whole.
 */
export async function downloadFrom(
  session: Session,
  path: string,
  signal: AbortSignal,
): Promise<Buffer> {
  const size = await sizeBefore(session, path, signal)
  const chunks: Buffer[] = []
  let got = 0
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk)
      got += chunk.length
      done()
    },
  })
  await session.run(signal, `download of ${path}`, (client) => client.downloadTo(sink, path))
  if (size !== undefined && got < size) {
    session.end()
    throw new Failure('OUTGOING_LOST', `Only ${got} of ${size} bytes of ${path} arrived.`)
  }
  return Buffer.concat(chunks, got)
}

async function sizeBefore(
  session: Session,
  path: string,
  signal: AbortSignal,
): Promise<number | undefined> {
  try {
    return await session.run(signal, `download of ${path}`, (client) => client.size(path))
  } catch (failure) {
    if (answered(failure, ...unknownCommand)) return undefined
    throw failure
  }
}

/** Changes into the directory first: asked to list one that is not there, vsftpd answers with an empty list. */
export async function listAt(
  session: Session,
  path: string,
  signal: AbortSignal,
): Promise<FileInfo[]> {
  return session.run(signal, `list of ${path}`, async (client) => {
    await client.send(`CWD ${path}`)
    const entries = await client.list()
    return entries.filter(({ name }) => name !== '.' && name !== '..')
  })
}

const types: Readonly<Record<FileType, FtpEntry['type']>> = {
  [FileType.File]: 'file',
  [FileType.Directory]: 'directory',
  [FileType.SymbolicLink]: 'link',
  [FileType.Unknown]: 'other',
}

/** By name. `directory` is as the caller wrote it, so that the paths can be handed back. */
export function toEntries(infos: readonly FileInfo[], directory: string): FtpEntry[] {
  return infos
    .map((info) => ({
      name: info.name,
      path: entryPath(directory, info.name),
      type: types[info.type],
      size: info.isFile ? info.size : 0,
      ...(info.modifiedAt ? { modifiedAt: info.modifiedAt } : {}),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

/** With those above it. Others may be making the same ones just now. */
export async function makeDirAt(
  session: Session,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  if (path === '/' || (await isDirectory(session, path, signal))) return
  await makeDirAt(session, parentOf(path), signal)
  try {
    await session.run(signal, `making directory ${path}`, (client) => client.send(`MKD ${path}`))
  } catch (failure) {
    if (isNo(failure) && (await isDirectory(session, path, signal))) return
    throw failure
  }
}

/** A file, a link or an empty directory; with `recursive` whatever is in it. */
export async function removeAt(
  session: Session,
  path: string,
  recursive: boolean,
  signal: AbortSignal,
): Promise<void> {
  const doing = `removal of ${path}`
  try {
    await session.run(signal, doing, (client) => client.send(`DELE ${path}`))
    return
  } catch (failure) {
    if (!isNo(failure) || !(await isDirectory(session, path, signal))) throw failure
  }
  if (recursive) {
    for (const entry of await listAt(session, path, signal)) {
      await removeAt(session, entryPath(path, entry.name), entry.isDirectory, signal)
    }
  }
  await session.run(signal, doing, async (client) => {
    // Some servers do not remove the directory a session is in.
    await client.sendIgnoringError(`CWD ${parentOf(path)}`)
    await client.send(`RMD ${path}`)
  })
}

/** Did the server understand and say no? Then the session goes on. */
export function isNo(failure: unknown): failure is Failure {
  return failure instanceof Failure && failure.code === 'OUTGOING_REFUSED'
}
