/**
 * The dashed lines: a service's code names a connection or another service. They appear and go with the code and are never
 * stored. What has no node on the flow stands beside the service as a ghost; dragging a ghost makes it real. Pure.
 */
import type { Flow, Node } from '../../runtime/model/flow.ts'
import type { Project } from '../../runtime/model/project.ts'
import type { Use } from '../../runtime/model/service.ts'
import { grid, type Spot } from '../edits/flow.ts'
import type { Services } from '../store/services.ts'
import { cardHeight, cardWidth, type Heights, meetsAny, type Taken } from './auto-place.ts'

export interface Uses {
  lines: readonly { from: string; to: string }[]
  ghosts: readonly { id: string; node: Node; spot: Spot }[]
}

export function usesOf(
  project: Project,
  flow: Flow,
  spots: Readonly<Record<string, Spot>>,
  services: Services,
  heights: Heights = {},
): Uses {
  const lines = new Map<string, { from: string; to: string }>()
  const ghosts = new Map<string, { id: string; node: Node; spot: Spot }>()
  const taken = Object.entries(spots).map(([id, { x, y }]) => ({
    x,
    y,
    height: heights[id] ?? cardHeight,
  }))
  const onFlow = idsByRef(flow)
  const linked = new Set(Object.values(flow.links).map(({ from, to }) => `${from.node} ${to.node}`))
  for (const [from, node] of Object.entries(flow.nodes)) {
    if (node.kind !== 'service') continue
    for (const use of services.get(node.ref)?.uses ?? []) {
      const used = nodeFor(project, services, use)
      if (!used || (used.kind === 'service' && used.ref === node.ref)) continue
      const to = onFlow.get(refKey(used)) ?? ghostId(used)
      if (to.startsWith('ghost:') && !ghosts.has(to)) {
        const spot = beside(taken, spots[from] ?? { x: 0, y: 0 })
        taken.push({ ...spot, height: cardHeight })
        ghosts.set(to, { id: to, node: used, spot })
      }
      if (!linked.has(`${from} ${to}`)) lines.set(`${from} ${to}`, { from, to })
    }
  }
  return { lines: [...lines.values()], ghosts: [...ghosts.values()] }
}

type Used = Extract<Node, { kind: 'service' | 'outgoing' }>

function nodeFor(project: Project, services: Services, use: Use): Used | undefined {
  if (use.kind === 'service') {
    return services.has(use.name) ? { kind: 'service', ref: use.name } : undefined
  }
  return project.connections[use.name]?.type === use.type
    ? { kind: 'outgoing', ref: use.name }
    : undefined
}

/** The first node of the flow that stands for each service and connection. */
function idsByRef(flow: Flow): ReadonlyMap<string, string> {
  const ids = new Map<string, string>()
  for (const [id, node] of Object.entries(flow.nodes)) {
    if (node.kind !== 'service' && node.kind !== 'outgoing') continue
    if (!ids.has(refKey(node))) ids.set(refKey(node), id)
  }
  return ids
}

function refKey({ kind, ref }: Used): string {
  return `${kind} ${ref}`
}

export function ghostId(used: Used): string {
  return `ghost:${used.kind}:${used.ref}`
}

/** To the right of the service, the first row where nothing stands: level, below, above, below, ... */
function beside(taken: readonly Taken[], { x, y }: Spot): Spot {
  for (let step = 0; step < 40; step++) {
    const row = step % 2 === 1 ? (step + 1) / 2 : -step / 2
    const spot = { x: x + cardWidth + 4 * grid, y: y + row * 6 * grid }
    if (!meetsAny(taken, spot)) return spot
  }
  return { x: x + cardWidth + 4 * grid, y }
}

/** The reverse of `ghostId`; undefined: the id is that of a node of the flow. */
export function ghostRef(id: string): { kind: Used['kind']; ref: string } | undefined {
  const found = /^ghost:(service|outgoing):(.*)$/s.exec(id)
  return found ? { kind: found[1] as Used['kind'], ref: found[2] ?? '' } : undefined
}
