/** A node as the canvas names it. undefined: it is gone from the flow. */
import type { Place } from '../../runtime/model/place.ts'
import type { Project } from '../../runtime/model/project.ts'

export function titleIn(project: Project, at: Place, id: string): string | undefined {
  const node = project.flows[at.name]?.nodes[id]
  if (!node) return undefined
  return node.label ?? (node.kind === 'block' ? node.type : node.ref)
}
