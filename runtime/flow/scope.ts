/** An exchange as one node sees it: what the node does to the outside shows as steps inside the node's own. */
import type { Exchange, Origin, StepInfo } from '../message/exchange.ts'
import type { Figure } from '../message/figure.ts'
import { Message } from '../message/message.ts'
import type { StandIns } from '../message/stand-ins.ts'
import { toFailure } from '../model/failure.ts'
import type { Place } from '../model/place.ts'
import type { OpenExchange } from './open-exchange.ts'
import type { Actor, Step } from './step.ts'

export class Scope implements Exchange {
  constructor(
    readonly exchange: OpenExchange,
    readonly parent: Step,
    /** A node that is itself the call: its step takes the call's label and bodies, and there is no second bar. */
    readonly isCall: boolean,
    readonly depth = 0,
  ) {}

  get cid(): string {
    return this.exchange.origin.cid
  }

  get origin(): Origin {
    return this.exchange.origin
  }

  get message(): Message {
    return this.exchange.message
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
    info: StepInfo<T>,
    reach: () => Promise<T>,
    answered?: (result: T) => Message | undefined,
  ): Promise<T> {
    const { at, label, sent, confirms = false } = info
    const { standIns } = this.exchange.origin
    const work = standIns ? () => this.#standIn(standIns, info) : reach
    if (!this.isCall) {
      const step = { label, sent, isConfirmed: confirms }
      return this.child({ at, kind: 'outgoing', name: at.name }, step, work, answered)
    }
    this.parent.label = label
    if (sent) this.parent.sent = sent
    const result = await counted(this.exchange.live.figureOf(at), work)
    this.parent.isConfirmed = confirms
    return result
  }

  async #standIn<T>(standIns: StandIns, { at, label, sent, recorded }: StepInfo<T>): Promise<T> {
    const call = { connection: at.name, label, by: this.#node, ...(sent ? { sent } : {}) }
    return recorded(await standIns.answer(call))
  }

  /** The node of the flow that this happens for. */
  get #node(): Place {
    let { parent } = this
    for (let step: Step | undefined = parent; step; step = this.exchange.steps[step.parent ?? -1]) {
      if (step.actor.at.node !== undefined) return step.actor.at
      parent = step
    }
    return parent.actor.at
  }

  /** Runs one thing as a step inside this one; what it does itself shows inside of that. */
  async child<T>(
    actor: Actor,
    step: Pick<Step, 'label' | 'sent'> & { isConfirmed?: boolean },
    work: (inner: Scope) => Promise<T>,
    answered?: (result: T) => Message | undefined,
  ): Promise<T> {
    const { exchange } = this
    const inner = exchange.begin(actor, step.sent, this.parent.id)
    inner.label = step.label
    try {
      const scope = new Scope(exchange, inner, false, this.depth + 1)
      const result = await counted(exchange.live.figureOf(actor.at), () => work(scope))
      inner.isConfirmed = step.isConfirmed ?? false
      exchange.endStep(inner, 'done', answered ? answered(result) : messageIn(result))
      return result
    } catch (thrown) {
      const failure = toFailure(thrown, 'DEFECT', { at: actor.at })
      exchange.endStep(inner, 'failed', undefined, failure)
      throw failure
    }
  }
}

async function counted<T>(figure: Figure, work: () => Promise<T>): Promise<T> {
  const began = performance.now()
  figure.begin()
  try {
    const result = await work()
    figure.end(performance.now() - began, false)
    return result
  } catch (thrown) {
    figure.end(performance.now() - began, true)
    throw thrown
  }
}

function messageIn(result: unknown): Message | undefined {
  return result instanceof Message ? result : undefined
}
