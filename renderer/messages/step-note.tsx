/** What cannot be read from the bar of a step: a state that wants words, and how often it was tried. */
import type { Step } from '../../runtime/model/trace.ts'

const words = {
  open: 'Still under way.',
  caught: 'Failed; its error port took over.',
  filtered: 'Its condition was not true: the path ends here.',
} as const

export function StepNote({ step }: { step: Step }) {
  const state = step.state === 'done' || step.state === 'failed' ? undefined : words[step.state]
  const tries = (step.attempts ?? 1) > 1 ? `Tried ${step.attempts} times.` : undefined
  if (!state && !tries) return null
  return <p className="exchange-note">{[state, tries].filter(Boolean).join(' ')}</p>
}
