/** What one designer has proved: tests, replays and comparisons under way, each ended when it is cancelled or the designer goes. */
import { Failure } from './model/failure.ts'
import type {
  BehaviourReport,
  BehaviourRequest,
  ProposedTest,
  Proving,
  ProvingProgress,
  ReplayReport,
  ReplayRequest,
  RunTestsRequest,
  TestRun,
} from './model/proving.ts'
import type { Runtime } from './runtime.ts'

export class Proofs implements Proving {
  constructor(
    readonly runtime: Runtime,
    readonly tell: (progress: ProvingProgress) => void,
  ) {}

  async runTests(_request: RunTestsRequest): Promise<TestRun> {
    throw this.#notYet()
  }

  async proposeTest(_request: { cid: string; name: string }): Promise<ProposedTest> {
    throw this.#notYet()
  }

  async replay(_request: ReplayRequest): Promise<ReplayReport> {
    throw this.#notYet()
  }

  async compareBehaviour(_request: BehaviourRequest): Promise<BehaviourReport> {
    throw this.#notYet()
  }

  cancel(_id: string): void {}

  close(): void {}

  #notYet(): Failure {
    return new Failure('DEFECT', 'This runtime cannot prove anything yet.')
  }
}
