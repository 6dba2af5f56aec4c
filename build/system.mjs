// The system's part: shared libraries, a display server, servers for tests. On Debian as root what is
// missing is installed; otherwise the person gets the one line to run. Quick when nothing is missing.
import { existsSync, readFileSync } from 'node:fs'
import { run } from './run.mjs'
import { during, Refusal, say } from './say.mjs'
import { notHere, withoutStarting } from './services.mjs'
import { daemons } from './system-packages.mjs'

const apt = [
  // Another apt may be at work, on a new machine often the one that fetches updates.
  '-o',
  'DPkg::Lock::Timeout=300',
  '-o',
  'Acquire::Retries=2',
]

/**
 * Sees to it that the packages are there.
 * @param {string[]} packages as in system-packages.mjs
 * @returns {Promise<string | undefined>} what the person has to do; nothing when all is there
 */
export async function ensureSystem(packages) {
  if (process.platform !== 'linux' || !isDebian()) return undefined
  const missing = await missingOf(packages)
  if (missing.length === 0) return undefined
  const line = `apt-get install -y --no-install-recommends ${missing.join(' ')}`
  const units = notHere(missing.flatMap((name) => daemons[name] ?? []))
  if (process.getuid?.() !== 0) return `sudo ${line}${notStarted(units)}`
  await withoutStarting(units, () => install(missing)).catch((error) => {
    throw new Refusal(`${error.message}\nPatchbay needs these system packages: ${line}`)
  })
  return undefined
}

/**
 * What a person who installs daemons for tests adds, so that they do not run by themselves.
 * @param {string[]} units
 */
function notStarted(units) {
  const hasSystemd = existsSync('/run/systemd/system')
  return hasSystemd && units.length > 0 ? ` && sudo systemctl disable --now ${units.join(' ')}` : ''
}

function isDebian() {
  return existsSync('/etc/debian_version') && existsSync('/usr/bin/dpkg-query')
}

/** @param {string[]} packages */
async function missingOf(packages) {
  const names = packages.flatMap((name) => name.split('|'))
  // It exits with 1 when it does not know one of them, and still tells of the others.
  const { output } = await run('dpkg-query', ['-s', ...names])
  const present = new Set(
    [...output.matchAll(/^Package: (\S+)\nStatus: install ok installed$/gm)].map(
      ([, name]) => name,
    ),
  )
  return packages
    .map((name) => name.split('|'))
    .filter((names) => !names.some((name) => present.has(name)))
    .map(([first = '']) => first)
}

/** @param {string[]} names */
async function install(names) {
  await during(`installing system packages: ${names.join(' ')}`, async () => {
    if (await attempt(names)) return
    // No lists yet, as on a fresh machine or in a container, or lists that are too old.
    const update = await aptGet(['update'])
    if (update.code !== 0) say(update.output)
    const result = await aptGet(['install', '-y', '--no-install-recommends', ...names])
    if (result.code !== 0) throw new Error(result.output.trimEnd())
  })
}

/**
 * Installs from the lists as they are; an installation that was interrupted is ended first.
 * @param {string[]} names
 */
async function attempt(names) {
  const pending = existsSync('/var/lib/dpkg/updates/0000')
  if (pending) await run('dpkg', ['--configure', '-a'], { env: quiet })
  return (await aptGet(['install', '-y', '--no-install-recommends', ...names])).code === 0
}

const quiet = { DEBIAN_FRONTEND: 'noninteractive' }

/** @param {string[]} args */
function aptGet(args) {
  return run('apt-get', [...apt, ...args], { env: quiet })
}

/**
 * Why unprivileged sandboxing would fail here, in words; Chromium would only die.
 * @returns {string | undefined} nothing when it works, or when the system does not say
 */
export function sandboxProblem() {
  const switches = {
    '/proc/sys/kernel/unprivileged_userns_clone': '0',
    '/proc/sys/user/max_user_namespaces': '0',
    '/proc/sys/kernel/apparmor_restrict_unprivileged_userns': '1',
  }
  for (const [path, off] of Object.entries(switches))
    if (existsSync(path) && readFileSync(path, 'utf8').trim() === off)
      return `user namespaces, which Electron's sandbox is made of, are switched off (${path} is ${off})`
  return undefined
}
