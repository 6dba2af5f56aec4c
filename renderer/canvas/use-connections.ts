/** The gestures of links: drawn, refused with words, moved, let go over a body or over nothing. */
import type { Connection, FinalConnectionState } from '@xyflow/react'
import { useMemo } from 'react'
import { link, mayMake } from '../commands/link.ts'
import { setView } from '../store/view.ts'
import { beginConnecting, endConnecting } from './connecting.ts'
import { bestPort, linkOf } from './from-canvas.ts'
import { canvasView } from './handle.ts'
import type { Line } from './to-canvas.ts'

export function useConnections(flow: string) {
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
      isValidConnection(connection: Connection | Line) {
        const ends = linkOf(connection as Connection)
        return ends !== undefined && mayMake(flow, ends.from, ends.to, moving).ok
      },
      onConnect(connection: Connection) {
        const ends = linkOf(connection)
        made = ends !== undefined && link(flow, ends.from, ends.to)
      },
      onReconnectStart(_event: unknown, edge: Line) {
        moving = edge.id
      },
      onReconnect(edge: Line, connection: Connection) {
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
    if (card?.type !== 'card' || card.data.isGhost) return
    const port = toHandle?.nodeId === target ? toHandle.id : bestPort(card, isOut ? 'in' : 'out')
    if (!port) return
    const end = { node: target, port }
    if (isOut) link(flow, start, end)
    else link(flow, end, start)
    return
  }
  const spot = canvasView()?.screenToFlowPosition({ x: left, y: top })
  if (!spot || target || !isOut) return
  setView({ quickAdd: { x: spot.x, y: spot.y - 40, left, top, from: start } })
}
