// Finding source files by the end of their name.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../paths.mjs'

/**
 * Paths relative to the repository, sorted, of the files under a folder whose names end so.
 * @param {string} folder relative to the repository; a missing one has no files
 * @param {string} ending
 * @returns {string[]}
 */
export function filesEnding(folder, ending) {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort()
}
