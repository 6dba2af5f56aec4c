// npm run check: formatter and linter, then types. Each is one test for `npm test`.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ensureDependencies } from './dependencies.mjs'
import { root } from './paths.mjs'
import { run } from './run.mjs'
import { command, say } from './say.mjs'

/**
 * @typedef {object} Check
 * @property {string} name
 * @property {string} script relative to the repository
 * @property {string[]} args
 */

/** @type {Check[]} */
const checks = [
  {
    name: 'formatted and free of lint',
    script: 'node_modules/@biomejs/biome/bin/biome',
    args: ['check', '--error-on-warnings', '--max-diagnostics=50'],
  },
  { name: 'types', script: 'node_modules/typescript/bin/tsc', args: ['-b'] },
]

/**
 * Runs both checks and prints what they find.
 * @param {(line: string) => void} print
 * @returns {Promise<import('./test/suites.mjs').Report>}
 */
export async function check(print) {
  const report = { passed: 0, failed: /** @type {string[]} */ ([]), skipped: [] }
  for (const { name, script, args } of checks) {
    const { code, output } = await run(process.execPath, [join(root, script), ...args])
    if (code === 0) report.passed++
    else {
      report.failed.push(name)
      output.trimEnd().split('\n').forEach(print)
    }
    print(`${code === 0 ? '✓' : '✗'} ${name}`)
  }
  return report
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await command(async () => {
    await ensureDependencies()
    return (await check(say)).failed.length > 0 ? 1 : 0
  })
