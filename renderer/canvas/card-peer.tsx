/** Under a card's own figures: those its peer tells of (a queue's depth), when a lost peer is tried again, and what to know of it. */
import { TriangleAlert } from 'lucide-react'
import { useLive } from '../store/live.ts'
import { untilText, useCountdown } from '../ui/countdown.ts'
import { Tip } from '../ui/tip.tsx'
import { peerFigures } from './peer-figures.ts'
import type { CardData } from './to-canvas.ts'

export function CardPeer({ data }: { data: CardData }) {
  const status = useLive((live) => (data.object ? live.statuses[data.object] : undefined))
  const seconds = useCountdown(status?.state === 'failing' ? status.nextTry : undefined)
  const figures = status?.state === 'ready' ? peerFigures(status.figures) : []
  if (data.isGhost && figures.length === 0) return null
  return (
    <>
      {seconds !== undefined && (
        <div className="figures peer">
          <span>next try {untilText(seconds)}</span>
        </div>
      )}
      {figures.length > 0 && (
        <div className="figures peer">
          {figures.map(({ words, title, tone }) => (
            <span key={title} className={tone} title={title}>
              {words}
            </span>
          ))}
        </div>
      )}
      {data.notes.map(({ words, why }) => (
        <Tip key={words} words={why}>
          <div className="figures card-note">
            <TriangleAlert size={11} aria-hidden="true" />
            {words}
          </div>
        </Tip>
      ))}
    </>
  )
}
