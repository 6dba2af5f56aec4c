/** In line with what stands nearby: how far a box that is moved must still go, and the lines that show why. Pure. */
import type { Spot } from '../edits/flow.ts'
import type { Size } from '../edits/frames.ts'

export type Box = Spot & Size

/** A line of the canvas: upright at an x or level at a y, as long as from the one to the other. */
export interface Guide {
  along: 'x' | 'y'
  at: number
  from: number
  to: number
}

export interface Aligned {
  /** What is to be added to the box's spot. */
  by: Spot
  guides: readonly Guide[]
}

/** The nearest of the others that is in line with the box, or nearly, each way. `within` is in canvas pixels. */
export function align(box: Box, others: readonly Box[], within: number): Aligned {
  const x = nearest(box, others, 'x', within)
  const y = nearest(box, others, 'y', within)
  const by = { x: x?.by ?? 0, y: y?.by ?? 0 }
  const moved = { ...box, x: box.x + by.x, y: box.y + by.y }
  const guides = [x && guideOf(moved, x, 'x'), y && guideOf(moved, y, 'y')]
  return { by, guides: guides.filter((guide) => guide !== undefined) }
}

interface Found {
  by: number
  at: number
  other: Box
}

/** Middles first; upper edges as well, because ports are at one height of them whatever the card's. */
function nearest(
  box: Box,
  others: readonly Box[],
  along: 'x' | 'y',
  within: number,
): Found | undefined {
  let best: Found | undefined
  let distance = Number.POSITIVE_INFINITY
  for (const other of others) {
    const lines = [[middle(box, along), middle(other, along)]]
    if (along === 'y') lines.unshift([box.y, other.y])
    for (const [mine = 0, its = 0] of lines) {
      const by = its - mine
      if (Math.abs(by) > within) continue
      const far = Math.abs(by) * 1_000 + apart(box, other)
      if (far >= distance) continue
      distance = far
      best = { by, at: its, other }
    }
  }
  return best
}

function guideOf(box: Box, { at, other }: Found, along: 'x' | 'y'): Guide {
  const [start, size] = along === 'x' ? (['y', 'height'] as const) : (['x', 'width'] as const)
  return {
    along,
    at,
    from: Math.min(box[start], other[start]),
    to: Math.max(box[start] + box[size], other[start] + other[size]),
  }
}

function middle(box: Box, along: 'x' | 'y'): number {
  return along === 'x' ? box.x + box.width / 2 : box.y + box.height / 2
}

function apart(one: Box, other: Box): number {
  return Math.abs(one.x - other.x) + Math.abs(one.y - other.y)
}
