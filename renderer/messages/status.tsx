/** What became of an exchange or a step, as a badge: by words and colour, never by colour alone. */
import type { ExchangeSummary, StepState } from '../../runtime/model/trace.ts'
import { settledText, settledTone, settledWords } from './settlement.ts'

/** The words of the theme (`controls.css`). */
export type Tone = 'ok' | 'err' | 'warn' | 'quiet'

export interface Status {
  text: string
  tone: Tone
  /** More than a badge has room for. */
  title?: string
}

/** What the caller was answered; of a message that a channel took from somewhere, what became of it there. */
export function statusOf({ outcome, answer, settlement }: ExchangeSummary): Status {
  if (outcome === 'open') return { text: 'open', tone: 'warn' }
  if (settlement) {
    const tone = settledTone(settlement, outcome)
    return { text: settledWords[settlement.how], tone, title: settledText(settlement) }
  }
  if (outcome === 'failed') return { text: answer ?? 'failed', tone: 'err' }
  return { text: answer ?? 'done', tone: 'ok' }
}

export const stepTones: Record<StepState, Tone> = {
  open: 'warn',
  done: 'ok',
  failed: 'err',
  caught: 'warn',
  filtered: 'quiet',
}

export function Badge({ text, tone, title }: Status) {
  return (
    <span className={`badge tone-${tone}`} title={title}>
      {text}
    </span>
  )
}
