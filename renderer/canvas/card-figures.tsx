/** The line of live figures under a node's name. Subscribes to its own figures and nothing else. */
import type { Figures } from '../../runtime/model/trace.ts'
import { tookText } from '../messages/amounts.ts'
import { useLive } from '../store/live.ts'
import { figuresOfCard, shortCount, shortRate } from './short-figures.ts'
import type { CardData } from './to-canvas.ts'

export function CardFigures({ data }: { data: CardData }) {
  const ofNode = useLive((live) => live.figures[data.place])
  const ofObject = useLive((live) => (data.object ? live.figures[data.object] : undefined))
  const figures = figuresOfCard(data.kind, ofNode, ofObject)
  const status = useLive((live) => (data.object ? live.statuses[data.object]?.state : undefined))
  const isTriedAgain = useLive(
    (live) => data.object !== undefined && live.statuses[data.object]?.nextTry !== undefined,
  )
  if (!figures || figures.total === 0) {
    // The line below says when.
    if (status === 'failing' && isTriedAgain && !data.disabled) return null
    return (
      <div className="figures idle">
        <span>{data.isGhost ? 'used in code' : quietWord(data, status)}</span>
      </div>
    )
  }
  return (
    <div className="figures">
      <Words figures={figures} />
    </div>
  )
}

function Words({ figures }: { figures: Figures }) {
  const { rate, total, mean, p99, failed } = figures
  const time = p99 === undefined ? mean : p99
  return (
    <>
      <span title={`${total} in all`}>{rate > 0 ? shortRate(rate) : shortCount(total)}</span>
      {rate > 0 && failed === 0 && <span title="In all">{shortCount(total)}</span>}
      {time !== undefined && (
        <span title={p99 === undefined ? 'Mean' : '99 of 100 take no longer'}>
          {p99 === undefined ? '' : 'p99 '}
          {tookText(time)}
        </span>
      )}
      {rate === 0 && time === undefined && <span>idle</span>}
      {failed > 0 && <u title={`${failed} failed`}>{shortCount(failed)} err</u>}
    </>
  )
}

function quietWord(data: CardData, status: string | undefined): string {
  if (data.disabled) return 'disabled'
  if (data.isOff) return 'off'
  return status === undefined || status === 'ready' ? 'no messages yet' : status
}
