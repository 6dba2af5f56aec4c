/** The node that lies in a direction from another: what an arrow key means. Pure. */
import type { Spot } from '../edits/flow.ts'

export type Direction = 'Left' | 'Right' | 'Up' | 'Down'

/** Without a start, the upper left one. undefined: there is none that way. */
export function neighbour(
  spots: Readonly<Record<string, Spot>>,
  from: string | undefined,
  direction: Direction,
): string | undefined {
  const start = from === undefined ? undefined : spots[from]
  if (!start) return smallest(Object.entries(spots), ([, { x, y }]) => x + y)?.[0]
  const others = Object.entries(spots).filter(
    ([id, spot]) => id !== from && along(start, spot, direction) > 0,
  )
  // What lies a little aside counts double, so that a row is walked along before the row above it.
  return smallest(
    others,
    ([, spot]) => along(start, spot, direction) + 2 * aside(start, spot, direction),
  )?.[0]
}

function along(start: Spot, spot: Spot, direction: Direction): number {
  if (direction === 'Left') return start.x - spot.x
  if (direction === 'Right') return spot.x - start.x
  return direction === 'Up' ? start.y - spot.y : spot.y - start.y
}

function aside(start: Spot, spot: Spot, direction: Direction): number {
  const isRow = direction === 'Left' || direction === 'Right'
  return Math.abs(isRow ? spot.y - start.y : spot.x - start.x)
}

function smallest<T>(all: readonly T[], measure: (each: T) => number): T | undefined {
  let best: T | undefined
  for (const each of all) if (best === undefined || measure(each) < measure(best)) best = each
  return best
}
