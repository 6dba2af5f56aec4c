/** The changes of a drawn flow in the order in which they are walked through: as one reads, from left to right. */
import { compareFlow, type FlowMarks } from '../../runtime/model/compare-flow.ts'
import type { Project } from '../../runtime/model/project.ts'
import { servicesOf } from '../store/services.ts'

/** A node changes with the code of its service. */
export function marksOf(before: Project, after: Project, flow: string): FlowMarks {
  return compareFlow(before, after, flow, (service) => servicesOf(after).get(service)?.path)
}

/** A node, or the two nodes of a link: what is brought to view. */
export interface Step {
  id: string
  nodes: readonly string[]
}

export function stepsOf(before: Project, after: Project, flow: string): Step[] {
  const { project, nodes, links } = marksOf(before, after, flow)
  const spots = project.layouts[flow]?.nodes ?? {}
  const ends = project.flows[flow]?.links ?? {}
  const placed = [
    ...Object.keys(nodes).map((id) => ({ id, nodes: [id] })),
    ...Object.keys(links).flatMap((id) => {
      const link = ends[id]
      return link ? [{ id, nodes: [link.from.node, link.to.node] }] : []
    }),
  ]
  const spotOf = ({ nodes: [first = ''] }: Step) => spots[first] ?? { x: 0, y: 0 }
  return placed.sort((one, other) => {
    const [here, there] = [spotOf(one), spotOf(other)]
    return here.x - there.x || here.y - there.y
  })
}
