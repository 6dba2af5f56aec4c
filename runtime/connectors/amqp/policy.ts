/** What becomes of a message, by the channel's settings and what happened to it. Pure: the table of all that settling is. */
import type { Failure } from '../../model/failure.ts'

type Last = 'park' | 'deadLetter' | 'discard'

export interface Policy {
  onSuccess: 'ack' | 'reject'
  onFailure: 'retry' | 'requeue' | Last
  onBadMessage: Last | 'asFailed'
  /** How often it is run again. */
  retryLimit: number
  /** Milliseconds. */
  retryDelay: number
  retryMaxDelay: number
  afterLimit: Last
  /** Empty: the queue's own gets what is rejected. */
  deadLetterExchange: string
}

export type Action =
  | { do: 'ack' | 'reject' | 'discard' | 'park' | 'deadLetter' }
  /** `after`: milliseconds to wait before. `run`: which of `runs` the next one is; left out: this one does not count. */
  | { do: 'requeue' | 'retry'; after: number; run?: number; runs?: number }

export interface Happened {
  /** undefined: all went well. */
  failure: Failure | undefined
  /** How often it has been run here, this time included. */
  run: number
  /** The broker's own count of earlier deliveries (`x-delivery-count`, quorum queues). */
  deliveryCount: number | undefined
}

/** @param random 0 to 1. */
export function decide(policy: Policy, happened: Happened, random = Math.random): Action {
  const { failure } = happened
  if (!failure) return { do: policy.onSuccess }
  if (failure.kind === 'cancelled') return { do: 'requeue', after: 0 }
  if (failure.code === 'SERVICE_HELD_LOOP') return last(policy, terminal(policy))
  const { onBadMessage } = policy
  if (isBad(failure) && onBadMessage !== 'asFailed') return last(policy, onBadMessage)
  const { onFailure } = policy
  if (onFailure !== 'retry' && onFailure !== 'requeue') return last(policy, onFailure)
  const run = onFailure === 'requeue' ? runAtBroker(happened) : happened.run
  if (run > policy.retryLimit) return last(policy, policy.afterLimit)
  const after = waitAfter(policy, run, random)
  return { do: onFailure, after, run: run + 1, runs: policy.retryLimit + 1 }
}

/** No later try can help it. */
function isBad({ kind, retryable }: Failure): boolean {
  return (kind === 'message' || kind === 'access') && !retryable
}

/** Where it ends when it must not be run again. */
function terminal({ onFailure, afterLimit }: Policy): Last {
  return onFailure === 'retry' || onFailure === 'requeue' ? afterLimit : onFailure
}

function last({ deadLetterExchange }: Policy, end: Last): Action {
  return { do: end === 'deadLetter' && deadLetterExchange === '' ? 'reject' : end }
}

/** The broker's count is that of all consumers, and outlives ours. */
function runAtBroker({ run, deliveryCount }: Happened): number {
  return deliveryCount === undefined ? run : deliveryCount + 1
}

/** Twice as long each time, less up to a quarter, so that what failed together does not come back together. */
function waitAfter({ retryDelay, retryMaxDelay }: Policy, run: number, random: () => number) {
  const longest = Math.min(retryMaxDelay, retryDelay * 2 ** Math.min(run - 1, 40))
  return Math.round(longest * (1 - random() / 4))
}
