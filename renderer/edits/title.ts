/** What a node is called in the picture and in the history. */
import { blockOf } from '../../runtime/model/blocks.ts'
import type { Node } from '../../runtime/model/flow.ts'
import type { Project } from '../../runtime/model/project.ts'

export function titleOf(node: Node): string {
  if (node.label) return node.label
  if (node.kind === 'block') return blockOf(node.type)?.title ?? node.type
  return node.ref
}

export function nodeTitle(project: Project, flow: string, id: string): string {
  const node = project.flows[flow]?.nodes[id]
  return node ? titleOf(node) : id
}
