// Where things stand. Nothing here touches the disk.
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** What the bundler writes and the app loads. */
export const dist = join(root, 'dist')

/** What outlives a clone: downloaded binaries. One folder a user. */
export const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'patchbay')
