/**
 * `patchbay test`: the saved tests of a project, with no server, no peer and no secret. Exit status 0: all that are on have
 * passed. 1: some have not. 2: none could be run.
 */
import { mkdirSync, writeFileSync, writeSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { workOf } from '../held.ts'
import type { Blocked } from '../model/control.ts'
import { didYouMean } from '../model/nearest.ts'
import type { TestResult, TestRun } from '../model/proving.ts'
import { runOf, runTests, testsOf } from '../run-tests.ts'
import { Runtime } from '../runtime.ts'
import { startWatchdog } from '../watchdog/watchdog.ts'
import { junitWriter } from './junit.ts'
import { openFolder } from './open.ts'
import { type Around, coverageLines, resultLines, summaryLine } from './test-lines.ts'
import { problemLine } from './words.ts'

export interface TestOptions {
  flow?: string
  junit?: string
  json?: boolean
  coverage?: boolean
  bail?: boolean
}

export async function test(
  path: string,
  names: readonly string[],
  options: TestOptions,
): Promise<void> {
  try {
    process.exitCode = await proved(path, names, options)
  } catch (error) {
    process.stderr.write(`patchbay: ${(error as Error).message}\n`)
    process.exitCode = 2
  }
}

async function proved(
  path: string,
  names: readonly string[],
  options: TestOptions,
): Promise<number> {
  const { folder, project, problems } = await openFolder(path)
  const around: Around = { project, folder }
  // A file that cannot be read may be a test that nobody would miss.
  const unread = problems.filter(
    ({ at, severity }) => at.collection === 'tests' && severity === 'error',
  )
  for (const problem of unread) say(2, problemLine(problem, project, folder))
  const wanted = names.length > 0 ? names : undefined
  mustBeThere(names, Object.keys(project.tests), 'test')
  if (options.flow !== undefined) mustBeThere([options.flow], Object.keys(project.flows), 'flow')
  const which = { names: wanted, flow: options.flow }
  const tests = testsOf(project, which)
  if (tests.length === 0)
    throw new Error(`${folder} has no saved tests${options.flow ? ' on that flow' : ''}.`)

  const results: TestResult[] = []
  const began = performance.now()
  const write = options.junit === undefined ? undefined : await junitWriter()
  const finish = (run: TestRun) => {
    if (options.json) say(1, JSON.stringify(run, null, 2))
    else {
      if (options.coverage) for (const line of coverageLines(run.coverage, project)) say(1, line)
      say(1, summaryLine(run.results, run.took))
    }
    if (write) save(options.junit ?? '', write(run.results, run.took, around))
  }
  const tell = (result: TestResult) => {
    results.push(result)
    if (!options.json) for (const line of resultLines(result, around)) say(1, line)
  }

  const beside = new Runtime({ logLevel: 'silent' })
  const work = workOf(() => beside)
  const stop = startWatchdog({
    says: 'nothing',
    work: {
      ...work,
      note(blocked) {
        const next = tests[results.length]
        if (next) tell(heldBy(next.name, next.channel, blocked))
        finish(runOf(results, performance.now() - began))
        // Nothing else stops a loop; whatever is left of the tests is not run.
        process.exit(1)
      },
    },
  })
  try {
    const run = await runTests(project, which, {
      ...{ folder, beside, signal: new AbortController().signal },
      onResult: (result) => {
        tell(result)
        return options.bail === true && (result.outcome === 'failed' || result.outcome === 'error')
      },
    })
    finish(run)
    return unread.length > 0 ? Math.max(1, statusOf(run.results)) : statusOf(run.results)
  } finally {
    stop()
    await beside.stop(1)
  }
}

function statusOf(results: readonly TestResult[]): number {
  const ran = results.filter(({ outcome }) => outcome !== 'skipped')
  if (ran.length > 0 && ran.every(({ outcome }) => outcome === 'error')) return 2
  return ran.every(({ outcome }) => outcome === 'passed') ? 0 : 1
}

function heldBy(name: string, channel: string, { at, service }: Blocked): TestResult {
  const line = at?.line === undefined ? '' : `:${at.line}`
  const where = at ? ` at ${at.name}${line}` : ''
  const who = service === undefined ? 'Something' : `The service "${service}"`
  const message = `${who} held the process${where} for longer than its message may take, and was ended. Mend the loop; the tests after this one were not run.`
  return {
    ...{ test: name, channel, outcome: 'failed', took: 0, differences: [] },
    coverage: { nodes: [], links: [] },
    failure: { code: 'SERVICE_HELD_LOOP', kind: 'defect', message, ...(at ? { at } : {}) },
  }
}

/** @throws Error that names those that are not. */
function mustBeThere(names: readonly string[], known: readonly string[], word: string): void {
  const missing = names.find((name) => !known.includes(name))
  if (missing === undefined) return
  const fix = didYouMean(
    missing,
    known,
    known.length === 0 ? `There are none.` : `There are: ${known.join(', ')}.`,
  )
  throw new Error(`There is no ${word} "${missing}". ${fix}`)
}

function save(file: string, text: string): void {
  const path = resolve(file)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}

/** At once: it may be the last thing this process does. */
function say(descriptor: 1 | 2, line: string): void {
  writeAll(descriptor, Buffer.from(`${line}\n`))
}

function writeAll(descriptor: number, bytes: Buffer): void {
  for (let left = bytes; left.length > 0; ) {
    try {
      left = left.subarray(writeSync(descriptor, left))
    } catch (error) {
      // A pipe that is full just now.
      if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error
    }
  }
}
