/** The way of the very message that was sent: its steps as they are shown in Messages. */
import { FailureView } from '../messages/failure-view.tsx'
import { StepNote } from '../messages/step-note.tsx'
import { useExchange } from '../messages/use-exchange.ts'
import { WaterfallView } from '../messages/waterfall-view.tsx'
import { selectExchange } from '../store/selection.ts'
import { showDock } from '../store/view.ts'

export function Journey(props: {
  cid: string
  chosen: number | undefined
  choose(step: number): void
}) {
  const { cid, chosen, choose } = props
  const asked = useExchange(cid)
  if (asked.state !== 'here') {
    return (
      <p className="exchange-note" aria-live="polite">
        {asked.state === 'asking' && 'Asking for the journey…'}
        {asked.state === 'gone' &&
          'No journey: it reached no channel, or the runtime no longer keeps it.'}
        {asked.state === 'failed' && asked.message}
      </p>
    )
  }
  const detail = asked.value
  const step = detail.steps.find(({ id }) => id === chosen)
  const failure = step ? step.failure : detail.failure
  const open = () => {
    selectExchange(cid)
    showDock('messages')
  }
  return (
    <>
      <WaterfallView detail={detail} chosen={chosen} choose={choose} />
      {step && <StepNote step={step} />}
      {failure && <FailureView failure={failure} />}
      <p>
        <button type="button" className="link" onClick={open}>
          Open in Messages
        </button>
      </p>
    </>
  )
}
