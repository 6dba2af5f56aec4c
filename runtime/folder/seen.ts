/**
 * What each watched folder's files were last known to hold. Whoever writes notes it here before the file changes, so that
 * a watcher does not take our own writing for another program's.
 */
import { createHash } from 'node:crypto'
import { resolve } from 'node:path'

/** By path from the project's root. Missing: the file was not there. */
export type Seen = Map<string, string>

const watched = new Map<string, Set<Seen>>()

/** Takes part from now on; returns the undoing. */
export function share(folder: string, seen: Seen): () => void {
  const key = resolve(folder)
  const sharing = watched.get(key) ?? new Set()
  watched.set(key, sharing.add(seen))
  return () => {
    sharing.delete(seen)
    if (sharing.size === 0) watched.delete(key)
  }
}

/** Something is about to be written (undefined: removed); returns the taking back, for when it could not be. */
export function noteOwn(folder: string, path: string, text: string | undefined): () => void {
  const undoing = [...(watched.get(resolve(folder)) ?? [])].map((seen) => {
    const before = seen.get(path)
    remember(seen, path, text === undefined ? undefined : markOf({ text }))
    return () => remember(seen, path, before)
  })
  return () => {
    for (const undo of undoing) undo()
  }
}

export function remember(seen: Seen, path: string, mark: string | undefined): void {
  if (mark === undefined) seen.delete(path)
  else seen.set(path, mark)
}

/** The same for the same content. */
export function markOf(file: { text: string; trouble?: string }): string {
  return file.trouble ?? createHash('sha1').update(file.text).digest('base64')
}
