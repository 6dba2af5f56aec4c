/**
 * `patchbay verify`: does an exported server do what the designer's runtime does? Its saved tests, and messages of the past where
 * a history is given, go through both: through the export in a process of its own, and through the project compiled anew here.
 * Exit status 0: all tests pass and nothing differs. 1: something does. 2: it could not be verified.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Failure } from '../model/failure.ts'
import type { Project } from '../model/project.ts'
import type { Difference, TestResult, TestRun } from '../model/proving.ts'
import { ask } from '../model/rpc.ts'
import type { SavedTest } from '../model/saved-test.ts'
import { compare } from '../proving/compare.ts'
import { runTests, testsOf } from '../run-tests.ts'
import { takePackages } from '../services/packages.ts'
import { openFolder } from './open.ts'
import { type Prover, portOf, proverMethods, withTests } from './prove.ts'
import { type RecordedTests, recordedTests } from './recorded-tests.ts'
import { type Around, resultLines, summaryLine } from './test-lines.ts'

export interface VerifyOptions {
  /** A history on disk: the folder that was given to `patchbay run --history`. */
  history?: string
  /** So many of its last messages. Default 200. */
  recorded?: string
  json?: boolean
}

export async function verify(path: string, options: VerifyOptions): Promise<void> {
  try {
    process.exitCode = (await verified(path, options)) ? 0 : 1
  } catch (error) {
    process.stderr.write(`patchbay: ${(error as Error).message}\n`)
    process.exitCode = 2
  }
}

async function verified(path: string, options: VerifyOptions): Promise<boolean> {
  const home = resolve(path)
  const server = join(home, 'server.js')
  if (!existsSync(server) || !existsSync(join(home, 'project'))) {
    throw new Error(`${home} is no export: it has no server.js with a project beside it.`)
  }
  const { folder, project } = await openFolder(join(home, 'project'))
  const past = await pastOf(project, options)
  const tests = [...testsOf(project, {}), ...past.tests]
  if (tests.length === 0) {
    throw new Error(
      `${home} has no saved tests, and no messages of the past were given (--history): there is nothing to verify it by.`,
    )
  }
  const { signal } = new AbortController()
  const child = fork(server, ['prove'], {
    cwd: home,
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  try {
    const there = await runThere(child, tests)
    // Without the folder nothing is written there; the packages it would be searched for are in the export.
    await takePackages(home)
    const own = withTests(project, tests)
    const here = await runTests(own, {}, { signal })
    // What comes out otherwise each time, such as a time or an id, is no difference between the two.
    const again = await runTests(own, {}, { signal })
    const outcomes = { here, again, there, skipped: past.skipped, json: options.json }
    return tell({ project: own, folder }, outcomes)
  } finally {
    child.kill()
  }
}

async function pastOf(
  project: Project,
  { history, recorded = '200' }: VerifyOptions,
): Promise<RecordedTests> {
  if (history === undefined) return { tests: [], skipped: new Map() }
  const limit = Number(recorded)
  if (!Number.isInteger(limit) || limit < 1 || limit > 2000)
    throw new Error(`--recorded ${recorded}: must be a whole number from 1 to 2000.`)
  return recordedTests(project, resolve(history), limit)
}

/** @throws Failure when the export's process ends before it has answered. */
async function runThere(child: ChildProcess, tests: readonly SavedTest[]): Promise<TestRun> {
  const gone = new Promise<never>((_resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (status, signal) => {
      const how = signal ?? `exit status ${status}`
      reject(new Failure('RUNTIME_STOPPING', `The exported server ended (${how}).`))
    })
  })
  const ready = new Promise<void>((done) => child.once('message', () => done()))
  await Promise.race([ready, gone])
  const { remote } = ask<Prover, Record<never, never>>(portOf(child as never), proverMethods)
  return Promise.race([remote.run(tests), gone])
}

interface Outcomes {
  here: TestRun
  again: TestRun
  there: TestRun
  skipped: RecordedTests['skipped']
  json: boolean | undefined
}

/** @returns Whether all is well. */
function tell(around: Around, { here, again, there, skipped, json }: Outcomes): boolean {
  const results = there.results.map((result, index) =>
    comparedWith(result, here.results[index], [
      ...(around.project.tests[result.test]?.masks ?? []),
      ...movingIn(here.results[index], again.results[index]),
    ]),
  )
  const isWell = results.every(({ outcome }) => outcome === 'passed' || outcome === 'skipped')
  if (json) {
    process.stdout.write(
      `${JSON.stringify({ results, skipped: Object.fromEntries(skipped), took: there.took }, null, 2)}\n`,
    )
    return isWell
  }
  for (const result of results) {
    for (const line of resultLines(result, around)) process.stdout.write(`${line}\n`)
  }
  for (const [why, count] of skipped) {
    process.stdout.write(`- ${count} messages of the past were left out: ${why}\n`)
  }
  process.stdout.write(`${summaryLine(results, there.took)}\n`)
  if (isWell) process.stdout.write('The export does what the designer does.\n')
  return isWell
}

/** A test that passes there, but not as it does here, or does not pass here, has failed. */
function comparedWith(
  there: TestResult,
  here: TestResult | undefined,
  masks: readonly string[],
): TestResult {
  if (there.outcome !== 'passed' || !here) return there
  const differences =
    here.outcome === there.outcome
      ? compare(here.actual ?? {}, there.actual ?? {}, { masks })
      : [otherwiseHere(here)]
  return differences.length === 0 ? there : { ...there, outcome: 'failed', differences }
}

function otherwiseHere({ outcome, differences, failure }: TestResult): Difference {
  const [first] = differences
  const why = first?.words ?? failure?.message ?? ''
  const words = `It passes in the export, but not in the project as it is compiled here${why === '' ? '' : `: ${why}`}`
  return { kind: 'failure', pointer: '', words, expected: outcome, actual: 'passed' }
}

function movingIn(first: TestResult | undefined, second: TestResult | undefined): string[] {
  const differences = compare(first?.actual ?? {}, second?.actual ?? {})
  return differences.map(({ pointer }) => pointer)
}
