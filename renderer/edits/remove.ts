/** Takes nodes, links, groups and notes off a flow. What the nodes stand for stays in the project. The label names the victims. Pure. */
import { definitions } from '../../runtime/connectors/definitions.ts'
import type { Change } from '../../runtime/model/change.ts'
import type { Flow, Link } from '../../runtime/model/flow.ts'
import type { Project } from '../../runtime/model/project.ts'
import { mayLink } from '../../runtime/model/rules.ts'
import { editFlow, flowOf, layoutOf, without } from './flow.ts'
import { isFrame, removeFrames, withoutFrames } from './frames.ts'
import { freeId } from './ids.ts'
import { nodeTitle } from './title.ts'

export interface Victims {
  /** Groups and notes among them; what is in a group stays. */
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
  const frames = nodes.filter((id) => isFrame(layout, id))
  if (goneNodes.size === 0 && goneLinks.size === 0) return removeFrames(project, name, frames)
  const left: Flow = {
    ...flow,
    nodes: without(flow.nodes, goneNodes),
    links: without(flow.links, goneLinks),
  }
  return editFlow(project, name, labelOf(project, name, [...goneNodes], goneLinks.size), {
    flow: reconnect
      ? { ...left, links: { ...left.links, ...healed(project, flow, goneNodes, left) } }
      : left,
    ...(goneNodes.size + frames.length === 0
      ? {}
      : {
          layout: withoutFrames({ ...layout, nodes: without(layout.nodes, goneNodes) }, frames),
        }),
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

/** The nodes stay where they are and lose their links; whoever led to them then leads to where they led. */
export function detach(project: Project, name: string, nodes: readonly string[]): Change {
  const flow = flowOf(project, name)
  const loose = new Set(nodes.filter((id) => Object.hasOwn(flow.nodes, id)))
  const kept = Object.entries(flow.links).filter(
    ([, { from, to }]) => !loose.has(from.node) && !loose.has(to.node),
  )
  if (kept.length === Object.keys(flow.links).length)
    return { label: 'Detached nothing', edits: [] }
  const left = { ...flow, links: Object.fromEntries(kept) }
  const links = { ...left.links, ...healed(project, flow, loose, left) }
  const [only = ''] = loose
  const words = loose.size === 1 ? nodeTitle(project, name, only) : `${loose.size} nodes`
  return editFlow(project, name, `Took ${words} out of the links`, { flow: { ...left, links } })
}

/** Links from what led into the removed nodes to what their main ports led to, each pair once, and none that the rules refuse. */
function healed(
  project: Project,
  flow: Flow,
  gone: ReadonlySet<string>,
  left: Flow,
): Record<string, Link> {
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
      const now = { ...left, links: { ...left.links, ...made } }
      if (!mayLink(project, now, start.from, to, { connectors: definitions }).ok) continue
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
