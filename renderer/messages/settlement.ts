/** What a source was told of its message: in words, with a colour that never stands alone. Pure. */
import { settledWords } from '../../runtime/model/match.ts'
import { type Place, placeText } from '../../runtime/model/place.ts'
import type { Outcome, SettledAs, Settlement } from '../../runtime/model/trace.ts'
import type { Tone } from './status.tsx'

export { settledWords } from '../../runtime/model/match.ts'

/** What it means, for whoever has not met the word. */
export const settledMeanings: Record<SettledAs, string> = {
  acked: 'The broker forgets the message.',
  rejected: 'Refused: to the queue’s dead-letter exchange, or dropped when it has none.',
  deadLettered: 'Published to the dead-letter exchange with the reason, then acknowledged.',
  parked: 'Published to the parking queue with the reason, then acknowledged.',
  discarded: 'Acknowledged all the same: the message is gone.',
  requeued: 'Given back to the queue: it is delivered again.',
  retrying: 'Kept unsettled: it is run again here.',
  lost: 'The connection was gone before the broker could be told: it is delivered again.',
}

/** It comes again by itself: nothing is lost, and nothing is done. */
const again: readonly SettledAs[] = ['requeued', 'retrying', 'lost']

export function settledTone({ how }: Settlement, outcome: Outcome): Tone {
  if (again.includes(how)) return 'warn'
  if (how === 'acked') return outcome === 'failed' ? 'warn' : 'ok'
  return outcome === 'failed' ? 'err' : 'quiet'
}

/** `parked, to orders.parked`. */
export function settledText({ how, note }: Settlement): string {
  return note === undefined ? settledWords[how] : `${settledWords[how]}, ${note}`
}

/** Who decided it: `by the channel’s policy`, `by services/orders.ts:14`. */
export function settledBy(by: Place | undefined): string {
  return by === undefined ? 'by the channel’s policy' : `by ${placeText(by)}`
}
