/**
 * The steps of the last exchanges, in columns rather than as objects: what a garbage collector has to copy for every message
 * that is kept costs more than the message itself, and numbers in a typed array cost it nothing.
 */
import type { Actor, Step } from '../flow/step.ts'
import type { Failure } from '../model/failure.ts'
import type { StepState } from '../model/trace.ts'

const states: readonly StepState[] = ['open', 'done', 'failed', 'caught', 'filtered']

// Added to a state's place in the list.
const confirmed = 128

/** A step as it was, without its messages. */
export type KeptStep = Pick<
  Step,
  | 'id'
  | 'parent'
  | 'actor'
  | 'label'
  | 'began'
  | 'ended'
  | 'state'
  | 'attempts'
  | 'failure'
  | 'isConfirmed'
>

/** Where a step's bodies stand among those of its exchange; -1: it had none. */
export interface StepBodies {
  in: number
  out: number
}

export class KeptSteps {
  /** How many were ever added; the newest `capacity` of them are there. */
  added = 0
  readonly #began: Float64Array
  readonly #ended: Float64Array
  readonly #parent: Int16Array
  readonly #state: Uint8Array
  readonly #attempts: Uint16Array
  readonly #in: Int16Array
  readonly #out: Int16Array
  readonly #actor: (Actor | undefined)[]
  readonly #label: string[]
  readonly #failure: (Failure | undefined)[]

  constructor(readonly capacity: number) {
    this.#began = new Float64Array(capacity)
    this.#ended = new Float64Array(capacity)
    this.#parent = new Int16Array(capacity)
    this.#state = new Uint8Array(capacity)
    this.#attempts = new Uint16Array(capacity)
    this.#in = new Int16Array(capacity)
    this.#out = new Int16Array(capacity)
    this.#actor = new Array(capacity).fill(undefined)
    this.#label = new Array(capacity).fill('')
    this.#failure = new Array(capacity).fill(undefined)
  }

  add(step: Step, bodyIn: number, bodyOut: number): void {
    const at = this.added++ % this.capacity
    this.#began[at] = step.began
    this.#ended[at] = step.ended
    this.#parent[at] = step.parent ?? -1
    this.#state[at] = states.indexOf(step.state) + (step.isConfirmed ? confirmed : 0)
    this.#attempts[at] = step.attempts
    this.#in[at] = bodyIn
    this.#out[at] = bodyOut
    this.#actor[at] = step.actor
    this.#label[at] = step.label
    this.#failure[at] = step.failure
  }

  isThere(index: number): boolean {
    return index >= this.added - this.capacity && index < this.added
  }

  /** The step as it was, with `id` in its exchange. */
  read(index: number, id: number): { step: KeptStep; bodies: StepBodies } | undefined {
    const at = index % this.capacity
    const actor = this.#actor[at]
    if (!this.isThere(index) || !actor) return undefined
    const parent = this.#parent[at] ?? -1
    const step: KeptStep = {
      id,
      parent: parent < 0 ? undefined : parent,
      actor,
      label: this.#label[at] ?? '',
      began: this.#began[at] ?? 0,
      ended: this.#ended[at] ?? 0,
      state: states[(this.#state[at] ?? 0) % confirmed] ?? 'open',
      isConfirmed: (this.#state[at] ?? 0) >= confirmed,
      attempts: this.#attempts[at] ?? 1,
      failure: this.#failure[at],
    }
    return { step, bodies: { in: this.#in[at] ?? -1, out: this.#out[at] ?? -1 } }
  }

  clear(): void {
    this.#actor.fill(undefined)
    this.#failure.fill(undefined)
  }
}
