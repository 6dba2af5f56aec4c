/** Under the steps: the moment at which the source was told what became of its message, how, and who decided it. */
import type { CSSProperties } from 'react'
import type { Outcome, Settlement } from '../../runtime/model/trace.ts'
import { reveal } from '../store/selection.ts'
import { tookText } from './amounts.ts'
import { settledBy, settledMeanings, settledText, settledTone, settledWords } from './settlement.ts'
import { Badge } from './status.tsx'

export function SettlementLane(props: {
  settlement: Settlement
  outcome: Outcome
  channel: string
  /** Of the whole time line, 0 to 1. */
  share: number
}) {
  const { settlement, outcome, channel, share } = props
  const { how, at, by, note } = settlement
  const tone = settledTone(settlement, outcome)
  const where = by ?? { collection: 'channels', name: channel }
  return (
    <section className="settlement" aria-label="Settled">
      <div
        className="settlement-lane"
        title={`${settledText(settlement)}, ${settledBy(by)}, ${tookText(at)} after it began.\n${settledMeanings[how]}`}
      >
        <span className="cut">
          <Badge text={settledWords[how]} tone={tone} />
        </span>
        <span className="settlement-line">
          <span
            className={`settlement-mark tone-${tone}`}
            style={{ '--at': share } as CSSProperties}
          />
        </span>
        <span className="waterfall-took">at {tookText(at)}</span>
      </div>
      <p className="exchange-note">
        {note && `${note} · `}
        <button type="button" className="link" onClick={() => reveal(where)}>
          {settledBy(by)}
        </button>
      </p>
    </section>
  )
}
