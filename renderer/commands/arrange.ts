/** Puts nodes in order: in line, at equal distances, or as a whole flow reads best. */
import { cardHeight, cardWidth } from '../canvas/auto-place.ts'
import { canvasView } from '../canvas/handle.ts'
import { tidy } from '../canvas/tidy.ts'
import { align, type Box, distribute, type Edge, type Spots } from '../edits/arrange.ts'
import { flowOf, snap } from '../edits/flow.ts'
import { moveNodes } from '../edits/move.ts'
import { currentProject, dispatch } from '../store/project.ts'
import { type Command, chosenNodes, hasFlow, type State } from './command.ts'

const edges: readonly { edge: Edge; title: string; key: string }[] = [
  { edge: 'left', title: 'Align left', key: 'Alt+L' },
  { edge: 'centre', title: 'Align centres', key: 'Alt+C' },
  { edge: 'right', title: 'Align right', key: 'Alt+R' },
  { edge: 'top', title: 'Align tops', key: 'Alt+T' },
  { edge: 'middle', title: 'Align middles', key: 'Alt+M' },
  { edge: 'bottom', title: 'Align bottoms', key: 'Alt+B' },
]

const common = { group: 'Canvas', where: 'canvas' } as const

export const arrangeCommands: readonly Command[] = [
  {
    ...common,
    id: 'tidy',
    title: 'Tidy the selection, or the whole flow',
    keys: ['Shift+Alt+T'],
    isEnabled: hasFlow,
    async run(state) {
      const { project, selection } = state
      if (selection.flow === undefined) return
      const chosen = chosenNodes(state)
      const { nodes, links } = flowOf(project, selection.flow)
      const boxes = boxesOf(chosen.length > 1 ? chosen : Object.keys(nodes))
      const ids = new Set(boxes.map(({ id }) => id))
      const among = Object.values(links).filter(
        ({ from, to }) => ids.has(from.node) && ids.has(to.node),
      )
      if (boxes.length < 2) return
      place(selection.flow, 'Tidied', onGrid(await tidy(boxes, among)))
      if (chosen.length < 2) requestAnimationFrame(() => void canvasView()?.fitView({ maxZoom: 1 }))
    },
  },
  ...edges.map(
    ({ edge, title, key }): Command => ({
      ...common,
      id: `align-${edge}`,
      title,
      keys: [key],
      isEnabled: (state) => chosenNodes(state).length > 1,
      run: (state) => placeChosen(state, title, (boxes) => align(boxes, edge)),
    }),
  ),
  ...(['x', 'y'] as const).map((along): Command => {
    const title = along === 'x' ? 'Distribute horizontally' : 'Distribute vertically'
    return {
      ...common,
      id: `distribute-${along}`,
      title,
      keys: [along === 'x' ? 'Alt+H' : 'Alt+V'],
      isEnabled: (state) => chosenNodes(state).length > 2,
      run: (state) => placeChosen(state, title, (boxes) => distribute(boxes, along)),
    }
  }),
]

function placeChosen(state: State, label: string, arrange: (boxes: Box[]) => Spots): void {
  const { flow } = state.selection
  if (flow !== undefined) place(flow, label, arrange(boxesOf(chosenNodes(state))))
}

function onGrid(spots: Spots): Spots {
  return Object.fromEntries(Object.entries(spots).map(([id, spot]) => [id, snap(spot)]))
}

/** One step of the history, whatever was edited while a layout was being worked out. */
function place(flow: string, label: string, spots: Spots): void {
  const project = currentProject()
  const there = Object.entries(spots).filter(([id]) =>
    Object.hasOwn(project.flows[flow]?.nodes ?? {}, id),
  )
  dispatch({ ...moveNodes(project, flow, Object.fromEntries(there)), label })
}

/** As they stand on the canvas, with the size they have there. */
function boxesOf(ids: readonly string[]): Box[] {
  const view = canvasView()
  return ids.flatMap((id) => {
    const node = view?.getInternalNode(id)
    if (!node) return []
    const { x, y } = node.position
    const { width = cardWidth, height = cardHeight } = node.measured
    return [{ id, x, y, width, height }]
  })
}
