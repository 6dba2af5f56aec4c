/**
 * Proving what a project does, over the control contract: saved tests, replay, and what a draft would do otherwise than what
 * happened. All of it runs in a runtime of its own that takes no messages and reaches nothing outside (`rehearsal`), except a
 * replay whose outgoing connections are real.
 */
import type { FailureData } from './failure.ts'
import type { Place } from './place.ts'
import type { Project } from './project.ts'
import type { SavedTest } from './saved-test.ts'

/** One thing that came out otherwise. */
export interface Difference {
  /** answer: what the caller got. delivery: what was sent out. path: which nodes it passed. settlement: how the source was told. */
  kind: 'answer' | 'delivery' | 'failure' | 'path' | 'settlement'
  /** A JSON Pointer into the `Expectation`: `/status`, `/body/json/total`, `/deliveries/0/body/json/id`. */
  pointer: string
  /** For people: `status is 200, not 201`. */
  words: string
  /** As JSON; left out: nothing is there. */
  expected?: unknown
  actual?: unknown
  /** The node after which it first differs, when that is known. */
  at?: Place
}

/** Which nodes and links a run went through. */
export interface Coverage {
  nodes: readonly { flow: string; node: string; count: number }[]
  links: readonly { flow: string; link: string; count: number }[]
}

export interface TestResult {
  test: string
  channel: string
  /** error: it could not be run at all; see `failure`. skipped: it is off. */
  outcome: 'passed' | 'failed' | 'error' | 'skipped'
  /** Milliseconds. */
  took: number
  differences: readonly Difference[]
  /** Why it could not be run, or the failure that its exchange ended with. */
  failure?: FailureData
  /** As an `Expectation` without masks: to be shown beside what was expected, and taken over by `Accept`. */
  actual?: SavedTest['expect']
  coverage: Coverage
}

export interface TestRun {
  results: readonly TestResult[]
  coverage: Coverage
  took: number
}

export interface RunTestsRequest {
  /** Made by who asks; `cancelTest` takes it. */
  id: string
  /** With the tests to run. Left out: what is deployed. */
  project?: Project
  /** Left out: all. */
  names?: readonly string[]
  /** Only tests of channels on this flow. */
  flow?: string
}

/** A test made of an exchange that was seen: it was run twice, and what moved is masked. */
export interface ProposedTest {
  test: SavedTest
  /** What a person should know: bodies that were cut, secrets that were masked, calls that could not be recorded. */
  notes: readonly string[]
}

export interface ReplayRequest {
  /** Made by who asks; `cancelTest` ends it. */
  id: string
  /** Oldest first or as given; at most 10,000. */
  cids: readonly string[]
  /** Begins at this step's node, with what went into it. Left out: from the start. Only with one cid. */
  step?: number
  /** Goes in instead of the recorded body; its bytes came by `testBody(id, ...)`. Only with one cid. */
  edited?: { contentType?: string; headers?: Readonly<Record<string, string>>; hasBody: boolean }
  /** recorded: connections answer as they did then. real: they are really called; the exchanges show in the messages. */
  outgoing: 'real' | 'recorded'
  /** A second; left out: one after the other as fast as it goes. */
  rate?: number
}

export interface Replayed {
  /** The one that was replayed. */
  cid: string
  /** The new one, when it can be looked at; left out: it could not be replayed, or was one of very many that were rehearsed. */
  now?: string
  outcome: 'same' | 'different' | 'failed' | 'impossible'
  differences: readonly Difference[]
  failure?: FailureData
}

export interface ReplayReport {
  replayed: readonly Replayed[]
  took: number
  isCancelled: boolean
}

export interface BehaviourRequest {
  id: string
  /** The draft. Left out: what is deployed. */
  project?: Project
  channel?: string
  /** The last so many exchanges. Default 200, at most 10,000. */
  limit?: number
}

/** Exchanges that came out otherwise for one cause. */
export interface BehaviourGroup {
  /** The node where they first go another way, send another thing or fail otherwise. */
  at: Place
  kind: Difference['kind']
  /** `"billing.handler" answers another total`. */
  words: string
  count: number
  /** At most 50. */
  cids: readonly string[]
  example: { cid: string; differences: readonly Difference[] }
}

export interface BehaviourReport {
  ran: number
  same: number
  different: number
  /** Not run, and why: `its body was cut`, `its channel is gone`. */
  skipped: readonly { reason: string; count: number }[]
  /** Largest first. */
  groups: readonly BehaviourGroup[]
  took: number
  isCancelled: boolean
}

/** How far a run of tests, a replay or a comparison is. */
export interface ProvingProgress {
  id: string
  done: number
  total: number
  /** The test that ended just now. */
  result?: TestResult
}

/** The part of `Control` that proves. All are ended by `cancelTest(id)`. */
export interface Proving {
  runTests(request: RunTestsRequest): Promise<TestRun>
  /** @throws Failure NOT_FOUND when the exchange is no longer kept. */
  proposeTest(request: { cid: string; name: string }): Promise<ProposedTest>
  replay(request: ReplayRequest): Promise<ReplayReport>
  compareBehaviour(request: BehaviourRequest): Promise<BehaviourReport>
}

export const provingMethods = [
  'runTests',
  'proposeTest',
  'replay',
  'compareBehaviour',
] as const satisfies readonly (keyof Proving)[]
