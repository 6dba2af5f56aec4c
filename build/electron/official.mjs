// The binary that the `electron` package itself fetches from its code host. Where that cannot be
// reached we know within seconds, and remember it, so that the next run does not ask again.
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { cache, root } from '../paths.mjs'
import { run } from '../run.mjs'
import { during, say } from '../say.mjs'

const home = join(root, 'node_modules/electron')
const patience = 8_000
const remembered = 7 * 24 * 3600 * 1000

/**
 * The executable of the version in package.json, downloaded when it can be.
 * @param {boolean} hasFallback without one, earlier failures are not remembered
 * @returns {Promise<string | undefined>} nothing when it can not
 */
export async function officialElectron(hasFallback) {
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'))
  const present = installed(version)
  if (present) return present
  const failure = join(cache, `electron-${version}.unreachable`)
  const age = Date.now() - (statSync(failure, { throwIfNoEntry: false })?.mtimeMs ?? 0)
  if (hasFallback && age < remembered) return undefined
  const reason = (await unreachable(version)) ?? (await download(version))
  if (!reason) {
    rmSync(failure, { force: true })
    return installed(version)
  }
  say(`  Electron ${version} cannot be had from its code host: ${reason}`)
  mkdirSync(dirname(failure), { recursive: true })
  writeFileSync(failure, `${reason}\n`)
  return undefined
}

/** @param {string} version */
function installed(version) {
  const mark = join(home, 'path.txt')
  const marked = join(home, 'dist/version')
  if (!existsSync(mark) || !existsSync(marked)) return undefined
  if (readFileSync(marked, 'utf8').replace(/^v/, '').trim() !== version) return undefined
  const executable = join(home, 'dist', readFileSync(mark, 'utf8').trim())
  return existsSync(executable) ? executable : undefined
}

/**
 * Why its code host does not answer; nothing when it does. Behind a proxy only the download itself
 * can tell.
 * @param {string} version
 */
async function unreachable(version) {
  if (process.env.HTTPS_PROXY || process.env.https_proxy) return undefined
  const mirror =
    process.env.ELECTRON_MIRROR ||
    process.env.npm_config_electron_mirror ||
    'https://github.com/electron/electron/releases/download/'
  try {
    const answer = await fetch(`${mirror}v${version}/SHASUMS256.txt`, {
      signal: AbortSignal.timeout(patience),
    })
    await answer.body?.cancel()
    return answer.ok ? undefined : `it answers ${answer.status}`
  } catch (error) {
    const { name, cause } = /** @type {Error & { cause?: { code?: string } }} */ (error)
    return cause?.code ?? name
  }
}

/**
 * @param {string} version
 * @returns {Promise<string | undefined>} why it failed; nothing when it did not
 */
async function download(version) {
  const hasProxy = process.env.HTTPS_PROXY || process.env.https_proxy
  const env = hasProxy ? { ELECTRON_GET_USE_PROXY: '1' } : {}
  const { code, output } = await during(`downloading Electron ${version}`, () =>
    run(process.execPath, [join(home, 'install.js')], { env, timeout: 15 * 60_000 }),
  )
  const last = output
    .trim()
    .split('\n')
    .find((line) => line.includes('Error'))
  return code === 0 ? undefined : (last ?? `its installer ended with ${code}`)
}
