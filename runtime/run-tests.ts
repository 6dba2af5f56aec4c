/** Saved tests, one after the other in the order of their names, in a rehearsal of the project. */
import type { Tested } from './connectors/connector.ts'
import { definitionOf } from './connectors/definitions.ts'
import { Failure, toFailure } from './model/failure.ts'
import type { Project } from './model/project.ts'
import type { Coverage, Difference, TestResult, TestRun } from './model/proving.ts'
import type { SavedTest } from './model/saved-test.ts'
import { compare } from './proving/compare.ts'
import { sumOf } from './proving/coverage.ts'
import { inputOf } from './proving/input.ts'
import { answeredAt, observed } from './proving/observed.ts'
import { answersOf, type CallMade } from './proving/stand-ins.ts'
import { whyNotReady } from './proving/unready.ts'
import { Rehearsal, type RehearsalOptions, type Rehearsed } from './rehearsal.ts'

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
  for (const test of tests) {
    const result = await runTest(project, test, { signal, ...options })
    if (signal.aborted) break
    results.push(result)
    if (onResult?.(result, results.length, tests.length)) break
  }
  return runOf(results, performance.now() - began)
}

/** @param took Milliseconds. */
export function runOf(results: readonly TestResult[], took: number): TestRun {
  return { results, coverage: sumOf(results.map(({ coverage }) => coverage)), took }
}

const nothing = { differences: [], coverage: { nodes: [], links: [] } satisfies Coverage }

/**
 * In a rehearsal of its own, so that nothing of what code remembers goes from one test to the next. Never rejects: what is
 * wrong with it is its result.
 */
export async function runTest(
  project: Project,
  test: SavedTest,
  { signal, ...options }: RunOptions,
): Promise<TestResult> {
  const began = performance.now()
  const about = { test: test.name, channel: test.channel }
  if (!test.isActive) return { ...about, outcome: 'skipped', took: 0, ...nothing }
  let rehearsal: Rehearsal | undefined
  try {
    rehearsal = await Rehearsal.open(project, options)
    const came = await rehearse(rehearsal, project, test, signal)
    return { ...about, took: performance.now() - began, ...came }
  } catch (thrown) {
    const failure = toFailure(thrown).toData()
    return { ...about, outcome: 'error', took: performance.now() - began, ...nothing, failure }
  } finally {
    await rehearsal?.close()
  }
}

type What = Omit<TestResult, 'test' | 'channel' | 'took'>

/** @throws Failure when it cannot be run. */
async function rehearse(
  rehearsal: Rehearsal,
  project: Project,
  test: SavedTest,
  signal: AbortSignal,
): Promise<What> {
  const unready = whyNotReady(project, test, rehearsal.report?.problems ?? [])
  if (unready) throw unready
  const came = await sent(rehearsal, project, test, signal)
  const { exchange, calls, coverage } = came
  // It was never sent: the form has what cannot be, or the channel takes nothing.
  if (!exchange) throw came.failure ?? new Failure('DEFECT', 'Nothing came of it.')
  const actual = observed(came)
  const differences = [
    ...missing(calls),
    ...compare(test.expect, actual, {
      masks: test.masks,
      answeredAt: answeredAt(exchange),
      deliveredAt: (index) => calls[index]?.by,
    }),
  ]
  const failure = exchange.failure?.toData(exchange.failure.kind === 'defect')
  return {
    outcome: differences.length === 0 ? 'passed' : 'failed',
    ...{ differences, actual, coverage },
    ...(failure ? { failure } : {}),
  }
}

/** What the test sends, by its channel. */
export function sent(
  rehearsal: Rehearsal,
  { channels }: Project,
  test: Pick<SavedTest, 'channel' | 'values' | 'body' | 'answers'>,
  signal: AbortSignal,
): Promise<Rehearsed<Tested>> {
  const object = channels[test.channel]
  if (!object) throw new Failure('CHANNEL_NOT_FOUND', `There is no channel "${test.channel}".`)
  const input = inputOf(test, object, definitionOf(object.type)?.channel)
  return rehearsal.test(test.channel, input, answersOf(test.answers), signal)
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
