/** Opens the list of what can be added in the middle of a link. */
import { flowOf, layoutOf, type Spot, snap } from '../edits/flow.ts'
import { currentProject } from '../store/project.ts'
import { selectionStore } from '../store/selection.ts'
import { setView } from '../store/view.ts'
import { cardHeight, cardWidth, spotsOf } from './auto-place.ts'
import { screenOf } from './handle.ts'

/** @param middle Where the link's middle is drawn; half way between its two nodes when that is not known. */
export function addIntoLink(link: string, middle?: Spot): void {
  const { flow } = selectionStore.getState()
  if (flow === undefined) return
  const at = middle ?? middleOf(flow, link)
  if (!at) return
  const spot = snap({ x: at.x - cardWidth / 2, y: at.y - cardHeight / 2 })
  setView({ quickAdd: { ...spot, ...screenOf(at), into: link }, linking: undefined })
}

function middleOf(flowName: string, link: string): Spot | undefined {
  const project = currentProject()
  const flow = flowOf(project, flowName)
  const ends = flow.links[link]
  const spots = spotsOf(flow, layoutOf(project, flowName))
  const [from, to] = [ends && spots[ends.from.node], ends && spots[ends.to.node]]
  if (!from || !to) return undefined
  return { x: (from.x + to.x + cardWidth) / 2, y: (from.y + to.y + cardHeight) / 2 }
}
