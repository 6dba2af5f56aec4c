/** The drawing of one flow. Draws the projection and reports gestures; edits are made by the commands. */
import {
  applyNodeChanges,
  Background,
  BackgroundVariant,
  type EdgeChange,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
} from '@xyflow/react'
import { type DragEvent, useCallback, useEffect, useRef, useState } from 'react'
import { grid } from '../edits/flow.ts'
import { useProject } from '../store/project.ts'
import { selectionStore, selectOnCanvas, useSelection } from '../store/selection.ts'
import { setView, useView } from '../store/view.ts'
import { CanvasMenu } from './canvas-menu.tsx'
import { CanvasTools } from './canvas-tools.tsx'
import { Card } from './card.tsx'
import { dropItem, itemOf, overCanvas } from './drop.ts'
import { EmptyFlow } from './empty-flow.tsx'
import { FindBar } from './find-bar.tsx'
import { Frame } from './frame.tsx'
import { GuideLines } from './guide-lines.tsx'
import { canvasView, fitOptions, keysCameFrom, notePointer, setCanvasView } from './handle.ts'
import { Line } from './line.tsx'
import { leaveLink, overLine } from './link-hover.ts'
import { LinkList } from './link-list.tsx'
import { Note } from './note.tsx'
import { openNode } from './open.ts'
import { QuickAdd } from './quick-add.tsx'
import { endDragging } from './splicing.ts'
import type { Drawn, Line as LineEdge } from './to-canvas.ts'
import { useConnections } from './use-connections.ts'
import { useDragging } from './use-dragging.ts'
import { useIsFar } from './use-far.ts'
import { useKeptFitted } from './use-fitted.ts'
import { useIsModHeld } from './use-mod-held.ts'
import { useCards, useLines, usePicture } from './use-picture.ts'

const nodeTypes = { card: Card, frame: Frame, note: Note }
const edgeTypes = { line: Line }
// The same arrays always: React Flow listens for keys anew, and tells all its nodes, when it is handed others.
const snapGrid: [number, number] = [grid, grid]
const panButtons = [1]
const addingKeys = ['Meta', 'Control', 'Shift']
/** Where each flow was last looked at, so that tabs come back as they were left. */
const viewports = new Map<string, { x: number; y: number; zoom: number }>()

export function Canvas({ flow }: { flow: string }) {
  const place = useProject(({ folder }) => `${folder}#${flow}`)
  return (
    <ReactFlowProvider key={place}>
      <FlowCanvas flow={flow} place={place} />
    </ReactFlowProvider>
  )
}

