/** One exchange: what became of it, the waterfall of its steps, and what went into and came out of the chosen one. */
import { Copy, X } from 'lucide-react'
import { useState } from 'react'
import type { ExchangeDetail, Step } from '../../runtime/model/trace.ts'
import { desktop } from '../desktop.ts'
import { ExchangeActions, ReplayFrom } from '../proving/exchange-actions.tsx'
import { selectExchange } from '../store/selection.ts'
import { bytesText, clockText, shortCid, tookText } from './amounts.ts'
import { FailureView } from './failure-view.tsx'
import { PayloadView } from './payload/payload-view.tsx'
import { Badge, statusOf } from './status.tsx'
import { StepNote } from './step-note.tsx'
import { useExchange } from './use-exchange.ts'
import { WaterfallView } from './waterfall-view.tsx'

export function ExchangeView({ cid }: { cid: string }) {
  const asked = useExchange(cid)
  if (asked.state === 'here') return <Known detail={asked.value} />
  return (
    <section className="exchange" aria-label="Message">
      <header className="exchange-head">
        <span className="mono">{shortCid(cid)}</span>
        <span className="grow" />
        <CloseButton />
      </header>
      <p className="exchange-note" aria-live="polite">
        {asked.state === 'asking' && 'Asking the runtime…'}
        {asked.state === 'gone' &&
          'The runtime no longer keeps this message: newer ones took its place, or it was restarted.'}
        {asked.state === 'failed' && asked.message}
      </p>
    </section>
  )
}

function Known({ detail }: { detail: ExchangeDetail }) {
  const [chosen, setChosen] = useState<number | undefined>(() => whereToLook(detail)?.id)
  const step = detail.steps.find(({ id }) => id === chosen) ?? detail.steps[0]
  const failure = step?.failure ?? (step?.parent === undefined ? detail.failure : undefined)
  return (
    <section className="exchange" aria-label="Message">
      <Head detail={detail} />
      <div className="exchange-body">
        <div className="exchange-steps">
          <WaterfallView detail={detail} chosen={step?.id} choose={setChosen} />
          {step && <StepNote step={step} />}
          {step && <ReplayFrom cid={detail.cid} step={step} />}
          {failure && <FailureView failure={failure} />}
        </div>
        {step && (
          <PayloadView
            key={step.id}
            cid={detail.cid}
            step={step}
            outcome={detail.outcome}
            hasReply={detail.settlement === undefined}
          />
        )}
      </div>
    </section>
  )
}

/** Where it failed is what one wants to see; else what came in. */
function whereToLook(detail: ExchangeDetail): Step | undefined {
  const failed = detail.steps.filter(({ state }) => state === 'failed')
  return failed.at(-1) ?? detail.steps[0]
}

function Head({ detail }: { detail: ExchangeDetail }) {
  const { cid, channel, began, took, size } = detail
  return (
    <header className="exchange-head">
      <Badge {...statusOf(detail)} />
      <span className="muted mono cut" title={channel}>
        {clockText(began)} · {bytesText(size)}
        {took !== undefined && ` · ${tookText(took)}`}
      </span>
      <span className="grow" />
      <ExchangeActions detail={detail} />
      <button
        type="button"
        className="btn small ghost"
        title={`Copy the correlation ID ${cid}`}
        onClick={() => void desktop().copyText(cid)}
      >
        <Copy size={12} />
        <span className="mono">{shortCid(cid)}</span>
      </button>
      <CloseButton />
    </header>
  )
}

function CloseButton() {
  return (
    <button
      type="button"
      className="btn small icon ghost"
      aria-label="Close the message"
      title="Close (Esc)"
      onClick={() => selectExchange(undefined)}
    >
      <X size={14} />
    </button>
  )
}
