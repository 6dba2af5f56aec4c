/** Places for nodes that have none: a flow written by hand or by another program. Columns follow the links. Pure. */
import type { Flow, Layout } from '../../runtime/model/flow.ts'
import type { Spot } from '../edits/flow.ts'

export const cardWidth = 198
export const cardHeight = 84
const column = 270
const row = 126

export function spotsOf(flow: Flow, layout: Layout): Readonly<Record<string, Spot>> {
  const ids = Object.keys(flow.nodes)
  const lacking = ids.filter((id) => !layout.nodes[id])
  if (lacking.length === 0) return layout.nodes
  const depths = depthsOf(flow)
  const spots: Record<string, Spot> = { ...layout.nodes }
  for (const id of lacking) {
    const x = 36 + (depths.get(id) ?? 0) * column
    let y = 36
    while (overlaps(spots, { x, y })) y += row
    spots[id] = { x, y }
  }
  return spots
}

/** Heights of cards that are higher than usual: a router's ports have rows of their own. */
export type Heights = Readonly<Record<string, number>>

/** Would a node here lie on another? */
export function overlaps(
  spots: Readonly<Record<string, Spot>>,
  spot: Spot,
  heights: Heights = {},
): boolean {
  // Not `Object.entries`: on a large flow this is asked thousands of times.
  for (const id in spots) {
    const other = spots[id]
    if (other && meets(other, heights[id] ?? cardHeight, spot)) return true
  }
  return false
}

/** The same for whoever asks often: what stands there, as a list. */
export function meetsAny(taken: readonly Taken[], spot: Spot): boolean {
  return taken.some((other) => meets(other, other.height, spot))
}

export interface Taken extends Spot {
  height: number
}

function meets(other: Spot, height: number, { x, y }: Spot): boolean {
  const isBeside = Math.abs(other.x - x) >= cardWidth + 18
  return !isBeside && y < other.y + height + 18 && other.y < y + cardHeight + 18
}

/** To the right of a node, below what stands there already. */
export function freeSpotAfter(spots: Readonly<Record<string, Spot>>, { x, y }: Spot): Spot {
  const spot = { x: x + column, y }
  while (overlaps(spots, spot)) spot.y += row
  return spot
}

function depthsOf(flow: Flow): Map<string, number> {
  const depths = new Map<string, number>()
  const links = Object.values(flow.links)
  const targets = new Set(links.filter(({ to }) => to.port !== 'reply').map(({ to }) => to.node))
  const starts = Object.keys(flow.nodes).filter((id) => !targets.has(id))
  let level = starts
  // As many levels as nodes at most: a cycle, which the check refuses, must not hang the picture.
  for (let depth = 0; level.length > 0 && depth <= Object.keys(flow.nodes).length; depth++) {
    for (const id of level) depths.set(id, depth)
    const reached = new Set(level)
    level = links
      .filter(({ from, to }) => reached.has(from.node) && to.port !== 'reply')
      .map(({ to }) => to.node)
  }
  return depths
}
