/**
 * Things under the hand: they snap to the grid and to what stands nearby (not while Mod is held), a group takes along what
 * is in it, and a link under a node lights up. The project hears of it when all is let go.
 */
import type { NodeChange, NodePositionChange } from '@xyflow/react'
import { type MouseEvent as ReactMouseEvent, useMemo } from 'react'
import { layoutOf, type Spot } from '../edits/flow.ts'
import { withMembers } from '../edits/frames.ts'
import { currentProject } from '../store/project.ts'
import { align, type Box } from './guides.ts'
import { canvasView } from './handle.ts'
import { moveCards } from './move-cards.ts'
import { draggingStore, endDragging, linkUnder, mayGoInto, overLink } from './splicing.ts'
import type { Drawn } from './to-canvas.ts'
import { far } from './use-far.ts'

/** Canvas pixels within which something nearby draws what is dragged into its line. */
const near = 8

interface Held {
  /** Under the pointer. */
  lead: string
  size: { width: number; height: number }
  /** All under the hand, and what they take along, with how far each is from the lead. */
  ids: ReadonlySet<string>
  carried: readonly { id: string; from: Spot }[]
  others: readonly Box[]
  isAlone: boolean
  /** Where each is now; what React Flow says of it knows nothing of our lines. */
  now: Map<string, Spot>
  isFree: boolean
}

type DragEvent = MouseEvent | TouchEvent | ReactMouseEvent

export function useDragging(flow: string) {
  return useMemo(() => {
    let held: Held | undefined
    const start = (event: DragEvent, lead: Drawn, all: readonly Drawn[]) => {
      held = take(flow, lead, all)
      held.isFree = isModHeld(event)
      if ('altKey' in event && event.altKey) {
        const leaving = all.filter(({ type }) => type === 'card').map(({ id }) => id)
        draggingStore.setState({ leaving })
      }
    }
    const move = (event: DragEvent) => {
      if (!held) return
      held.isFree = isModHeld(event)
      const { leaving } = draggingStore.getState()
      if (!held.isAlone || !('clientX' in event)) return
      // From far away lines lie closer than a hand can aim, and to look for one takes longer than to draw.
      if ((canvasView()?.getZoom() ?? 1) < far) return
      const { lead } = held
      overLink(linkUnder(event.clientX, event.clientY), (link) =>
        mayGoInto(flow, link, lead, leaving.includes(lead)),
      )
    }
    const stop = () => {
      if (!held) return
      const { now } = held
      held = undefined
      const { link, refused, leaving } = draggingStore.getState()
      endDragging()
      const view = canvasView()
      const drawn = [...now].flatMap(([id, position]) => {
        const node = view?.getNode(id)
        return node ? [{ ...node, position }] : []
      })
      if (drawn.length === 0) return
      const isSilent = refused !== undefined && leaving.length === 0
      moveCards(flow, drawn, { leaving, link: isSilent ? undefined : link })
    }
    return {
      /** The positions that React Flow proposes, as they shall be. */
      placed(changes: NodeChange<Drawn>[]): NodeChange<Drawn>[] {
        return held ? place(held, changes) : changes
      },
      onNodeDragStart: start,
      onNodeDrag: move,
      onNodeDragStop: stop,
      onSelectionDragStart: (event: ReactMouseEvent, all: Drawn[]) => {
        const [first] = all
        if (first) start(event, first, all)
      },
      onSelectionDrag: move,
      onSelectionDragStop: stop,
    }
  }, [flow])
}

function isModHeld(event: DragEvent): boolean {
  return event.ctrlKey || event.metaKey
}

function take(flow: string, lead: Drawn, all: readonly Drawn[]): Held {
  const view = canvasView()
  const layout = layoutOf(currentProject(), flow)
  const ids = all.map(({ id }) => id)
  const carried = withMembers(layout, ids).filter((id) => !ids.includes(id))
  const moving = new Set([...ids, ...carried])
  return {
    lead: lead.id,
    size: { width: lead.measured?.width ?? 0, height: lead.measured?.height ?? 0 },
    ids: new Set(ids),
    carried: carried.flatMap((id) => {
      const position = view?.getNode(id)?.position
      return position
        ? [{ id, from: { x: position.x - lead.position.x, y: position.y - lead.position.y } }]
        : []
    }),
    others: lead.type === 'frame' ? [] : boxesInView(moving),
    isAlone: all.length === 1 && lead.type === 'card',
    now: new Map(),
    isFree: false,
  }
}

/** Only what is seen draws: being in line with something far away is chance. */
function boxesInView(moving: ReadonlySet<string>): Box[] {
  const view = canvasView()
  if (!view) return []
  const { x, y, zoom } = view.getViewport()
  const [left, top] = [-x / zoom, -y / zoom]
  const host = document.querySelector('.react-flow')
  const right = left + (host?.clientWidth ?? 0) / zoom
  const bottom = top + (host?.clientHeight ?? 0) / zoom
  return view.getNodes().flatMap(({ id, type, position, measured = {} }) => {
    const { width = 0, height = 0 } = measured
    if (type === 'frame' || moving.has(id) || width === 0) return []
    const isSeen =
      position.x < right &&
      position.x + width > left &&
      position.y < bottom &&
      position.y + height > top
    return isSeen ? [{ ...position, width, height }] : []
  })
}

function place(held: Held, changes: NodeChange<Drawn>[]): NodeChange<Drawn>[] {
  const lead = changes.find(
    (change): change is NodePositionChange =>
      change.type === 'position' && change.id === held.lead && change.position !== undefined,
  )
  if (!lead?.position) return changes
  const box = { ...lead.position, ...held.size }
  const { by, guides } = held.isFree
    ? { by: { x: 0, y: 0 }, guides: [] }
    : align(box, held.others, near)
  // Each link listens: it is told only when there is something to tell.
  if (guides.length + draggingStore.getState().guides.length > 0) draggingStore.setState({ guides })
  const shifted = changes.map((change) => {
    if (change.type !== 'position' || !change.position || !held.ids.has(change.id)) return change
    const position = { x: change.position.x + by.x, y: change.position.y + by.y }
    held.now.set(change.id, position)
    return { ...change, position }
  })
  const spot = held.now.get(held.lead) ?? lead.position
  const along = held.carried.map(({ id, from }): NodePositionChange => {
    const position = { x: spot.x + from.x, y: spot.y + from.y }
    held.now.set(id, position)
    return { id, type: 'position', position, dragging: lead.dragging ?? false }
  })
  return [...shifted, ...along]
}
