import { addIntoLink } from '../canvas/add-into.ts'
import { freeSpotAfter, overlaps } from '../canvas/auto-place.ts'
import { portsOf } from '../canvas/ends.ts'
import { defaultSpot, pointer, screenOf } from '../canvas/handle.ts'
import { layoutOf, type Spot, snap } from '../edits/flow.ts'
import type { QuickAdd } from '../store/view.ts'
import { setView } from '../store/view.ts'
import { type Command, chosenNodes, hasFlow, type State } from './command.ts'

/** The list of all that can be put on the flow: after the selected node and linked to it, into the
 * selected link, else where the pointer is. */
export const addNode: Command = {
  id: 'addNode',
  title: 'Add a node…',
  keys: ['Tab', 'Insert'],
  group: 'Canvas',
  where: 'canvas',
  isEnabled: hasFlow,
  run(state) {
    const [link, ...links] = state.selection.links
    if (link !== undefined && links.length === 0 && chosenNodes(state).length === 0)
      return addIntoLink(link)
    const after = afterChosen(state)
    const spot: Spot = after ?? pointer() ?? freeSpot(state)
    setView({ quickAdd: { ...spot, ...screenOf(spot), ...after }, linking: undefined })
  },
}

/** Without a pointer: where the canvas is looked at, below what stands there. */
function freeSpot({ project, selection }: State): Spot {
  const { nodes } = layoutOf(project, selection.flow ?? '')
  const spot = snap(defaultSpot())
  while (overlaps(nodes, spot)) spot.y += 108
  return spot
}

function afterChosen(state: State): (Spot & Pick<QuickAdd, 'from'>) | undefined {
  const [id, ...more] = chosenNodes(state)
  const { flow = '' } = state.selection
  const node = id === undefined ? undefined : state.project.flows[flow]?.nodes[id]
  if (!id || !node || more.length > 0) return undefined
  const port = portsOf(state.project, node).out.find(({ role }) => role === 'main')
  const { nodes } = layoutOf(state.project, flow)
  const spot = nodes[id]
  return port && spot && { ...freeSpotAfter(nodes, spot), from: { node: id, port: port.id } }
}
