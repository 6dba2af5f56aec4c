/**
 * What the runtime process wrote, kept in a file beside the settings for whoever looks for a cause later. Two files of
 * a bounded size: the current one, and the one before it.
 */
import { closeSync, mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Bytes. */
const largest = 5 * 1024 * 1024

export interface RuntimeLog {
  write(line: string): void
  close(): void
}

/** @param limit bytes after which the file becomes `PATH.1` and a new one begins */
export function openRuntimeLog(path: string, limit = largest): RuntimeLog {
  mkdirSync(dirname(path), { recursive: true })
  let size = statSync(path, { throwIfNoEntry: false })?.size ?? 0
  let file = openSync(path, 'a', 0o600)
  return {
    write(line) {
      if (size > limit) {
        closeSync(file)
        renameSync(path, `${path}.1`)
        file = openSync(path, 'a', 0o600)
        size = 0
      }
      size += writeSync(file, `${new Date().toISOString()} ${line}\n`)
    },
    close: () => closeSync(file),
  }
}
