/** One step of an exchange while it is under way: what the waterfall is drawn from. */
import type { Message } from '../message/message.ts'
import type { Failure } from '../model/failure.ts'
import type { Place } from '../model/place.ts'
import type { Step as StepData, StepState } from '../model/trace.ts'

/** What takes a step. A node of a plan has one for all the messages that pass it. */
export interface Actor {
  readonly at: Place
  readonly kind: StepData['kind']
  readonly name: string
  /** The connection that a node sends through. */
  readonly ref?: string
}

export class Step {
  /** Milliseconds on the monotonic clock. */
  ended = 0
  state: StepState = 'open'
  attempts = 1
  isConfirmed = false
  failure: Failure | undefined = undefined
  out: Message | undefined = undefined

  constructor(
    readonly id: number,
    readonly parent: number | undefined,
    readonly actor: Actor,
    public label: string,
    readonly began: number,
    public sent: Message | undefined,
  ) {}

  end(state: StepState, now: number): void {
    if (this.state !== 'open') return
    this.state = state
    this.ended = now
  }
}
