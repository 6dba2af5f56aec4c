/** Moves what stands on a flow to where it was let go: one change however many moved. Pure. */
import type { Change } from '../../runtime/model/change.ts'
import type { Project } from '../../runtime/model/project.ts'
import { editFlow, layoutOf, type Spot } from './flow.ts'
import { frameRef, frameTitle, placed, spotOf } from './frames.ts'
import { nodeTitle } from './title.ts'

/** By canvas id, groups and notes included; whole pixels are kept, the grid is the hand's business. */
export function moveNodes(
  project: Project,
  flow: string,
  spots: Readonly<Record<string, Spot>>,
): Change {
  const layout = layoutOf(project, flow)
  const moved = Object.entries(spots)
    .map(([id, { x, y }]) => [id, { x: Math.round(x), y: Math.round(y) }] as const)
    .filter(([id, { x, y }]) => {
      const now = spotOf(layout, id)
      return now ? now.x !== x || now.y !== y : !frameRef(id)
    })
  const [first] = moved
  if (!first) return { label: 'Moved nothing', edits: [] }
  return editFlow(
    project,
    flow,
    labelOf(
      project,
      flow,
      moved.map(([id]) => id),
    ),
    {
      layout: placed(layout, Object.fromEntries(moved)),
    },
  )
}

/** A group that moves takes its members along: then it is the group that moved. */
function labelOf(project: Project, flow: string, ids: readonly string[]): string {
  const layout = layoutOf(project, flow)
  const groups = ids.filter((id) => frameRef(id)?.kind === 'group')
  const [only] = groups.length === 1 ? groups : ids.length === 1 ? ids : []
  if (only === undefined) return `Moved ${ids.length} ${groups.length > 0 ? 'things' : 'nodes'}`
  return `Moved ${frameRef(only) ? frameTitle(layout, only) : nodeTitle(project, flow, only)}`
}
