/** What was proved: the last outcome of each test, what runs, coverage, replays, the last comparison. Never part of the project. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type {
  BehaviourReport,
  Coverage,
  ReplayReport,
  TestResult,
} from '../../runtime/model/proving.ts'
import type { SavedTest } from '../../runtime/model/saved-test.ts'

export type ProofView = 'tests' | 'behaviour' | 'replay'

export interface Underway {
  id: string
  what: ProofView | 'proposing'
  done: number
  total: number
}

export interface KnownResult {
  result: TestResult
  /** Epoch milliseconds. */
  at: number
  /** Of the project it ran on: another one makes it stale. */
  revision: number
}

/** A test that was made of an exchange and is not saved yet. */
export interface Proposal {
  cid: string
  test: SavedTest
  notes: readonly string[]
}

export interface Replaying {
  outgoing: 'real' | 'recorded'
  report: ReplayReport
}

export interface ProvingState {
  view: ProofView
  results: Readonly<Record<string, KnownResult>>
  /** Of the last run of all tests. */
  coverage: Coverage | undefined
  showCoverage: boolean
  chosen: string | undefined
  underway: Underway | undefined
  /** What could not be done, in words. */
  trouble: string | undefined
  proposal: Proposal | undefined
  replay: Replaying | undefined
  /** The exchanges that shall be replayed, before anything is sent. */
  toReplay: ReplayPlan | undefined
  behaviour: BehaviourReport | undefined
}

export interface ReplayPlan {
  cids: readonly string[]
  /** Begins at this step, called so. */
  step?: { id: number; name: string }
  /** In the place of the recorded body. */
  edited?: { contentType: string | undefined; text: string }
}

export const nothingProved: ProvingState = {
  view: 'tests',
  results: {},
  coverage: undefined,
  showCoverage: false,
  chosen: undefined,
  underway: undefined,
  trouble: undefined,
  proposal: undefined,
  replay: undefined,
  toReplay: undefined,
  behaviour: undefined,
}

export const provingStore = createStore<ProvingState>(() => nothingProved)

export function useProving<T>(select: (state: ProvingState) => T): T {
  return useStore(provingStore, select)
}

export function setProving(change: Partial<ProvingState>): void {
  provingStore.setState(change)
}

export function takeResult(result: TestResult, revision: number): void {
  provingStore.setState(({ results }) => ({
    results: { ...results, [result.test]: { result, at: Date.now(), revision } },
  }))
}
