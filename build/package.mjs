// npm run package: the designer as a folder that runs where no Node is, in artefacts/package. It is
// the Electron that development uses with its fuses set for strangers' machines, and the built app.
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { currentOutputs } from './bundle/stamp.mjs'
import { bundle } from './bundle.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { ensureElectron } from './electron.mjs'
import { setFusesOf } from './package/fuses.mjs'
import { dist, root } from './paths.mjs'
import { command, during, Refusal, say } from './say.mjs'

await command(async () => {
  await ensureDependencies()
  const electron = await ensureElectron()
  await bundle()
  if (!existsSync(join(dist, 'electron/main.js'))) throw new Refusal('There is no app to package.')
  if (process.platform === 'darwin')
    throw new Refusal('An app bundle for macOS has to be signed, which this does not do yet.')
  const target = join(root, `artefacts/package/patchbay-${process.platform}-${process.arch}`)
  await during('packaging', async () => {
    rmSync(target, { recursive: true, force: true })
    copyElectron(dirname(electron), target)
    copyApp(join(target, 'resources/app'))
    await setFusesOf(rename(electron, target))
  })
  say(target)
})

/**
 * Without what only a developer's Electron needs, and with one language of Chromium's own few words.
 * @param {string} source
 * @param {string} target
 */
function copyElectron(source, target) {
  const isWanted = (/** @type {string} */ path) =>
    !/(default_app\.asar|\.manifest\.json)$/.test(path) &&
    (!/[\\/]locales[\\/]/.test(path) || path.endsWith('en-US.pak'))
  mkdirSync(target, { recursive: true })
  cpSync(source, target, { recursive: true, filter: isWanted })
  cpSync(join(root, 'LICENSE'), join(target, 'LICENSE.patchbay'))
}

/**
 * The app's folder: what was built, the samples, and the few packages that are not bundled.
 * @param {string} app
 */
function copyApp(app) {
  mkdirSync(app, { recursive: true })
  const { name, productName, version, license, type, main } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  )
  const manifest = { name, productName, version, license, type, main }
  writeFileSync(join(app, 'package.json'), JSON.stringify(manifest, null, 2))
  // The runtime's maps stay: a service's stack trace is read by its author.
  const isWanted = (/** @type {string} */ path) => !/renderer.*\.map$/.test(path)
  for (const path of ['renderer/index.html', ...currentOutputs().filter(isWanted)])
    cpSync(join(dist, path), join(app, 'dist', path))
  cpSync(join(root, 'electron/samples'), join(app, 'electron/samples'), { recursive: true })
  copyPackage(app, 'esbuild', (path) => !path.endsWith('install.js'))
  copyPackage(app, `@esbuild/${process.platform}-${process.arch}`, () => true)
  // SQLite, with the binary of this platform; it asks @neon-rs/load for the path of it.
  copyPackage(app, 'libsql', () => true)
  copyPackage(app, '@neon-rs/load', () => true)
  for (const name of readdirSync(join(root, 'node_modules/@libsql')))
    if (name.startsWith(`${process.platform}-${process.arch}`))
      copyPackage(app, `@libsql/${name}`, () => true)
  // The compiler itself and the declarations of the language, not its servers and translations.
  const parts =
    /typescript([\\/]package\.json|[\\/]LICENSE\.txt|[\\/]lib([\\/](typescript\.js|lib\..*\.d\.ts|lib\.d\.ts))?)?$/
  copyPackage(app, 'typescript', (path) => parts.test(path))
}

/**
 * @param {string} app
 * @param {string} name
 * @param {(path: string) => boolean} filter
 */
function copyPackage(app, name, filter) {
  const target = join(app, 'node_modules', name)
  cpSync(join(root, 'node_modules', name), target, { recursive: true, filter })
}

/**
 * Gives the executable the app's name.
 * @param {string} electron
 * @param {string} target
 * @returns {string} its new path
 */
function rename(electron, target) {
  const ending = process.platform === 'win32' ? '.exe' : ''
  const path = join(target, `patchbay${ending}`)
  cpSync(electron, path)
  rmSync(join(target, basename(electron)))
  chmodSync(path, 0o755)
  return path
}
