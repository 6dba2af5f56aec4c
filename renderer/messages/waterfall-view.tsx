/** The steps of an exchange as bars over one time line. A step is a button: its bodies and its failure are shown below. */
import { Check } from 'lucide-react'
import type { CSSProperties, KeyboardEvent } from 'react'
import type { ExchangeDetail } from '../../runtime/model/trace.ts'
import { tookText } from './amounts.ts'
import { SettlementLane } from './settlement-lane.tsx'
import { type Bar, waterfall } from './waterfall.ts'

interface Props {
  detail: ExchangeDetail
  chosen: number | undefined
  choose(step: number): void
}

export function WaterfallView({ detail, chosen, choose }: Props) {
  const { bars, settled } = waterfall(detail, Date.now() - detail.began)
  const onKeyDown = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const next = bars[bars.findIndex(({ step }) => step.id === chosen) + by]
    if (by === 0 || !next) return
    event.preventDefault()
    choose(next.step.id)
    document.getElementById(barId(detail.cid, next.step.id))?.focus()
  }
  return (
    <div className="waterfall" style={{ '--settled': settled } as CSSProperties}>
      <div role="listbox" aria-label="Steps" onKeyDown={onKeyDown} tabIndex={-1}>
        {bars.map((bar) => (
          <Step
            key={bar.step.id}
            id={barId(detail.cid, bar.step.id)}
            bar={bar}
            isChosen={bar.step.id === chosen}
            choose={choose}
          />
        ))}
      </div>
      {detail.settlement && settled !== undefined && (
        <SettlementLane
          settlement={detail.settlement}
          outcome={detail.outcome}
          channel={detail.channel}
          share={settled}
        />
      )}
      {detail.leftOut > 0 && (
        <p className="exchange-note">{detail.leftOut} more steps were not kept.</p>
      )}
    </div>
  )
}

function barId(cid: string, step: number): string {
  return `step-${cid}-${step}`
}

function Step(props: { id: string; bar: Bar; isChosen: boolean; choose(step: number): void }) {
  const { id, bar, isChosen, choose } = props
  const { step, depth, start, length } = bar
  const place: CSSProperties = {
    marginLeft: `${start * 100}%`,
    width: `max(3px, ${length * 100}%)`,
  }
  return (
    <button
      type="button"
      id={id}
      role="option"
      className={`waterfall-step role-${step.kind} is-${step.state}`}
      aria-selected={isChosen}
      tabIndex={isChosen ? 0 : -1}
      onClick={() => choose(step.id)}
    >
      <span
        className="waterfall-name cut"
        style={{ paddingLeft: depth * 12 }}
        title={`${step.name} ${step.label}`}
      >
        {depth > 0 && <span className="muted">↳ </span>}
        {step.name}
        {step.label !== '' && <span className="muted"> {step.label}</span>}
        {(step.attempts ?? 1) > 1 && (
          <span className="badge tone-warn" title={`Tried ${step.attempts} times`}>
            ×{step.attempts}
          </span>
        )}
      </span>
      <span className="waterfall-line">
        <span className="waterfall-bar" style={place} />
      </span>
      <span className="waterfall-took">
        {step.isConfirmed && step.state === 'done' ? (
          <Check className="confirmed-mark" size={11} role="img" aria-label="confirmed" />
        ) : (
          mark[step.state]
        )}
        {step.took === undefined ? 'open' : tookText(step.took)}
      </span>
    </button>
  )
}

const mark = { open: '', done: '', failed: '✕ ', caught: '↷ ', filtered: '⊘ ' } as const
