// Some packages that only tests need are daemons, which Debian would start at once, on their usual ports, and
// again with the machine. Tests start their own; the person has not asked for the others.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { run } from './run.mjs'

// Debian's way to say what may be started during an installation (invoke-rc.d(8), deb-systemd-invoke(1p)).
const policy = '/usr/sbin/policy-rc.d'
const mark = "# Of Patchbay's set-up, for the time of one installation."

/**
 * Those that are not here yet. One that is belongs to somebody, and is left alone.
 * @param {string[]} units as systemd names them: rabbitmq-server.service
 */
export function notHere(units) {
  return units.filter((unit) => !isHere(unit))
}

/**
 * Installs something while none of these daemons is started, and takes them out of what starts with the
 * machine. A policy that somebody else has made is left as it is.
 * @template T
 * @param {string[]} units not here yet
 * @param {() => Promise<T>} install
 * @returns {Promise<T>}
 */
export async function withoutStarting(units, install) {
  const remove = units.length > 0 && mayWrite() ? putPolicy(units) : () => {}
  try {
    const result = await install()
    await disable(units.filter(isHere))
    return result
  } finally {
    remove()
  }
}

/** @param {string} unit */
function isHere(unit) {
  return ['/lib/systemd/system', '/etc/systemd/system'].some((folder) =>
    existsSync(`${folder}/${unit}`),
  )
}

/** One of ours may lie there after an installation that was interrupted. */
function mayWrite() {
  return !existsSync(policy) || readFileSync(policy, 'utf8').includes(mark)
}

/**
 * @param {string[]} units
 * @returns {() => void} takes it away
 */
function putPolicy(units) {
  writeFileSync(policy, policyText(units), { mode: 0o755 })
  const remove = () => rmSync(policy, { force: true })
  process.once('exit', remove)
  return () => {
    process.off('exit', remove)
    remove()
  }
}

/**
 * @param {string[]} units
 * @returns {string} a shell script: 101 is no, 0 is yes. It is asked with a unit's name, or with that of the old
 *   init script, which has no ending, among other words
 */
export function policyText(units) {
  const names = units.flatMap((unit) => [unit, basename(unit, extname(unit))])
  return `#!/bin/sh
${mark}
for word in "$@"; do
  case "$word" in
    ${[...new Set(names)].join(' | ')}) exit 101 ;;
  esac
done
exit 0
`
}

/** @param {string[]} units */
async function disable(units) {
  if (units.length > 0) await run('deb-systemd-helper', ['disable', ...units])
  const scripts = new Set(units.map((unit) => basename(unit, extname(unit))))
  for (const name of scripts)
    if (existsSync(`/etc/init.d/${name}`)) await run('update-rc.d', [name, 'disable'])
}
