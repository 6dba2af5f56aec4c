/**
 * Between the paths that people and code write and those the server is sent. Pure. The server only ever sees absolute
 * paths, so that a session's working directory never matters, and no path can smuggle a second command or climb out
 * of the connection's root directory.
 */
import { posix } from 'node:path'
import { Failure } from '../../model/failure.ts'

/**
 * @param root The connection's root directory; empty: a path that begins with / is the server's own.
 * @param home The directory the server put the user in.
 * @throws Failure BAD_REQUEST for control characters and for paths that climb out of where they are taken from.
 */
export function serverPath(path: string, root: string, home: string): string {
  // RFC 959 ends a command at the line; a name with one in it would begin a command of its own.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
  if (/[\x00-\x1f\x7f]/.test(path)) {
    throw new Failure(
      'BAD_REQUEST',
      `The path ${JSON.stringify(path)} has control characters, which no FTP server can be sent.`,
    )
  }
  const inside = posix.normalize(`./${path}`)
  if (inside === '..' || inside.startsWith('../')) {
    throw new Failure(
      'BAD_REQUEST',
      `The path "${path}" leaves the root directory of the connection.`,
    )
  }
  const own = root === '' ? path.startsWith('/') : root.startsWith('/')
  const whole = posix.join('/', own ? '' : home, root, inside)
  return whole.length > 1 && whole.endsWith('/') ? whole.slice(0, -1) : whole
}

export function parentOf(path: string): string {
  return posix.dirname(path)
}

/** A name of its own beside the file, as long as file systems allow: 255 bytes. */
export function temporaryPath(path: string, mark: string, suffix: string): string {
  const ending = `.${mark}${suffix}`
  let base = posix.basename(path)
  while (Buffer.byteLength(base) + Buffer.byteLength(ending) > 255)
    base = [...base].slice(0, -1).join('')
  return posix.join(posix.dirname(path), `${base}${ending}`)
}

/** How an entry of `directory`, both as the caller writes paths, is named in other calls. */
export function entryPath(directory: string, name: string): string {
  return posix.join(directory, name)
}
