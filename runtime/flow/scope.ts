/** An exchange as one node sees it: what the node does to the outside shows as steps inside the node's own. */
import type { Exchange, Origin, StepInfo } from '../message/exchange.ts'
import type { Message } from '../message/message.ts'
import { toFailure } from '../model/failure.ts'
import type { OpenExchange } from './open-exchange.ts'
import type { Step } from './step.ts'

export class Scope implements Exchange {
  constructor(
    readonly exchange: OpenExchange,
    readonly parent: Step,
    /** A node that is itself the call: its step takes the call's label and bodies, and there is no second bar. */
    readonly isCall: boolean,
  ) {}

  get cid(): string {
    return this.exchange.origin.cid
  }

  get origin(): Origin {
    return this.exchange.origin
  }

  get traceparent(): string {
    return this.exchange.traceparent
  }

  get deadline(): number {
    return this.exchange.deadline
  }

  get signal(): AbortSignal {
    return this.exchange.signal
  }

  left(): number {
    return Math.max(0, this.exchange.deadline - Date.now())
  }

  async step<T>(
    info: StepInfo,
    work: () => Promise<T>,
    answered?: (result: T) => Message | undefined,
  ): Promise<T> {
    const { exchange } = this
    const figure = exchange.live.figureOf(info.at)
    const step = this.isCall
      ? this.parent
      : exchange.begin(info.at, kindOf(info.at.collection), info.at.name, info.sent, this.parent.id)
    step.label = info.label
    if (this.isCall && info.sent) step.sent = info.sent
    figure.begin()
    const began = performance.now()
    try {
      const result = await work()
      if (!this.isCall) exchange.endStep(step, 'done', answered?.(result))
      figure.end(performance.now() - began, false)
      return result
    } catch (thrown) {
      const failure = toFailure(thrown, 'DEFECT', { at: info.at })
      if (!this.isCall) exchange.endStep(step, 'failed', undefined, failure)
      figure.end(performance.now() - began, true)
      throw failure
    }
  }
}

function kindOf(collection: string): 'outgoing' | 'service' {
  return collection === 'services' ? 'service' : 'outgoing'
}
