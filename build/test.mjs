// npm test [PATTERN...]: whatever set-up tests need, then every suite, then one line that adds them
// up. PATTERN is a suite's name (check, unit, room, e2e) or part of a test file's path.

import { filesEnding } from './bundle/files.mjs'
import { bundle } from './bundle.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { startDisplay } from './display.mjs'
import { ensureElectron } from './electron.mjs'
import { dist } from './paths.mjs'
import { command, Refusal, say } from './say.mjs'
import { ensureSystem } from './system.mjs'
import { forTests, forWindow } from './system-packages.mjs'
import { lanes, runSuite } from './test/suites.mjs'

await command(async () => {
  const { suites, patterns } = chosen(process.argv.slice(2))
  await ensureDependencies()
  const noWindow = await ensureSystem(forWindow)
  const noPeers = await ensureSystem(forTests)
  for (const line of [noWindow, noPeers])
    if (line) say(`! Some tests cannot run here without: ${line}`)
  const electron = await ensureElectron()
  const build = await buildReport()
  const needsDisplay = process.platform === 'linux' && suites.includes('e2e') && !noWindow
  const screen = needsDisplay ? await startDisplay() : undefined
  try {
    return summarise([
      build,
      ...(await runLanes(suites, {
        patterns,
        noDesktop: noWindow && `it needs system packages: ${noWindow}`,
        env: {
          PATCHBAY_ELECTRON: electron,
          PATCHBAY_DIST: dist,
          ...(screen && { DISPLAY: screen.display, WAYLAND_DISPLAY: undefined }),
        },
      })),
    ])
  } finally {
    screen?.stop()
  }
})

/**
 * A build that fails is a failed test, and the suites that do not need it still run.
 * @returns {Promise<import('./test/suites.mjs').Report>}
 */
async function buildReport() {
  try {
    await bundle()
    return { passed: 0, failed: [], skipped: [] }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    say(`✗ ${error.message}`)
    return { passed: 0, failed: ['the build'], skipped: [] }
  }
}

/** @param {string[]} words */
function chosen(words) {
  const all = lanes.flat()
  const named = words.filter((word) => all.includes(word))
  const patterns = words
    .filter((word) => !all.includes(word))
    .map((word) => word.replace(/^\.\//, ''))
  if (named.length > 0) return { suites: named, patterns }
  if (patterns.length === 0) return { suites: all, patterns }
  const files = [...filesEnding('test', '.test.ts'), ...filesEnding('test', '.test.tsx')]
  const meant = files.filter((file) => patterns.some((pattern) => file.includes(pattern)))
  const suites = meant.map(suiteOf)
  return { suites: all.filter((name) => suites.includes(name)), patterns }
}

/**
 * As vitest.config.ts divides them.
 * @param {string} file
 * @returns {string}
 */
function suiteOf(file) {
  if (file.endsWith('.e2e.test.ts')) return 'e2e'
  return file.endsWith('.room.test.ts') ? 'room' : 'unit'
}

/**
 * @param {string[]} suites
 * @param {import('./test/suites.mjs').Setting} setting
 */
async function runLanes(suites, setting) {
  const reports = await Promise.all(
    lanes.map(async (lane) => {
      const done = []
      for (const name of lane) if (suites.includes(name)) done.push(await runSuite(name, setting))
      return done
    }),
  )
  return reports.flat()
}

/**
 * Prints what did not pass and, alone on the last line, the sum of all suites.
 * @param {import('./test/suites.mjs').Report[]} reports
 * @returns {number} the exit code: also a run without any test is a failure
 */
function summarise(reports) {
  const passed = reports.reduce((sum, report) => sum + report.passed, 0)
  const failed = reports.flatMap((report) => report.failed)
  const skipped = reports.flatMap((report) => report.skipped)
  list('Skipped', skipped)
  list('Failed', failed)
  const more = skipped.length > 0 ? `, ${skipped.length} skipped` : ''
  process.stdout.write(`\n${passed} passed, ${failed.length} failed${more}\n`)
  return failed.length > 0 || passed === 0 ? 1 : 0
}

/**
 * @param {string} title
 * @param {string[]} lines
 */
function list(title, lines) {
  if (lines.length > 0) process.stdout.write(`\n${[`${title}:`, ...lines].join('\n  ')}\n`)
}
