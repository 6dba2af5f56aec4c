/**
 * One exchange under way: its steps, its answer, its failure, its time. It settles once, when all its work is done or its
 * time is up, whichever comes first; what ends later changes nothing any more.
 */
import { newTraceparent } from '../message/cid.ts'
import type { Origin, Settled } from '../message/exchange.ts'
import type { Message } from '../message/message.ts'
import { Failure } from '../model/failure.ts'
import type { StepState } from '../model/trace.ts'
import type { Live } from './live.ts'
import type { Plan } from './plan.ts'
import { type Actor, Step } from './step.ts'

// More would fill the history with one runaway exchange; the number left out is told.
const mostSteps = 500

export class OpenExchange {
  readonly steps: Step[] = []
  leftOut = 0
  /** Where it stands among those under way (`open-exchanges.ts`). */
  slot = -1
  /** Whoever waits for its reply. */
  resolve: ((reply: Message) => void) | undefined = undefined
  reject: ((failure: Failure) => void) | undefined = undefined
  /** Epoch milliseconds. */
  readonly deadline: number
  failure: Failure | undefined = undefined
  reply: Message | undefined = undefined
  /** Milliseconds on the monotonic clock; 0 while open. */
  ended = 0
  settled: Settled | undefined = undefined
  #traceparent: string | undefined
  #controller: AbortController | undefined

  constructor(
    readonly live: Live,
    readonly plan: Plan,
    readonly origin: Origin,
    readonly message: Message,
    /** Epoch milliseconds, and the same instant on the monotonic clock. */
    readonly beganAt: number,
    readonly began: number,
    private readonly over: (exchange: OpenExchange) => void,
  ) {
    this.deadline = beganAt + origin.timeout
    this.steps.push(new Step(0, undefined, plan.actor, '', began, message))
  }

  get isOver(): boolean {
    return this.ended !== 0
  }

  /** Made when somebody first asks: most exchanges never send it on. */
  get traceparent(): string {
    this.#traceparent ??= newTraceparent(this.origin.traceparent)
    return this.#traceparent
  }

  /** What was sent on, if anything was. */
  get knownTraceparent(): string | undefined {
    return this.#traceparent
  }

  /** Made when somebody first asks: most services never look. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController()
      const { signal } = this.origin
      if (this.isOver) this.#controller.abort(this.failure ?? exchangeOver())
      else if (signal?.aborted) this.abort(callerGone(this.origin))
      else
        signal?.addEventListener('abort', () => this.abort(callerGone(this.origin)), { once: true })
    }
    return this.#controller.signal
  }

  begin(actor: Actor, message: Message | undefined, parent?: number): Step {
    const step = new Step(this.steps.length, parent, actor, '', performance.now(), message)
    if (this.steps.length < mostSteps) this.steps.push(step)
    else this.leftOut++
    return step
  }

  endStep(step: Step, state: StepState, out: Message | undefined, failure?: Failure): void {
    if (this.isOver) return
    step.out = out
    step.failure = failure
    step.end(state, performance.now())
  }

  /** The first answer counts. */
  answer(message: Message | undefined): void {
    this.reply ??= message
  }

  /** The first failure counts; other branches go on to their end. */
  fail(failure: Failure): void {
    this.failure ??= failure
  }

  /** All work is done. */
  finish(): void {
    if (this.isOver) return
    const [channel] = this.steps
    this.ended = performance.now()
    if (channel) {
      channel.out = this.failure ? undefined : this.reply
      channel.failure = this.failure
      channel.end(this.failure ? 'failed' : 'done', this.ended)
    }
    this.over(this)
  }

  /** Nobody waits any longer, or there is no time left: settles now, tells whoever works for it. */
  abort(why: Failure): void {
    if (this.isOver) return
    this.failure = why
    for (const step of this.steps) {
      if (step.state !== 'open' || step.id === 0) continue
      step.failure = why
      step.end('failed', performance.now())
    }
    this.finish()
    this.#controller?.abort(why)
  }
}

function callerGone(origin: Origin): Failure {
  return new Failure('CALLER_GONE', `The caller of "${origin.channel}" is gone.`)
}

function exchangeOver(): Failure {
  return new Failure('CALLER_GONE', 'The exchange is over.')
}
