/** Saved tests, one after the other in the order of their names, in a rehearsal of the project. */
import { definitionOf } from './connectors/definitions.ts'
import { toFailure } from './model/failure.ts'
import type { Project } from './model/project.ts'
import type { Coverage, Difference, TestResult, TestRun } from './model/proving.ts'
import type { SavedTest } from './model/saved-test.ts'
import { compare } from './proving/compare.ts'
import { sumOf } from './proving/coverage.ts'
import { inputOf } from './proving/input.ts'
import { answeredAt, observed } from './proving/observed.ts'
import { answersOf, type CallMade } from './proving/stand-ins.ts'
import { whyNotReady } from './proving/unready.ts'
import { Rehearsal, type RehearsalOptions } from './rehearsal.ts'

export interface WhichTests {
  names?: readonly string[] | undefined
  /** Only tests of channels on this flow. */
  flow?: string | undefined
}

export interface RunOptions extends RehearsalOptions {
  /** Those that have ended by then are told; the others are not run. */
  signal: AbortSignal
  /** After each test; true: no more are run. */
  onResult?(result: TestResult, done: number, total: number): boolean | undefined
}

/** In the order of their names. */
export function testsOf({ tests, flows }: Project, { names, flow }: WhichTests): SavedTest[] {
  const wanted = names && new Set(names)
  const nodes = flow === undefined ? undefined : Object.values(flows[flow]?.nodes ?? {})
  return Object.values(tests)
    .filter(({ name }) => !wanted || wanted.has(name))
    .filter(
      ({ channel }) =>
        !nodes ||
        nodes.some(
          ({ kind, ...node }) => kind === 'channel' && 'ref' in node && node.ref === channel,
        ),
    )
    .sort((one, other) => (one.name < other.name ? -1 : 1))
}

export async function runTests(
  project: Project,
  which: WhichTests,
  { signal, onResult, ...options }: RunOptions,
): Promise<TestRun> {
  const began = performance.now()
  const tests = testsOf(project, which)
  const results: TestResult[] = []
  const rehearsal = tests.length > 0 ? await Rehearsal.open(project, options) : undefined
  try {
    for (const test of tests) {
      if (!rehearsal || signal.aborted) break
      const result = await runTest(rehearsal, project, test, signal)
      if (signal.aborted) break
      results.push(result)
      if (onResult?.(result, results.length, tests.length)) break
    }
  } finally {
    await rehearsal?.close()
  }
  const coverage = sumOf(results.map((result) => result.coverage))
  return { results, coverage, took: performance.now() - began }
}

const nothing: Coverage = { nodes: [], links: [] }

/** Never rejects: what is wrong with it is its result. */
export async function runTest(
  rehearsal: Rehearsal,
  project: Project,
  test: SavedTest,
  signal: AbortSignal,
): Promise<TestResult> {
  const began = performance.now()
  const { name, channel } = test
  const about = { test: name, channel, differences: [], coverage: nothing }
  if (!test.isActive) return { ...about, outcome: 'skipped', took: 0 }
  const object = project.channels[channel]
  const unready = whyNotReady(project, test, rehearsal.report?.problems ?? [])
  if (unready || !object) {
    return {
      ...about,
      outcome: 'error',
      took: 0,
      ...(unready ? { failure: unready.toData() } : {}),
    }
  }
  try {
    const input = inputOf(test, object, definitionOf(object.type)?.channel)
    const came = await rehearsal.test(channel, input, answersOf(test.answers), signal)
    const took = performance.now() - began
    const { exchange, calls, coverage } = came
    const failure = (exchange?.failure ?? came.failure)?.toData()
    const told = failure ? { failure } : {}
    // It was never sent: the form has what cannot be, or the channel takes nothing.
    if (!exchange) return { ...about, outcome: 'error', took, ...told }
    const actual = observed(came)
    const differences = [
      ...missing(calls),
      ...compare(test.expect, actual, {
        masks: test.masks,
        answeredAt: answeredAt(exchange),
        deliveredAt: (index) => calls[index]?.by,
      }),
    ]
    const outcome = differences.length === 0 ? 'passed' : 'failed'
    return { ...about, outcome, took, differences, actual, coverage, ...told }
  } catch (thrown) {
    const took = performance.now() - began
    return { ...about, outcome: 'error', took, failure: toFailure(thrown).toData() }
  }
}

/** A call that nothing stands in for fails the test, whatever its service makes of that. */
function missing(calls: readonly CallMade[]): Difference[] {
  return calls.flatMap(({ answer, by, connection, call }) =>
    'code' in answer && answer.code === 'STAND_IN_MISSING'
      ? [
          {
            ...{ kind: 'delivery' as const, pointer: '/answers', words: answer.message, at: by },
            actual: { connection, call },
          },
        ]
      : [],
  )
}
