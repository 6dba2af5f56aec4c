/** Takes nodes and links off a flow. What the nodes stand for stays in the project. The label names the victims. Pure. */
import type { Change } from '../../runtime/model/change.ts'
import type { Flow, Link } from '../../runtime/model/flow.ts'
import type { Project } from '../../runtime/model/project.ts'
import { editFlow, flowOf, layoutOf, without } from './flow.ts'
import { freeId } from './ids.ts'
import { nodeTitle } from './title.ts'

export interface Victims {
  nodes: readonly string[]
  links: readonly string[]
}

/** With `reconnect`, whoever led to a removed node then leads to where it led. */
export function removeFromFlow(
  project: Project,
  name: string,
  { nodes, links }: Victims,
  reconnect = false,
): Change {
  const flow = flowOf(project, name)
  const layout = layoutOf(project, name)
  const goneNodes = new Set(nodes.filter((id) => Object.hasOwn(flow.nodes, id)))
  const goneLinks = new Set(
    Object.entries(flow.links)
      .filter(
        ([id, { from, to }]) =>
          links.includes(id) || goneNodes.has(from.node) || goneNodes.has(to.node),
      )
      .map(([id]) => id),
  )
  if (goneNodes.size === 0 && goneLinks.size === 0) return { label: 'Removed nothing', edits: [] }
  const left: Flow = {
    ...flow,
    nodes: without(flow.nodes, goneNodes),
    links: without(flow.links, goneLinks),
  }
  return editFlow(project, name, labelOf(project, name, [...goneNodes], goneLinks.size), {
    flow: reconnect
      ? { ...left, links: { ...left.links, ...healed(flow, goneNodes, left) } }
      : left,
    ...(goneNodes.size === 0
      ? {}
      : { layout: { ...layout, nodes: without(layout.nodes, goneNodes) } }),
  })
}

function labelOf(project: Project, flow: string, nodes: readonly string[], links: number): string {
  const linkWords = links === 0 ? '' : links === 1 ? '1 link' : `${links} links`
  const nodeWords =
    nodes.length === 0
      ? ''
      : nodes.length <= 2
        ? nodes.map((id) => nodeTitle(project, flow, id)).join(' and ')
        : `${nodes.length} nodes`
  return `Deleted ${[nodeWords, linkWords].filter(Boolean).join(' and ')}`
}

/** Links from what led into the removed nodes to what their main ports led to, each pair once. */
function healed(flow: Flow, gone: ReadonlySet<string>, left: Flow): Record<string, Link> {
  const all = Object.values(flow.links)
  const into = all.filter(({ from, to }) => !gone.has(from.node) && gone.has(to.node))
  const made: Record<string, Link> = {}
  for (const start of into) {
    for (const to of endsAfter(all, gone, start.to.node, new Set())) {
      const there = [...Object.values(left.links), ...Object.values(made)].some(
        (link) =>
          link.from.node === start.from.node &&
          link.from.port === start.from.port &&
          link.to.node === to.node,
      )
      if (there || start.from.node === to.node) continue
      made[freeId('l', flow.links, left.links, made)] = { from: start.from, to }
    }
  }
  return made
}

function endsAfter(
  all: readonly Link[],
  gone: ReadonlySet<string>,
  node: string,
  seen: Set<string>,
): Link['to'][] {
  if (seen.has(node)) return []
  seen.add(node)
  return all
    .filter(({ from }) => from.node === node && from.port !== 'error')
    .flatMap(({ to }) => (gone.has(to.node) ? endsAfter(all, gone, to.node, seen) : [to]))
}
