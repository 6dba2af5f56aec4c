// Whether a build still stands: its sources are as they were when it was made. A stamp holds what
// each source was (time and size) and what was written; it is written last.
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { dist, root } from '../paths.mjs'

/**
 * @typedef {object} Stamp
 * @property {string} key how it was made: options, and the versions of all dependencies
 * @property {Record<string, string>} sources path relative to the repository -> time and size
 * @property {string[]} outputs paths relative to dist
 * @property {string[]} stale what earlier builds wrote and a running app may still load
 */

/**
 * One word for how a build is made. Sources under node_modules are covered by the lock file.
 * @param {unknown} recipe
 */
export function keyOf(recipe) {
  return createHash('sha256')
    .update(JSON.stringify(recipe))
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
}

/**
 * @param {string} name
 * @param {string} key
 * @returns {{ isCurrent: boolean, written: string[] }} `written`: all that builds so far have left
 */
export function readStamp(name, key) {
  const path = pathOf(name)
  if (!existsSync(path)) return { isCurrent: false, written: [] }
  /** @type {Stamp} */
  const stamp = JSON.parse(readFileSync(path, 'utf8'))
  const isCurrent =
    stamp.key === key &&
    Object.entries(stamp.sources).every(([source, state]) => stateOf(source) === state) &&
    stamp.outputs.every((output) => existsSync(join(dist, output)))
  return { isCurrent, written: [...stamp.outputs, ...(stamp.stale ?? [])] }
}

/**
 * The states of sources, for a stamp. One that was edited since the build began may have been read
 * before or after, so it counts as changed next time.
 * @param {string[]} sources
 * @param {number} begun milliseconds since 1970
 */
export function statesOf(sources, begun) {
  return Object.fromEntries(
    sources.map((source) => {
      const edited = statSync(join(root, source), { throwIfNoEntry: false })?.mtimeMs ?? begun
      return [source, edited < begun ? stateOf(source) : 'edited while it was built']
    }),
  )
}

/**
 * @param {string} name
 * @param {Stamp} stamp
 */
export function writeStamp(name, stamp) {
  mkdirSync(dirname(pathOf(name)), { recursive: true })
  writeFileSync(pathOf(name), JSON.stringify(stamp))
}

/**
 * Every file under dist that belongs to the builds as they are now.
 * @returns {string[]} paths relative to dist
 */
export function currentOutputs() {
  const folder = join(dist, '.stamps')
  const stamps = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
  return stamps.flatMap((text) => JSON.parse(text).outputs)
}

/** @param {string} name */
function pathOf(name) {
  return join(dist, '.stamps', `${name.replaceAll(' ', '-')}.json`)
}

/** @param {string} source */
function stateOf(source) {
  const found = statSync(join(root, source), { throwIfNoEntry: false })
  return found ? `${found.mtimeMs} ${found.size}` : 'missing'
}
