/** The ports that links can begin at or end in, for whoever offers them as a list. Pure. */
import { definitions } from '../../runtime/connectors/definitions.ts'
import type { Port } from '../../runtime/model/blocks.ts'
import type { End, Node } from '../../runtime/model/flow.ts'
import type { Project } from '../../runtime/model/project.ts'
import { portsOf as portsOfNode } from '../../runtime/model/rules.ts'

export type { End } from '../../runtime/model/flow.ts'

export function portsOf(
  project: Project,
  node: Node,
): { in: readonly Port[]; out: readonly Port[] } {
  return portsOfNode(project, node, { connectors: definitions })
}

/** Where links of this node can begin, the main way first. */
export function endsOf(project: Project, flow: string, node: string): End[] {
  const found = project.flows[flow]?.nodes[node]
  return found ? portsOf(project, found).out.map(({ id }) => ({ node, port: id })) : []
}