/** `place` tells flows of the same name in different projects apart. */
function FlowCanvas({ flow, place }: { flow: string; place: string }) {
  const host = useRef<HTMLDivElement>(null)
  const picture = usePicture(flow)
  const [cards, setCards] = useCards(picture)
  // Begun with none, fitting would wait for the first node, and take it away from where it was put.
  const [hasCards] = useState(picture.cards.length > 0)
  const lines = useLines(picture)
  const quickAdd = useView((view) => view.quickAdd)
  const linking = useView((view) => view.linking)
  const finding = useView((view) => view.finding)

  useEffect(() => () => setCanvasView(undefined, undefined), [])
  const fitted = useKeptFitted(host, !viewports.has(place))
  const { placed, onNodeDragStart, ...dragging } = useDragging(flow)
  const isFar = useIsFar()
  const isModHeld = useIsModHeld()

  const onNodesChange = useCallback(
    (proposed: NodeChange<Drawn>[]) => {
      const changes = placed(proposed)
      setCards((old) => applyNodeChanges(changes, old))
      const { nodes, links } = selectionStore.getState()
      const chosen = applied(nodes, changes)
      if (chosen !== nodes) selectOnCanvas(chosen, links)
    },
    [setCards, placed],
  )
  const onEdgesChange = useCallback((changes: EdgeChange<LineEdge>[]) => {
    const { nodes, links } = selectionStore.getState()
    const chosen = applied(links, changes)
    if (chosen !== links) selectOnCanvas(nodes, chosen)
  }, [])
  const { onConnect, onConnectEnd, ...connecting } = useConnections(flow)

  const drop = (event: DragEvent) => {
    const item = itemOf(event.dataTransfer)
    if (!item) return
    event.preventDefault()
    // Whoever places things wants them to stay where they were put.
    fitted.current = false
    dropItem(flow, item, event)
    host.current?.focus()
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing surface has no element of its own
    <div
      ref={host}
      className={`canvas ${isFar ? 'far' : ''}`}
      role="group"
      aria-roledescription="canvas"
      aria-label={`Flow ${flow}. Arrows go from node to node, Tab adds one, L links, Enter opens.`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes the keys of its nodes
      tabIndex={0}
      data-testid="canvas"
      onFocus={(event) => {
        if (event.target === event.currentTarget) keysCameFrom(undefined)
      }}
      onPointerMove={(event) => notePointer({ left: event.clientX, top: event.clientY })}
      onPointerLeave={() => notePointer(undefined)}
      onPointerDown={(event) => {
        const target = event.target as Element
        // A press on the drawing gives it the keys, except where a field or list lies over it, or in a menu of its own.
        if (target.closest('input, button, [cmdk-root]')) return
        if (!event.currentTarget.contains(target)) return
        window.getSelection()?.removeAllRanges()
        host.current?.focus()
      }}
      // A line that is drawn must never become a drag of the browser's own, of text selected elsewhere.
      onDragStart={(event) => event.preventDefault()}
      onDragOver={(event) => {
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
        overCanvas(flow, event)
      }}
      onDragLeave={endDragging}
      onDrop={drop}
    >
      <CanvasMenu>
        <ReactFlow<Drawn, LineEdge>
          nodes={cards}
          edges={lines}
          nodeTypes={nodeTypes}
          edgeTypes={edgeTypes}
          onNodesChange={onNodesChange}
          onEdgesChange={onEdgesChange}
          onConnect={onConnect}
          onConnectEnd={onConnectEnd}
          {...connecting}
          {...dragging}
          onNodeDragStart={(event, node, all) => {
            fitted.current = false
            onNodeDragStart(event, node, all)
          }}
          onEdgeMouseEnter={(_event, edge) => overLine(edge.id)}
          onEdgeMouseLeave={leaveLink}
          onNodeDoubleClick={(_event, node) => openNode(flow, node.id)}
          onPaneClick={() => setView({ quickAdd: undefined, linking: undefined })}
          onDoubleClick={(event) => addHere(event.target as Element, event.clientX, event.clientY)}
          onInit={(view) => setCanvasView(view, host.current ?? undefined)}
          onMoveStart={(event) => {
            if (event) fitted.current = false
          }}
          onMoveEnd={(event, viewport) => {
            if (event) viewports.set(place, viewport)
          }}
          {...(viewports.has(place)
            ? { defaultViewport: viewports.get(place) }
            : { fitView: hasCards, fitViewOptions: fitOptions })}
          minZoom={0.15}
          maxZoom={2}
          snapToGrid={!isModHeld}
          snapGrid={snapGrid}
          selectionOnDrag
          selectionMode={SelectionMode.Partial}
          panOnDrag={panButtons}
          panOnScroll
          zoomOnDoubleClick={false}
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={addingKeys}
          disableKeyboardA11y
          nodesFocusable={false}
          edgesFocusable={false}
          elevateNodesOnSelect={false}
          elevateEdgesOnSelect={false}
          onlyRenderVisibleElements={cards.length > 150}
          connectionRadius={26}
        >
          {/* From far away its dots would be closer than the eye can part, and there would be a hundred thousand. */}
          {!isFar && (
            <Background
              variant={BackgroundVariant.Dots}
              gap={grid}
              size={1.8}
              color="var(--grid)"
            />
          )}
          <GuideLines />
        </ReactFlow>
      </CanvasMenu>
      {cards.length === 0 && <EmptyFlow />}
      <CanvasTools />
      {finding && <FindBar flow={flow} />}
      {linking && <LinkList flow={flow} from={linking.node} />}
      {quickAdd && <QuickAdd flow={flow} at={quickAdd} />}
      <SelectionWords flow={flow} />
    </div>
  )
}

function applied(
  chosen: readonly string[],
  changes: readonly (NodeChange<Drawn> | EdgeChange<LineEdge>)[],
): readonly string[] {
  const next = new Set(chosen)
  for (const change of changes) {
    if (change.type !== 'select') continue
    if (change.selected) next.add(change.id)
    else next.delete(change.id)
  }
  const isSame = next.size === chosen.length && chosen.every((id) => next.has(id))
  return isSame ? chosen : [...next]
}

function addHere(target: Element, left: number, top: number): void {
  if (!target.classList.contains('react-flow__pane')) return
  const spot = canvasView()?.screenToFlowPosition({ x: left, y: top })
  if (spot) setView({ quickAdd: { ...spot, left, top }, linking: undefined })
}

/** For those who do not see the picture. */
function SelectionWords({ flow }: { flow: string }) {
  const nodes = useSelection((selection) => selection.nodes)
  const project = useProject((state) => state.project)
  const only = nodes.length === 1 ? project.flows[flow]?.nodes[nodes[0] ?? ''] : undefined
  const words = only
    ? `${only.kind} ${only.label ?? ('ref' in only ? only.ref : only.type)} selected`
    : nodes.length > 1
      ? `${nodes.length} nodes selected`
      : ''
  return (
    <div className="unseen" aria-live="polite">
      {words}
    </div>
  )
}
