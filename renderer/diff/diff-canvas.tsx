/** Both states of a flow in one drawing: what is new, gone and changed has its colour. To look at, not to edit. */
import {
  Background,
  BackgroundVariant,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
} from '@xyflow/react'
import { useEffect, useMemo } from 'react'
import type { Project } from '../../runtime/model/project.ts'
import { Card } from '../canvas/card.tsx'
import { fitOptions } from '../canvas/handle.ts'
import { Line } from '../canvas/line.tsx'
import { toCanvas } from '../canvas/to-canvas.ts'
import { grid } from '../edits/flow.ts'
import { servicesOf } from '../store/services.ts'
import { Legend } from './legend.tsx'
import { marksOf, stepsOf } from './steps.ts'
import { useDiff } from './store.ts'

const nodeTypes = { card: Card }
const edgeTypes = { line: Line }

interface Props {
  before: Project
  after: Project
  flow: string
}

export function DiffCanvas(props: Props) {
  return (
    <ReactFlowProvider key={props.flow}>
      <Drawing {...props} />
    </ReactFlowProvider>
  )
}

function Drawing({ before, after, flow }: Props) {
  const withLayout = useDiff((state) => state.withLayout)
  const step = useDiff((state) => state.step)
  const steps = useMemo(() => stepsOf(before, after, flow), [before, after, flow])
  const current = steps[step]
  const picture = useMemo(() => {
    const marks = marksOf(before, after, flow)
    const { cards, lines } = toCanvas(marks.project, flow, servicesOf(marks.project))
    return {
      cards: cards.map((card) => {
        const kind = marks.nodes[card.id] ?? (withLayout && marks.moved.has(card.id) ? 'moved' : '')
        return { ...card, className: classOf(kind, card.id === current?.id) }
      }),
      lines: lines.map((line) => ({
        ...line,
        className: classOf(marks.links[line.id] ?? '', line.id === current?.id),
      })),
    }
  }, [before, after, flow, withLayout, current?.id])
  useShown(current?.nodes)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing has no element of its own
    <div className="diff-canvas" role="group" aria-label={`What differs in the flow ${flow}`}>
      <ReactFlow
        nodes={picture.cards}
        edges={picture.lines}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        nodesDraggable={false}
        nodesConnectable={false}
        elementsSelectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        panOnScroll
        fitView
        fitViewOptions={fitOptions}
        minZoom={0.15}
        onlyRenderVisibleElements={picture.cards.length > 150}
      >
        <Background variant={BackgroundVariant.Dots} gap={grid} size={1.8} color="var(--grid)" />
      </ReactFlow>
      <Legend withMoved={withLayout} />
    </div>
  )
}

function classOf(kind: string, isCurrent: boolean): string {
  return [kind === '' ? 'diff-same' : `diff-${kind}`, ...(isCurrent ? ['diff-current'] : [])].join(
    ' ',
  )
}

/** Brings what is walked to into view, with what is around it. */
function useShown(nodes: readonly string[] | undefined): void {
  const { fitView } = useReactFlow()
  const key = nodes?.join('\0')
  useEffect(() => {
    if (key === undefined) return
    const wanted = key.split('\0').map((id) => ({ id }))
    void fitView({ nodes: wanted, padding: 0.6, maxZoom: 1.1 })
  }, [key, fitView])
}
