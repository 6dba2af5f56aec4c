/** The small sign at a node's upper right: icon, words on hover, and for errors the words under the card as well. */
import {
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CirclePause,
  LoaderCircle,
  TriangleAlert,
} from 'lucide-react'
import { useMemo } from 'react'
import { useLive } from '../store/live.ts'
import { useProblems } from '../store/problems.ts'
import { Tip } from '../ui/tip.tsx'
import { type CardStateWords, stateOf } from './state-of.ts'
import type { CardData } from './to-canvas.ts'

const icons = {
  error: CircleAlert,
  failing: CircleAlert,
  warning: TriangleAlert,
  incomplete: CircleDashed,
  starting: LoaderCircle,
  off: CirclePause,
  ready: CircleCheck,
} as const

export function CardState({ data }: { data: CardData }) {
  const state = useCardState(data)
  if (state.kind === 'none' || data.isGhost) return null
  const Icon = icons[state.kind]
  return (
    <Tip words={state.words}>
      <span className={`card-state is-${state.kind}`}>
        <Icon size={13} aria-label={`${state.kind}: ${state.words}`} />
      </span>
    </Tip>
  )
}

/** The one line under the name; when something is wrong, the words for that, with the line of code where there is one. */
export function CardSummary({ data }: { data: CardData }) {
  const state = useCardState(data)
  const isTrouble = state.kind === 'error' || state.kind === 'failing'
  if (!isTrouble || data.isGhost) return <small className="cut">{data.summary}</small>
  return (
    <small className="trouble-words" title={state.words}>
      {state.words}
    </small>
  )
}

const no: readonly never[] = []

export function useCardState(data: CardData): CardStateWords {
  const { place, object } = data
  const own = useProblems(({ at }) => at[place] ?? no)
  const itsObject = useProblems(({ at }) => (object ? at[object] : undefined) ?? no)
  const status = useLive((live) => (object ? live.statuses[object] : undefined))
  const failure = useLive(
    (live) => live.failures[place] ?? (object ? live.failures[object] : undefined),
  )
  return useMemo(
    () => stateOf({ problems: [...own, ...itsObject], status, failure, disabled: data.disabled }),
    [own, itsObject, status, failure, data.disabled],
  )
}
