/**
 * Two states of one flow as one drawing: what is there now, and what was there before as well, each with its mark. Where a link
 * goes elsewhere, it is drawn as it was, too.
 */

import type { Kind } from './compare.ts'
import { same } from './diff.ts'
import type { Flow, Layout, Link, Node } from './flow.ts'
import type { Named, Project } from './project.ts'

export interface FlowMarks {
  /** Both states in one: the project to draw. */
  project: Project
  nodes: Readonly<Record<string, Kind>>
  links: Readonly<Record<string, Kind>>
  /** Nodes that only stand elsewhere. */
  moved: ReadonlySet<string>
}

const none: Flow = { name: '', nodes: {}, links: {} }
/** Behind the id of a link that went elsewhere, for the one that was. */
const was = '~before'

/** @param fileOf The file of a service, by its name; left out: a node does not change with the code that it stands for. */
export function compareFlow(
  before: Project,
  after: Project,
  name: string,
  fileOf: (service: string) => string | undefined = () => undefined,
): FlowMarks {
  const [old, now] = [before.flows[name] ?? none, after.flows[name] ?? none]
  const nodes: Record<string, Kind> = {}
  for (const [id, node] of Object.entries(now.nodes)) {
    const earlier = own(old.nodes, id)
    if (!earlier) nodes[id] = 'added'
    else if (!same(earlier, node) || isOtherObject(before, after, node, fileOf))
      nodes[id] = 'changed'
  }
  const allNodes: Record<string, Node> = { ...now.nodes }
  for (const [id, node] of Object.entries(old.nodes)) {
    if (Object.hasOwn(now.nodes, id)) continue
    nodes[id] = 'removed'
    allNodes[id] = node
  }
  const { links, marks } = linksOf(old, now)
  const [stood, stands] = [before.layouts[name], after.layouts[name]]
  return {
    project: {
      ...after,
      channels: { ...before.channels, ...after.channels },
      connections: { ...before.connections, ...after.connections },
      services: { ...before.services, ...after.services },
      flows: { ...after.flows, [name]: { ...old, ...now, name, nodes: allNodes, links } },
      layouts: { ...after.layouts, [name]: bothLayouts(stood, stands) },
    },
    nodes,
    links: marks,
    moved: movedOf(stood, stands),
  }
}

/** What the node stands for is not as it was. */
function isOtherObject(
  before: Project,
  after: Project,
  node: Node,
  fileOf: (service: string) => string | undefined,
): boolean {
  if (node.kind === 'service') {
    const path = fileOf(node.ref)
    return path !== undefined && !same(own(before.services, path), own(after.services, path))
  }
  if (node.kind !== 'channel' && node.kind !== 'outgoing') return false
  const collection = node.kind === 'channel' ? 'channels' : 'connections'
  return !same(own(before[collection], node.ref), own(after[collection], node.ref))
}

function linksOf(
  old: Flow,
  now: Flow,
): { links: Record<string, Link>; marks: Record<string, Kind> } {
  const links: Record<string, Link> = { ...now.links }
  const marks: Record<string, Kind> = {}
  for (const [id, link] of Object.entries(now.links)) {
    const earlier = own(old.links, id)
    if (!earlier) marks[id] = 'added'
    else if (!same(earlier, link)) {
      marks[id] = 'changed'
      links[id + was] = earlier
      marks[id + was] = 'removed'
    }
  }
  for (const [id, link] of Object.entries(old.links)) {
    if (Object.hasOwn(now.links, id)) continue
    links[id] = link
    marks[id] = 'removed'
  }
  return { links, marks }
}

function bothLayouts(stood: Layout | undefined, stands: Layout | undefined): Layout {
  return { ...stands, nodes: { ...stood?.nodes, ...stands?.nodes } }
}

function movedOf(stood: Layout | undefined, stands: Layout | undefined): ReadonlySet<string> {
  const moved = Object.entries(stands?.nodes ?? {}).filter(([id, spot]) => {
    const earlier = own(stood?.nodes ?? {}, id)
    return earlier !== undefined && !same(earlier, spot)
  })
  return new Set(moved.map(([id]) => id))
}

function own<T>(named: Named<T>, key: string): T | undefined {
  return Object.hasOwn(named, key) ? named[key] : undefined
}
