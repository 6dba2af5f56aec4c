/** Where nodes stand so that a flow reads from left to right with as few crossings as can be. The layout is ELK's. */
import ELK, { type ElkNode } from 'elkjs/lib/elk-api.js'
import type { Link } from '../../runtime/model/flow.ts'
import type { Box, Spots } from '../edits/arrange.ts'
import { grid } from '../edits/flow.ts'

// https://eclipse.dev/elk/reference/options.html
const options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.layered.spacing.nodeNodeBetweenLayers': String(4 * grid),
  'elk.spacing.nodeNode': String(3 * grid),
  'elk.spacing.componentComponent': String(4 * grid),
  // Nodes that are alike to the layout keep the order they have on the canvas.
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
}

/**
 * The group as a whole stays where it was: its upper left corner does not move.
 * @param links Those that begin and end among the boxes.
 */
export async function tidy(boxes: readonly Box[], links: readonly Link[]): Promise<Spots> {
  const elk = new ELK({
    workerFactory: () => new Worker('/workers/tidy.worker.js', { name: 'tidy' }),
  })
  try {
    const drawn = await elk.layout(graphOf(boxes, links))
    const found = drawn.children ?? []
    const left = Math.min(...boxes.map(({ x }) => x)) - Math.min(...found.map(({ x = 0 }) => x))
    const top = Math.min(...boxes.map(({ y }) => y)) - Math.min(...found.map(({ y = 0 }) => y))
    return Object.fromEntries(
      found.map(({ id, x = 0, y = 0 }) => [id, { x: x + left, y: y + top }]),
    )
  } finally {
    elk.terminateWorker()
  }
}

/** Answers to a channel go back to the left; they are not what a flow is read by. */
function graphOf(boxes: readonly Box[], links: readonly Link[]): ElkNode {
  return {
    id: 'flow',
    layoutOptions: options,
    children: inReadingOrder(boxes).map(({ id, width, height }) => ({ id, width, height })),
    edges: links
      .filter(({ to }) => to.port !== 'reply')
      .map(({ from, to }, index) => ({
        id: String(index),
        sources: [from.node],
        targets: [to.node],
      })),
  }
}

function inReadingOrder(boxes: readonly Box[]): Box[] {
  return [...boxes].sort((one, other) => one.y - other.y || one.x - other.x)
}
