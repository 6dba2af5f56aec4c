/**
 * What runs at one moment: plans, what acts for their nodes, what counts them. Never changed once made, but for counting;
 * a deploy makes the next one. It is held by the exchanges that began on it, and lets go of its connections after them.
 */

import type { Figure } from '../message/figure.ts'
import type { Message } from '../message/message.ts'
import type { Place } from '../model/place.ts'
import type { Outputs } from './outputs.ts'
import type { Plans } from './plan.ts'
import type { Scope } from './scope.ts'

/** What a node does with a message. Rejects with a Failure from the table. */
export type Act = (message: Message, scope: Scope) => Promise<Outputs>

/** Messages a link carried since the runtime began; goes on counting over deploys. */
export interface LinkCount {
  total: number
}

export interface LiveParts {
  revision: number
  plans: Plans
  /** By a node's index. */
  acts: readonly (Act | undefined)[]
  nodeFigures: readonly Figure[]
  /** By a link's index. */
  linkCounts: readonly LinkCount[]
  figureOf: (at: Place) => Figure
}

export class Live {
  readonly revision: number
  readonly plans: Plans
  readonly acts: readonly (Act | undefined)[]
  readonly nodeFigures: readonly Figure[]
  readonly linkCounts: readonly LinkCount[]
  readonly figureOf: (at: Place) => Figure
  #users = 0
  #onFree: (() => void) | undefined

  constructor(parts: LiveParts) {
    this.revision = parts.revision
    this.plans = parts.plans
    this.acts = parts.acts
    this.nodeFigures = parts.nodeFigures
    this.linkCounts = parts.linkCounts
    this.figureOf = parts.figureOf
  }

  /** Does no exchange hold it any more? */
  get isFree(): boolean {
    return this.#users === 0
  }

  take(): void {
    this.#users++
  }

  release(): void {
    if (--this.#users === 0) this.#free()
  }

  /** No exchange begins on it any more; calls back as soon as the last that did has ended. */
  retire(onFree: () => void): void {
    this.#onFree = onFree
    if (this.#users === 0) this.#free()
  }

  #free(): void {
    const onFree = this.#onFree
    this.#onFree = undefined
    onFree?.()
  }
}
