/** Moves nodes to where they were let go: one change however many moved. Pure. */
import type { Change } from '../../runtime/model/change.ts'
import type { Project } from '../../runtime/model/project.ts'
import { editFlow, layoutOf, type Spot, snap } from './flow.ts'
import { nodeTitle } from './title.ts'

export function moveNodes(
  project: Project,
  flow: string,
  spots: Readonly<Record<string, Spot>>,
): Change {
  const layout = layoutOf(project, flow)
  const moved = Object.entries(spots)
    .map(([id, spot]) => [id, snap(spot)] as const)
    .filter(([id, { x, y }]) => layout.nodes[id]?.x !== x || layout.nodes[id]?.y !== y)
  const [first] = moved
  if (!first) return { label: 'Moved nothing', edits: [] }
  const label =
    moved.length === 1
      ? `Moved ${nodeTitle(project, flow, first[0])}`
      : `Moved ${moved.length} nodes`
  return editFlow(project, flow, label, {
    layout: { ...layout, nodes: { ...layout.nodes, ...Object.fromEntries(moved) } },
  })
}
