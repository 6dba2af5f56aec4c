// Puts files under dist so that a reader sees an old or a new one, never half of one.
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { dist } from '../paths.mjs'

/** An app that is running may still load a chunk of the build it was started from. */
const kept = 3600_000

/**
 * Writes one file; one that is equal already is left alone, with its time.
 * @param {string} path relative to dist
 * @param {Uint8Array} bytes
 */
export function writeOutput(path, bytes) {
  const target = join(dist, path)
  const found = statSync(target, { throwIfNoEntry: false })
  if (found?.size === bytes.length && readFileSync(target).equals(bytes)) return
  mkdirSync(dirname(target), { recursive: true })
  const scratch = `${target}.${process.pid}.new`
  writeFileSync(scratch, bytes)
  renameSync(scratch, target)
}

/**
 * Removes what an earlier build wrote and this one did not, once nobody can be using it.
 * @param {string[]} before
 * @param {string[]} now
 * @returns {string[]} what is still kept
 */
export function removeOutputs(before, now) {
  const gone = before.filter((path) => !now.includes(path))
  return gone.filter((path) => {
    const found = statSync(join(dist, path), { throwIfNoEntry: false })
    if (!found) return false
    if (Date.now() - found.mtimeMs < kept) return true
    rmSync(join(dist, path))
    return false
  })
}
