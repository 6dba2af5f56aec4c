/** Edits one node of a flow, or what several have in common. Pure. */
import { blockOf } from '../../runtime/model/blocks.ts'
import type { Change } from '../../runtime/model/change.ts'
import type { Node } from '../../runtime/model/flow.ts'
import type { Project } from '../../runtime/model/project.ts'
import { editFlow, flowOf, without } from './flow.ts'
import { nodeTitle } from './title.ts'

/** undefined removes a key. Keys of the node's own kind only; the check of the file refuses others. */
export function editNode(
  project: Project,
  name: string,
  id: string,
  what: string,
  keys: Readonly<Record<string, unknown>>,
): Change {
  const flow = flowOf(project, name)
  const node = flow.nodes[id]
  if (!node) return { label: 'Changed nothing', edits: [] }
  const changed = { ...flow.nodes, [id]: withKeys(node, keys) }
  const label = `Changed ${what} of ${nodeTitle(project, name, id)}`
  return editFlow(project, name, label, { flow: { ...flow, nodes: changed } })
}

/** Off when any is on, so that one key always does something. */
export function toggleDisabled(project: Project, name: string, ids: readonly string[]): Change {
  const flow = flowOf(project, name)
  const chosen = ids.filter((id) => Object.hasOwn(flow.nodes, id))
  const disable = chosen.some((id) => !flow.nodes[id]?.disabled)
  const nodes = { ...flow.nodes }
  for (const id of chosen) {
    const node = nodes[id]
    if (node) nodes[id] = withKeys(node, { disabled: disable || undefined })
  }
  const what =
    chosen.length === 1 ? nodeTitle(project, name, chosen[0] ?? '') : `${chosen.length} nodes`
  return editFlow(project, name, `${disable ? 'Disabled' : 'Enabled'} ${what}`, {
    flow: { ...flow, nodes },
  })
}

function withKeys(node: Node, keys: Readonly<Record<string, unknown>>): Node {
  const next: Record<string, unknown> = { ...node, ...keys }
  for (const key of Object.keys(keys)) if (next[key] === undefined) delete next[key]
  return next as Node
}

/** A block's settings. Links of ports that are then gone go with them, in the same step. */
export function editBlock(
  project: Project,
  name: string,
  id: string,
  what: string,
  config: Readonly<Record<string, unknown>>,
): Change {
  const change = editNode(project, name, id, what, { config })
  const flow = flowOf(project, name)
  const node = flow.nodes[id]
  if (node?.kind !== 'block') return change
  const ports = new Set(
    blockOf(node.type)
      ?.outPorts(config)
      .map((port) => port.id),
  )
  const gone = Object.entries(flow.links)
    .filter(([, { from }]) => from.node === id && from.port !== 'error' && !ports.has(from.port))
    .map(([link]) => link)
  if (gone.length === 0) return change
  const label = `${change.label} and removed ${gone.length === 1 ? 'its link' : 'its links'}`
  return editFlow(project, name, label, {
    flow: {
      ...flow,
      nodes: { ...flow.nodes, [id]: { ...node, config: { ...config } } },
      links: without(flow.links, new Set(gone)),
    },
  })
}
