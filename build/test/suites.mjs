// The suites, and how one of them is run: its output goes to the terminal line by line under its
// name, its outcome comes back as a report.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { check } from '../check.mjs'
import { root } from '../paths.mjs'
import { run } from '../run.mjs'

/**
 * @typedef {object} Report
 * @property {number} passed
 * @property {string[]} failed one line each
 * @property {string[]} skipped one line each, with the reason
 */

/**
 * @typedef {object} Setting
 * @property {string[]} patterns parts of test files' paths; none is all
 * @property {Record<string, string | undefined>} env for the tests
 * @property {string} [noDesktop] why no window can be opened here; nothing when it can
 */

/** In two lanes that run side by side, so that two cores are busy until the end. */
export const lanes = [['check', 'unit', 'e2e'], ['room']]

/** How long a suite may be silent before a line says that it is still at work, in milliseconds. */
const silence = 15_000

/**
 * Runs a suite to its end.
 * @param {string} name
 * @param {Setting} setting
 * @returns {Promise<Report>}
 */
export async function runSuite(name, setting) {
  const begun = Date.now()
  const seconds = () => `${Math.round((Date.now() - begun) / 1000)} s`
  /** @param {string} line */
  const print = (line) => {
    beat.refresh()
    if (line.trim()) process.stdout.write(`[${name}] ${line}\n`)
  }
  const beat = setInterval(() => print(`still running (${seconds()})`), silence)
  try {
    if (name === 'check') return await check(print)
    if (name === 'e2e' && setting.noDesktop) return await skipAll(name, setting)
    return await runTests(name, setting, print)
  } finally {
    print(`done (${seconds()})`)
    clearInterval(beat)
  }
}

/**
 * @param {string} name
 * @param {Setting} setting
 * @param {(line: string) => void} print
 * @returns {Promise<Report>}
 */
async function runTests(name, { patterns, env }, print) {
  const scratch = mkdtempSync(join(tmpdir(), 'patchbay-report-'))
  const target = join(scratch, 'report.json')
  try {
    const { code } = await vitest(
      ['run', '--project', name, '--passWithNoTests', ...reporters, ...patterns],
      { env: { ...env, PATCHBAY_TEST_REPORT: target }, onLine: print },
    )
    /** @type {Report} */
    const report = existsSync(target)
      ? JSON.parse(readFileSync(target, 'utf8'))
      : { passed: 0, failed: [], skipped: [] }
    if (code !== 0 && report.failed.length === 0)
      report.failed.push(`${name}: the suite itself ended with ${code}`)
    return report
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/** Ours counts; vitest's shows each file as it ends, and what failed where. */
const reporters = [`--reporter=${join(root, 'build/test/reporter.mjs')}`, '--reporter=default']

/**
 * Counts what cannot run here as skipped, with the reason.
 * @param {string} name
 * @param {Setting} setting
 * @returns {Promise<Report>}
 */
async function skipAll(name, { patterns, noDesktop }) {
  const { output } = await vitest(['list', '--project', name, ...patterns], { env: plain })
  const tests = output.split('\n').filter((line) => line.includes(' > '))
  return { passed: 0, failed: [], skipped: tests.map((test) => `${test}: ${noDesktop}`) }
}

const plain = { NO_COLOR: '1', FORCE_COLOR: undefined }

/** A suite writes into a pipe, and cannot see that we hand it on to a terminal. */
const colours = process.stdout.isTTY ? { FORCE_COLOR: '1' } : plain

/**
 * @param {string[]} args
 * @param {Parameters<typeof run>[2]} options
 */
function vitest(args, options) {
  const script = join(root, 'node_modules/vitest/vitest.mjs')
  return run(process.execPath, [script, ...args], {
    ...options,
    env: { ...colours, ...options?.env },
  })
}
