/** What cannot be read from the bar of a step: a state that wants words. */
import type { Step } from '../../runtime/model/trace.ts'

const words = {
  open: 'Still under way.',
  caught: 'Failed; its error port took over.',
  filtered: 'Its condition was not true: the path ends here.',
} as const

export function StepNote({ step }: { step: Step }) {
  if (step.state === 'done' && step.isConfirmed) {
    return (
      <p className="exchange-note">Confirmed: the broker has taken the message over for good.</p>
    )
  }
  if (step.state === 'done' || step.state === 'failed') return null
  return <p className="exchange-note">{words[step.state]}</p>
}
