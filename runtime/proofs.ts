/** What one designer has proved: tests, replays and comparisons under way, each ended when it is cancelled or the designer goes. */
import { behaviourOf } from './behaviour.ts'
import { Failure } from './model/failure.ts'
import type { Project } from './model/project.ts'
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
import { proposeTest } from './propose-test.ts'
import { replay } from './replay.ts'
import { runTests } from './run-tests.ts'
import type { Runtime } from './runtime.ts'

/** Milliseconds. */
const tellEvery = 50

export class Proofs implements Proving {
  readonly #underWay = new Map<string, AbortController>()

  constructor(
    readonly runtime: Runtime,
    readonly tell: (progress: ProvingProgress) => void,
  ) {}

  async runTests({ id, project, names, flow }: RunTestsRequest): Promise<TestRun> {
    const tested = project ?? this.#deployed()
    return this.#ended(id, (signal) =>
      runTests(
        tested,
        { names, flow },
        {
          ...{ signal, folder: this.runtime.options.folder, beside: this.runtime },
          onResult: (result, done, total) => {
            this.tell({ id, done, total, result })
            return false
          },
        },
      ),
    )
  }

  async proposeTest(request: { cid: string; name: string }): Promise<ProposedTest> {
    return this.#ended(`test of ${request.cid}`, (signal) =>
      proposeTest(this.runtime, request, signal),
    )
  }

  /** @param body What was edited, when it came. */
  async replay({ id, ...request }: ReplayRequest, body?: Buffer): Promise<ReplayReport> {
    return this.#ended(id, (signal) =>
      replay(this.runtime, request, body, { signal, tell: this.#teller(id) }),
    )
  }

  async compareBehaviour({ id, ...request }: BehaviourRequest): Promise<BehaviourReport> {
    return this.#ended(id, (signal) =>
      behaviourOf(this.runtime, request, { signal, tell: this.#teller(id) }),
    )
  }

  /** Of thousands that go by in a second nobody wants to be told one by one. */
  #teller(id: string): (done: number, total: number) => void {
    let last = 0
    return (done, total) => {
      const now = performance.now()
      if (done < total && now - last < tellEvery) return
      last = now
      this.tell({ id, done, total })
    }
  }

  cancel(id: string): void {
    this.#underWay.get(id)?.abort(new Failure('CALLER_GONE', 'It was cancelled.'))
  }

  /** The designer has gone: nobody waits for these any more. */
  close(): void {
    for (const id of [...this.#underWay.keys()]) this.cancel(id)
  }

  /** What `cancel` can end, until it is over. */
  async #ended<T>(id: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController()
    this.#underWay.set(id, controller)
    try {
      return await work(controller.signal)
    } finally {
      this.#underWay.delete(id)
    }
  }

  #deployed(): Project {
    const { deployed } = this.runtime
    if (deployed) return deployed.wanted
    throw new Failure('CHANNEL_NOT_FOUND', 'Nothing is deployed yet.')
  }
}
