/** Paths of Vault. Each segment is encoded, so that nothing in one can reach another path than the one that is meant. */
import { Failure } from '../../model/failure.ts'

/** `secret/a b` -> `secret/a%20b`. @throws Failure BAD_REQUEST for what is no path: empty segments, `.` and `..`. */
export function encodePath(path: string): string {
  const segments = path.replace(/^\//, '').split('/')
  for (const segment of segments) {
    if (segment === '' || segment === '.' || segment === '..') throw wrong(path)
  }
  try {
    return segments.map(encodeURIComponent).join('/')
  } catch (cause) {
    throw wrong(path, cause)
  }
}

/** Without slashes around it. */
export function trimmed(path: string): string {
  return path.replace(/^\/+|\/+$/g, '')
}

function wrong(path: string, cause?: unknown): Failure {
  const words = `${JSON.stringify(path)} is no path in Vault: names with one slash between them, none of them . or .. are wanted.`
  return new Failure('BAD_REQUEST', words, { cause })
}
