/** The drawing of one flow. Draws the projection and reports gestures; edits are made by the commands. */
import {
  applyNodeChanges,
  Background,
  BackgroundVariant,
  type Connection,
  type EdgeChange,
  type FinalConnectionState,
  type NodeChange,
  ReactFlow,
  ReactFlowProvider,
  SelectionMode,
} from '@xyflow/react'
import {
  type DragEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { link, mayMake } from '../commands/link.ts'
import { grid } from '../edits/flow.ts'
import { useProject } from '../store/project.ts'
import { selectionStore, selectOnCanvas, useSelection } from '../store/selection.ts'
import { servicesOf } from '../store/services.ts'
import { setView, useView, viewStore } from '../store/view.ts'
import { CanvasTools } from './canvas-tools.tsx'
import { Card } from './card.tsx'
import { beginConnecting, endConnecting } from './connecting.ts'
import { dropItem, itemOf } from './drop.ts'
import { EmptyFlow } from './empty-flow.tsx'
import { FindBar } from './find-bar.tsx'
import { bestPort, linkOf } from './from-canvas.ts'
import { canvasView, fitOptions, keepInView, notePointer, setCanvasView } from './handle.ts'
import { Line } from './line.tsx'
import { LinkList } from './link-list.tsx'
import { moveCards } from './move-cards.ts'
import { openNode } from './open.ts'
import { QuickAdd } from './quick-add.tsx'
import {
  type Card as CardNode,
  type Line as LineEdge,
  type Picture,
  toCanvas,
} from './to-canvas.ts'

const nodeTypes = { card: Card }
const edgeTypes = { line: Line }
/** Where each flow was last looked at, so that tabs come back as they were left. */
const viewports = new Map<string, { x: number; y: number; zoom: number }>()

export function Canvas({ flow }: { flow: string }) {
  return (
    <ReactFlowProvider key={flow}>
      <FlowCanvas flow={flow} />
    </ReactFlowProvider>
  )
}

function FlowCanvas({ flow }: { flow: string }) {
  const host = useRef<HTMLDivElement>(null)
  const picture = usePicture(flow)
  const [cards, setCards] = useCards(picture)
  const lines = useLines(picture)
  const quickAdd = useView((view) => view.quickAdd)
  const linking = useView((view) => view.linking)
  const finding = useView((view) => view.finding)

  useEffect(() => () => setCanvasView(undefined, undefined), [])
  const fitted = useKeptFitted(host, !viewports.has(flow))

  const onNodesChange = useCallback(
    (changes: NodeChange<CardNode>[]) => {
      setCards((old) => applyNodeChanges(changes, old))
      const { nodes, links } = selectionStore.getState()
      const chosen = applied(nodes, changes)
      if (chosen !== nodes) selectOnCanvas(chosen, links)
    },
    [setCards],
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
      className="canvas"
      role="group"
      aria-roledescription="canvas"
      aria-label={`Flow ${flow}. Arrows go from node to node, Tab adds one, L links, Enter opens.`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it takes the keys of its nodes
      tabIndex={0}
      data-testid="canvas"
      onPointerMove={(event) => notePointer({ left: event.clientX, top: event.clientY })}
      onPointerLeave={() => notePointer(undefined)}
      onPointerDown={(event) => {
        // A press on the drawing gives it the keys, except where a field or list lies over it.
        if ((event.target as Element).closest('input, button, [cmdk-root]')) return
        window.getSelection()?.removeAllRanges()
        host.current?.focus()
      }}
      // A line that is drawn must never become a drag of the browser's own, of text selected elsewhere.
      onDragStart={(event) => event.preventDefault()}
      onDragOver={(event) => {
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
      }}
      onDrop={drop}
    >
      <ReactFlow<CardNode, LineEdge>
        nodes={cards}
        edges={lines}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onEdgesChange={onEdgesChange}
        onConnect={onConnect}
        onConnectEnd={onConnectEnd}
        {...connecting}
        onNodeDragStart={() => {
          fitted.current = false
        }}
        onNodeDragStop={(_event, _node, moved) => moveCards(flow, moved)}
        onSelectionDragStop={(_event, moved) => moveCards(flow, moved)}
        onNodeDoubleClick={(_event, node) => openNode(flow, node.id)}
        onPaneClick={() => setView({ quickAdd: undefined, linking: undefined })}
        onDoubleClick={(event) => addHere(event.target as Element, event.clientX, event.clientY)}
        onInit={(view) => setCanvasView(view, host.current ?? undefined)}
        onMoveStart={(event) => {
          if (event) fitted.current = false
        }}
        onMoveEnd={(event, viewport) => {
          if (event) viewports.set(flow, viewport)
        }}
        {...(viewports.has(flow)
          ? { defaultViewport: viewports.get(flow) }
          : { fitView: true, fitViewOptions: fitOptions })}
        minZoom={0.15}
        maxZoom={2}
        snapToGrid
        snapGrid={[grid, grid]}
        selectionOnDrag
        selectionMode={SelectionMode.Partial}
        panOnDrag={[1]}
        panOnScroll
        zoomOnDoubleClick={false}
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={['Meta', 'Control', 'Shift']}
        disableKeyboardA11y
        nodesFocusable={false}
        edgesFocusable={false}
        elevateNodesOnSelect
        onlyRenderVisibleElements={cards.length > 150}
        connectionRadius={26}
      >
        <Background variant={BackgroundVariant.Dots} gap={grid} size={1.8} color="var(--grid)" />
      </ReactFlow>
      {cards.length === 0 && <EmptyFlow />}
      <CanvasTools />
      {finding && <FindBar flow={flow} />}
      {linking && <LinkList flow={flow} from={linking.node} />}
      {quickAdd && <QuickAdd flow={flow} at={quickAdd} />}
      <SelectionWords flow={flow} />
    </div>
  )
}

/** Until a hand moves the view, the whole flow stays in it, whatever pane opens beside it. */
function useKeptFitted(host: RefObject<HTMLDivElement | null>, isFitted: boolean) {
  const fitted = useRef(isFitted)
  useEffect(() => {
    const element = host.current
    if (!element) return
    const observer = new ResizeObserver(() => {
      void (fitted.current ? fitAgain() : keepChosenInView())
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [host])
  return fitted
}

/** Never so small that it cannot be read; then what is selected matters more than the whole. */
async function fitAgain(): Promise<void> {
  await canvasView()?.fitView({ ...fitOptions, minZoom: 0.6 })
  keepChosenInView()
}

function keepChosenInView(): void {
  const { nodes } = selectionStore.getState()
  if (nodes[0] !== undefined) keepInView(nodes[0])
}

function usePicture(flow: string): Picture {
  const project = useProject((state) => state.project)
  const before = useRef<Picture>({ cards: [], lines: [] })
  return useMemo(() => {
    before.current = toCanvas(project, flow, servicesOf(project), before.current)
    return before.current
  }, [project, flow])
}

/** React Flow measures cards and moves them while they are dragged; all else comes from the picture. */
function useCards(picture: Picture) {
  const selected = useSelection((selection) => selection.nodes)
  const [cards, setCards] = useState<CardNode[]>([])
  useLayoutEffect(() => {
    setCards((old) => {
      const known = new Map(old.map((card) => [card.id, card]))
      return picture.cards.map((card) => {
        const was = known.get(card.id)
        const isSelected = selected.includes(card.id)
        if (was && was.data === card.data && sameSpot(was, card) && was.selected === isSelected) {
          return was
        }
        return { ...was, ...card, selected: isSelected }
      })
    })
  }, [picture.cards, selected])
  return [cards, setCards] as const
}

function sameSpot(one: CardNode, other: CardNode): boolean {
  return one.position.x === other.position.x && one.position.y === other.position.y
}

function useLines(picture: Picture): LineEdge[] {
  const selected = useSelection((selection) => selection.links)
  return useMemo(
    () =>
      picture.lines.map((line) =>
        selected.includes(line.id) ? { ...line, selected: true } : line,
      ),
    [picture.lines, selected],
  )
}

function applied(
  chosen: readonly string[],
  changes: readonly (NodeChange<CardNode> | EdgeChange<LineEdge>)[],
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

/** Drawing, refusing, making and moving of lines. */
function useConnections(flow: string) {
  return useMemo(() => {
    let moving: string | undefined
    let made = false
    return {
      onConnectStart(
        _event: unknown,
        {
          nodeId,
          handleId,
          handleType,
        }: { nodeId: string | null; handleId: string | null; handleType: string | null },
      ) {
        made = false
        if (nodeId === null || handleId === null) return
        const side = handleType === 'target' ? 'in' : 'out'
        beginConnecting(flow, { node: nodeId, port: handleId }, side)
      },
      isValidConnection(connection: Connection | LineEdge) {
        const ends = linkOf(connection as Connection)
        return ends !== undefined && mayMake(flow, ends.from, ends.to, moving).ok
      },
      onConnect(connection: Connection) {
        const ends = linkOf(connection)
        made = ends !== undefined && link(flow, ends.from, ends.to)
      },
      onReconnectStart(_event: unknown, edge: LineEdge) {
        moving = edge.id
      },
      onReconnect(edge: LineEdge, connection: Connection) {
        const ends = linkOf(connection)
        if (ends) link(flow, ends.from, ends.to, edge.id)
      },
      onReconnectEnd() {
        moving = undefined
        endConnecting()
      },
      onConnectEnd(event: MouseEvent | TouchEvent, state: FinalConnectionState) {
        endConnecting()
        if (!made && !moving) finishElsewhere(flow, event, state)
      },
    }
  }, [flow])
}

/** A line let go over a node's body takes its best port; over a refusing port it says why; over nothing it offers a new node. */
function finishElsewhere(
  flow: string,
  event: MouseEvent | TouchEvent,
  { fromHandle, toHandle, fromNode }: FinalConnectionState,
): void {
  if (!fromHandle?.id || !fromNode) return
  const start = { node: fromNode.id, port: fromHandle.id }
  const isOut = fromHandle.type === 'source'
  const { clientX: left, clientY: top } =
    'changedTouches' in event ? (event.changedTouches[0] ?? { clientX: 0, clientY: 0 }) : event
  const over = document.elementFromPoint(left, top)?.closest('.react-flow__node')
  const target = over?.getAttribute('data-id')
  if (target && target !== start.node) {
    const card = canvasView()?.getNode(target)
    const port =
      toHandle?.nodeId === target ? toHandle.id : card && bestPort(card, isOut ? 'in' : 'out')
    if (!port || card?.data.isGhost) return
    const end = { node: target, port }
    if (isOut) link(flow, start, end)
    else link(flow, end, start)
    return
  }
  const spot = canvasView()?.screenToFlowPosition({ x: left, y: top })
  if (!spot || target || !isOut || !viewStore.getState()) return
  setView({ quickAdd: { x: spot.x, y: spot.y - 40, left, top, from: start } })
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
