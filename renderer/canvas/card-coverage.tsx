/** On a card while coverage is shown: did the saved tests go through it? */
import { Check, CircleSlash2 } from 'lucide-react'
import { useProving } from '../proving/store.ts'
import { Tip } from '../ui/tip.tsx'
import type { CardData } from './to-canvas.ts'

export function CardCoverage({ id, data }: { id: string; data: CardData }) {
  const isShown = useProving((state) => state.showCoverage)
  const count = useProving(
    ({ coverage }) =>
      coverage?.nodes.find(({ flow, node }) => flow === data.flow && node === id)?.count ?? 0,
  )
  if (!isShown || data.isGhost || data.disabled) return null
  const words =
    count === 0
      ? 'No test goes through it'
      : `Tests went through it ${count === 1 ? 'once' : `${count} times`}`
  return (
    <Tip words={words}>
      <span className={`card-mark ${count === 0 ? 'card-uncovered' : 'card-covered'}`}>
        {count === 0 ? (
          <CircleSlash2 size={12} aria-label={words} />
        ) : (
          <Check size={13} strokeWidth={3} aria-label={words} />
        )}
      </span>
    </Tip>
  )
}

/** Is the link one that no test crosses, while that is shown? */
export function useIsUncovered(flow: string | undefined, link: string): boolean {
  return useProving(
    ({ showCoverage, coverage }) =>
      showCoverage &&
      flow !== undefined &&
      !coverage?.links.some((each) => each.flow === flow && each.link === link && each.count > 0),
  )
}
