/** Which nodes and links messages went through, of what a rehearsal counts anyway. Pure. */
import type { Live } from '../flow/live.ts'
import type { OpenExchange } from '../flow/open-exchange.ts'
import type { PlanNode, Plans } from '../flow/plan.ts'
import type { Coverage } from '../model/proving.ts'
import type { CallMade } from './stand-ins.ts'

/**
 * @param before What each link had carried before, by its index.
 * @param exchanges Those that ran since, and the calls they made.
 */
export function coverageOf(
  { plans, linkCounts }: Live,
  before: readonly number[],
  exchanges: readonly OpenExchange[],
  calls: readonly CallMade[],
): Coverage {
  const nodes: { flow: string; node: string; count: number }[] = []
  const links: { flow: string; link: string; count: number }[] = []
  const arrived = new Map<unknown, number>()
  for (const { index, id, flow, to } of plans.links) {
    const count = (linkCounts[index]?.total ?? 0) - (before[index] ?? 0)
    if (count === 0) continue
    links.push({ flow, link: id, count })
    if (to) arrived.set(to, (arrived.get(to) ?? 0) + count)
  }
  for (const { plan } of exchanges) {
    for (const start of plan.starts) arrived.set(start, (arrived.get(start) ?? 0) + 1)
  }
  // A connection that code calls stands on the flow without a link.
  for (const { connection, by } of calls) {
    for (const node of plans.nodes) {
      const isOn = node.kind === 'outgoing' && node.ref === connection && node.flow === by.name
      if (isOn && !isLinked(node, plans)) arrived.set(node, (arrived.get(node) ?? 0) + 1)
    }
  }
  // By the plans: a node of an invocation is on no flow.
  for (const node of plans.nodes) {
    const count = arrived.get(node)
    if (count !== undefined) nodes.push({ flow: node.flow, node: node.id, count })
  }
  return { nodes, links }
}

function isLinked(node: PlanNode, { links }: Plans): boolean {
  return links.some(({ to }) => to === node)
}

/** As many as there are, in the order they first come. */
export function sumOf(all: readonly Coverage[]): Coverage {
  const nodes = new Map<string, Coverage['nodes'][number]>()
  const links = new Map<string, Coverage['links'][number]>()
  for (const coverage of all) {
    for (const one of coverage.nodes) {
      const key = JSON.stringify([one.flow, one.node])
      nodes.set(key, { ...one, count: one.count + (nodes.get(key)?.count ?? 0) })
    }
    for (const one of coverage.links) {
      const key = JSON.stringify([one.flow, one.link])
      links.set(key, { ...one, count: one.count + (links.get(key)?.count ?? 0) })
    }
  }
  return { nodes: [...nodes.values()], links: [...links.values()] }
}
