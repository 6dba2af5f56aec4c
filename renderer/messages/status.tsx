/** What became of an exchange or a step, as a badge: by words and colour, never by colour alone. */
import type { ExchangeSummary, StepState } from '../../runtime/model/trace.ts'

/** The words of the theme (`controls.css`). */
export type Tone = 'ok' | 'err' | 'warn' | 'quiet'

export function statusOf({ outcome, answer }: ExchangeSummary): { text: string; tone: Tone } {
  if (outcome === 'open') return { text: 'open', tone: 'warn' }
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

export function Badge({ text, tone }: { text: string; tone: Tone }) {
  return <span className={`badge tone-${tone}`}>{text}</span>
}
