/** Which paths are files of a project: what the window may write, and nothing else. */
import { collectionOf } from '../runtime/model/read.ts'

/** Backslashes, drive letters, control characters, and parts that are empty, begin or end with a dot or end with a space. */
const unsafe = /[\\:*?"<>|\p{Cc}]|(^|\/)(\.|\/|$)|[.\s](\/|$)/u

/** A path from the project's root, with forward slashes. */
export function isProjectPath(path: string): boolean {
  return !unsafe.test(path) && collectionOf(path) !== undefined
}
