/** One link: its colour by the role of where it comes from, a chip with its rate, and marks that move while it carries. */
import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from '@xyflow/react'
import { memo } from 'react'
import { linkKey, useLive } from '../store/live.ts'
import { useIsUncovered } from './card-coverage.tsx'
import { LinkPlus } from './link-plus.tsx'
import { pathUnder } from './path-under.ts'
import { shortRate } from './short-figures.ts'
import { useDragging } from './splicing.ts'
import type { Line as LineEdge } from './to-canvas.ts'
import { useIsFar } from './use-far.ts'

export const Line = memo(function Line(props: EdgeProps<LineEdge>) {
  const { id, data, selected } = props
  const [path, x, y] = pathOf(props)
  const rate = useLive((live) => (data ? (live.links[linkKey(data.flow, id)]?.rate ?? 0) : 0))
  const isUncovered = useIsUncovered(data?.kind === 'use' ? undefined : data?.flow, id)
  const isCut = useDragging(({ link }) => link === id)
  const isRefused = useDragging(({ link, refused }) => link === id && refused !== undefined)
  const isLeft = useDragging(
    ({ leaving }) => leaving.includes(props.source) || leaving.includes(props.target),
  )
  // Each label looks for its place in the page with every move of the canvas; from far away none can be read.
  const isFar = useIsFar()
  if (!data) return null
  const marks = [
    isUncovered && 'is-uncovered',
    data.kind === 'use' && isLong(props) && 'is-long',
    isCut && (isRefused ? 'is-refused' : 'is-cut'),
    isLeft && data.kind !== 'use' && 'is-left',
  ]
    .filter(Boolean)
    .join(' ')
  const words = data.kind === 'use' ? wordsOfUse(props) : rate > 0 ? shortRate(rate) : undefined
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        interactionWidth={data.kind === 'use' || isFar ? 0 : 18}
        className={`line line-${data.role} line-is-${data.kind} ${selected ? 'selected' : ''} ${marks}`}
      />
      {rate > 0 && <Marks path={path} rate={rate} role={data.role} />}
      {!isFar && (words || data.kind === 'reply') && (
        <EdgeLabelRenderer>
          <div
            className={`chip chip-${data.kind}`}
            style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
          >
            {data.kind === 'reply' ? `reply${words ? ` · ${words}` : ''}` : words}
          </div>
        </EdgeLabelRenderer>
      )}
      {data.kind !== 'use' && <LinkPlus id={id} x={x} y={y} isChosen={selected === true} />}
    </>
  )
})

/** Dashing a curve of thousands of pixels takes the processor longer than all the rest of the drawing. */
function isLong({ sourceX, sourceY, targetX, targetY }: EdgeProps<LineEdge>): boolean {
  return Math.abs(targetX - sourceX) + Math.abs(targetY - sourceY) > 1_200
}

/** Between cards that stand close the whole words would hide the line and be hidden by the cards. */
function wordsOfUse({ sourceX, targetX }: EdgeProps<LineEdge>): string {
  return Math.abs(targetX - sourceX) < 134 ? 'uses' : 'used in code'
}

function pathOf(props: EdgeProps<LineEdge>): [path: string, x: number, y: number] {
  const under = props.data?.under
  if (under === undefined) {
    const [path, x, y] = getBezierPath(props)
    return [path, x, y]
  }
  return pathUnder(props, under)
}

/** Three marks at most, whatever the traffic: the chip has the number, these only say that it moves. */
function Marks({ path, rate, role }: { path: string; rate: number; role: string }) {
  const count = rate < 2 ? 1 : rate < 100 ? 2 : 3
  const seconds = 1.8
  return (
    <g className={`marks line-${role}`}>
      {Array.from({ length: count }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the marks are alike and only their number changes
        <circle key={index} r={3.6}>
          <animateMotion
            dur={`${seconds}s`}
            begin={`${(-seconds * index) / count}s`}
            repeatCount="indefinite"
            path={path}
          />
        </circle>
      ))}
    </g>
  )
}
