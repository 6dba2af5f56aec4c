/** A flow as a graph. A link to a channel's reply port ends there: no message goes on from it. */
import type { Flow, Link } from './flow.ts'

export interface LinkEntry {
  id: string
  link: Link
}

const cache = new WeakMap<Flow, ReadonlyMap<string, readonly LinkEntry[]>>()

/** Links by the node they leave from, in the order of the flow. */
export function linksFrom(flow: Flow): ReadonlyMap<string, readonly LinkEntry[]> {
  const known = cache.get(flow)
  if (known) return known
  const byNode = new Map<string, LinkEntry[]>()
  for (const [id, link] of Object.entries(flow.links)) {
    const links = byNode.get(link.from.node)
    if (links) links.push({ id, link })
    else byNode.set(link.from.node, [{ id, link }])
  }
  cache.set(flow, byNode)
  return byNode
}

const replies = new WeakMap<Flow, readonly LinkEntry[]>()

/** Links to reply ports, in the order of the flow. */
export function replyLinks(flow: Flow): readonly LinkEntry[] {
  const known = replies.get(flow)
  if (known) return known
  const found = Object.entries(flow.links)
    .filter(([, link]) => isReply(flow, link))
    .map(([id, link]) => ({ id, link }))
  replies.set(flow, found)
  return found
}

export function isReply(flow: Flow, link: Link): boolean {
  return flow.nodes[link.to.node]?.kind === 'channel'
}

/** The nodes a message can get to from the given ones, these included. */
export function reachable(flow: Flow, from: Iterable<string>): Set<string> {
  const links = linksFrom(flow)
  const seen = new Set(from)
  // A set is walked in the order things are put in, what is added on the way too.
  for (const node of seen) {
    for (const { link } of links.get(node) ?? []) if (!isReply(flow, link)) seen.add(link.to.node)
  }
  return seen
}

/** The nodes of one way that comes back to where it began, in order; undefined when there is none. */
export function cycleOf(flow: Flow): string[] | undefined {
  const links = linksFrom(flow)
  const done = new Set<string>()
  for (const start of Object.keys(flow.nodes)) {
    const way: { node: string; next: number }[] = [{ node: start, next: 0 }]
    const onWay = new Set([start])
    // Not recursive: a flow may be long, and a stack is not.
    for (let at = way.at(-1); at; at = way.at(-1)) {
      const link = done.has(at.node) ? undefined : links.get(at.node)?.[at.next++]?.link
      if (!link) {
        done.add(at.node)
        onWay.delete(at.node)
        way.pop()
        continue
      }
      const to = link.to.node
      if (isReply(flow, link) || done.has(to)) continue
      if (onWay.has(to))
        return way.map(({ node }) => node).slice(way.findIndex(({ node }) => node === to))
      onWay.add(to)
      way.push({ node: to, next: 0 })
    }
  }
  return undefined
}
