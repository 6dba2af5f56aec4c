// Makes node_modules equal package-lock.json. Quick when it already is: a stamp inside node_modules
// holds the lock file's hash, and goes away together with what it speaks of.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { alone } from './lock.mjs'
import { npm } from './npm.mjs'
import { root } from './paths.mjs'
import { during, Refusal } from './say.mjs'

const modules = join(root, 'node_modules')
const stamp = join(modules, '.patchbay-stamp')
const oldestNode = [20, 15]

/** Resolves when every dependency is in place; refuses when they cannot be had. */
export async function ensureDependencies() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < (oldestNode[0] ?? 0) || (major === oldestNode[0] && minor < (oldestNode[1] ?? 0)))
    throw new Refusal(`Node ${process.versions.node} is too old: Patchbay needs 20.15 or newer.`)
  if (isCurrent()) return
  await alone(modules, async () => {
    if (isCurrent()) return
    if (!(await isInstalled())) await install()
    writeFileSync(stamp, lockHash())
  })
}

function isCurrent() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash()
}

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex')
}

/** npm writes its hidden lock file last, so an interrupted install is never taken for a whole one. */
async function isInstalled() {
  if (!existsSync(join(modules, '.package-lock.json'))) return false
  return (await npm(['ls', '--all', '--silent'])).code === 0
}

async function install() {
  // No dependency needs its install script: esbuild and biome bring their binaries as packages of the
  // platform, and Electron's is fetched by electron.mjs.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline']
  const { code, output } = await during('installing dependencies (npm ci)', () => npm(args))
  if (code !== 0)
    throw new Refusal(`npm ci failed:\n${output}\nWhen the registry answers again, run this again.`)
}
