/** Arrows go from node to node; with Mod they move what is selected, with Shift in big steps. */

import type { Layout } from '../../runtime/model/flow.ts'
import { keepInView } from '../canvas/handle.ts'
import { type Direction, neighbour } from '../canvas/neighbour.ts'
import { grid, layoutOf, type Spot, snap } from '../edits/flow.ts'
import { frameId, spotOf, withMembers } from '../edits/frames.ts'
import { moveNodes } from '../edits/move.ts'
import { dispatch } from '../store/project.ts'
import { selectOnCanvas } from '../store/selection.ts'
import { type Command, chosenThings, hasFlow, hasThings, type State } from './command.ts'

const directions: Readonly<Record<Direction, { x: number; y: number }>> = {
  Left: { x: -1, y: 0 },
  Right: { x: 1, y: 0 },
  Up: { x: 0, y: -1 },
  Down: { x: 0, y: 1 },
}

function go(state: State, direction: Direction): void {
  const { project, selection } = state
  const layout = layoutOf(project, selection.flow ?? '')
  const next = neighbour(stops(layout), selection.nodes.at(-1), direction)
  if (next === undefined) return
  selectOnCanvas([next])
  keepInView(next)
}

/** Notes stand among the nodes; a group is behind them, and has a key of its own. */
function stops({ nodes, notes = {} }: Layout): Record<string, Spot> {
  const ofNotes = Object.entries(notes).map(([key, note]) => [frameId('note', key), note] as const)
  return { ...nodes, ...Object.fromEntries(ofNotes) }
}

function nudge(state: State, direction: Direction, steps: number): void {
  const { project, selection } = state
  if (selection.flow === undefined) return
  const { x, y } = directions[direction]
  const layout = layoutOf(project, selection.flow)
  const spots = Object.fromEntries(
    withMembers(layout, chosenThings(state)).map((id) => {
      const spot = spotOf(layout, id) ?? { x: 0, y: 0 }
      return [id, snap({ x: spot.x + x * grid * steps, y: spot.y + y * grid * steps })]
    }),
  )
  dispatch(moveNodes(project, selection.flow, spots), { group: `nudge:${Object.keys(spots)}` })
}

const names = Object.keys(directions) as Direction[]

export const goCommands: readonly Command[] = names.map((direction) => ({
  id: `go${direction}`,
  title: `Select the node ${where(direction)}`,
  keys: [direction],
  group: 'Canvas',
  where: 'canvas',
  hidden: true,
  isEnabled: hasFlow,
  run: (state) => go(state, direction),
}))

export const moveCommands: readonly Command[] = names.flatMap((direction) =>
  ([1, 5] as const).map((steps) => ({
    id: `move${direction}${steps === 1 ? '' : 'Far'}`,
    title: `Move ${direction.toLowerCase()}${steps === 1 ? '' : ' by five'}`,
    keys: [`Mod+${steps === 1 ? '' : 'Shift+'}${direction}`],
    group: 'Canvas' as const,
    where: 'canvas' as const,
    hidden: true,
    isEnabled: hasThings,
    run: (state: State) => nudge(state, direction, steps),
  })),
)

function where(direction: Direction): string {
  const words = { Left: 'to the left', Right: 'to the right', Up: 'above', Down: 'below' }
  return words[direction]
}
