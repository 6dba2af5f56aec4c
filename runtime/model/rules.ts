/**
 * What may be linked to what, and which ports there are. The designer asks before a link is made, the check asks of those
 * in a file; both get the same answer. Each refusal says why, in words for whoever drew the link.
 */
import { type BlockDefinition, blockOf, type Port } from './blocks.ts'
import type { ConnectorDefinition } from './definition.ts'
import type { End, Flow, Node } from './flow.ts'
import { isReply, linksFrom, reachable, replyLinks } from './graph.ts'
import type { Project } from './project.ts'

/** What there is to choose from. Left out: every channel is taken to reply, and the blocks are those of `blocks.ts`. */
export interface Kinds {
  connectors?: readonly ConnectorDefinition[]
  blocks?: readonly BlockDefinition[]
}

export interface Ports {
  in: readonly Port[]
  out: readonly Port[]
}

const into: Port = { id: 'in', label: 'in', role: 'main' }
const out: Port = { id: 'out', label: 'out', role: 'main' }
const reply: Port = { id: 'reply', label: 'reply', role: 'main' }
const error: Port = { id: 'error', label: 'error', role: 'error' }

/** The ports of a node. A block of an unknown type has only those that every block has. */
export function portsOf(project: Project, node: Node, kinds: Kinds = {}): Ports {
  switch (node.kind) {
    case 'channel':
      return { in: hasReply(project, node.ref, kinds) ? [reply] : [], out: [out] }
    case 'block': {
      const definition = kinds.blocks
        ? kinds.blocks.find(({ type }) => type === node.type)
        : blockOf(node.type)
      return { in: [into], out: [...(definition?.outPorts(node.config) ?? []), error] }
    }
    default:
      return { in: [into], out: [out, error] }
  }
}

function hasReply(project: Project, channel: string, { connectors }: Kinds): boolean {
  const type = Object.hasOwn(project.channels, channel)
    ? project.channels[channel]?.type
    : undefined
  const definition = connectors?.find((one) => one.type === type)
  return definition?.channel?.replies ?? true
}

/**
 * Why there cannot be such a node, as a sentence; undefined: there can, as far as is known. What others are made on, a broker,
 * is a connection without messages of its own.
 */
export function whyNoNode(
  project: Project,
  node: Node,
  { connectors }: Pick<Kinds, 'connectors'>,
): string | undefined {
  if (node.kind !== 'outgoing' || !Object.hasOwn(project.connections, node.ref)) return undefined
  const type = project.connections[node.ref]?.type
  const definition = connectors?.find((one) => one.type === type)
  if (!definition?.shared) return undefined
  return `"${node.ref}" is the ${definition.title} that others are made on; it takes no messages and stands on no flow.`
}

export type Allowed = { ok: true } | { ok: false; reason: string }

/** May there be a link from the one port to the other? Links that are there already are taken as they are. */
export function mayLink(
  project: Project,
  flow: Flow,
  from: End,
  to: End,
  kinds: Kinds = {},
): Allowed {
  const reason = whyNot(project, flow, from, to, kinds)
  return reason === undefined ? { ok: true } : { ok: false, reason }
}

function whyNot(
  project: Project,
  flow: Flow,
  from: End,
  to: End,
  kinds: Kinds,
): string | undefined {
  const source = nodeOf(flow, from)
  const target = nodeOf(flow, to)
  if (!source || !target) return 'One of the two is no longer there.'
  const none = whyNoNode(project, source, kinds) ?? whyNoNode(project, target, kinds)
  if (none !== undefined) return none
  const [here, there] = [nameOf(source), nameOf(target)]
  if (from.node === to.node) return `${here} cannot be linked to itself.`
  const [leaves, enters] = [portsOf(project, source, kinds).out, portsOf(project, target, kinds).in]
  if (!leaves.some(({ id }) => id === from.port)) {
    return from.port === 'in' || from.port === 'reply'
      ? `A link begins where messages leave ${here}, and "${from.port}" is where they come in.`
      : `${here} has no port "${from.port}".`
  }
  if (enters.length === 0) return `${there} is a way in and takes no reply; nothing can lead to it.`
  if (!enters.some(({ id }) => id === to.port)) {
    return target.kind === 'channel'
      ? `Only the reply port of ${there} takes messages.`
      : `A link ends where messages come into ${there}, and "${to.port}" is not that.`
  }
  if (isThere(flow, from, to)) return `${here} is linked to ${there} there already.`
  if (target.kind === 'channel') return whyNoReply(flow, from.node, to.node, there)
  if (reachable(flow, [to.node]).has(from.node)) {
    return `${there} leads to ${here} already; messages would go round for ever.`
  }
  return undefined
}

/** An answer must belong to the caller it goes to. A node that nothing leads to yet may still become part of that way. */
function whyNoReply(flow: Flow, node: string, channel: string, name: string): string | undefined {
  const others = Object.keys(flow.nodes).filter(
    (id) => id !== channel && flow.nodes[id]?.kind === 'channel' && reachable(flow, [id]).has(node),
  )
  if (others.length === 0 || reachable(flow, [channel]).has(node)) return undefined
  const other = flow.nodes[others[0] ?? '']
  return `This node works for ${other ? nameOf(other) : 'another channel'}, so it cannot answer callers of ${name}.`
}

function isThere(flow: Flow, from: End, to: End): boolean {
  return (linksFrom(flow).get(from.node) ?? []).some(
    ({ link }) =>
      link.from.port === from.port && link.to.node === to.node && link.to.port === to.port,
  )
}

function nodeOf(flow: Flow, end: End): Node | undefined {
  return Object.hasOwn(flow.nodes, end.node) ? flow.nodes[end.node] : undefined
}

/** What people call a node. */
export function nameOf(node: Node): string {
  return node.label ?? (node.kind === 'block' ? node.type : node.ref)
}

export interface Reply {
  /** The node that answers; the first when several can. */
  node: string
  /** All that can: on a way with a router only one of them gets the message. */
  nodes: readonly string[]
  /** The links to the reply port. Empty: nobody said, and these answer by default. */
  links: readonly string[]
}

/**
 * Whose output is the answer to a channel's caller: what is linked to its reply port, else the first service or outgoing
 * connection on each way from it; where a way has only blocks, its last block. undefined: it leads nowhere.
 */
export function replyOf(flow: Flow, channel: string): Reply | undefined {
  const ways = reachable(flow, [channel])
  // A message that gets to a reply port is the answer to whoever sent it, whichever channel that came by.
  const linked = replyLinks(flow).filter(({ link }) => ways.has(link.from.node))
  if (linked.length > 0) {
    const nodes = [...new Set(linked.map(({ link }) => link.from.node))]
    return replyFrom(
      nodes,
      linked.map(({ id }) => id),
    )
  }
  return replyFrom(firstToAnswer(flow, channel), [])
}

function replyFrom(nodes: readonly string[], links: readonly string[]): Reply | undefined {
  const [node] = nodes
  return node === undefined ? undefined : { node, nodes, links }
}

function firstToAnswer(flow: Flow, channel: string): string[] {
  const links = linksFrom(flow)
  const answering: string[] = []
  const seen = new Set([channel])
  for (const id of seen) {
    const onward = (links.get(id) ?? []).filter(({ link }) => !isReply(flow, link))
    const isPassed = flow.nodes[id]?.kind === 'block' && onward.length > 0
    if (id === channel || isPassed) for (const { link } of onward) seen.add(link.to.node)
    else answering.push(id)
  }
  return answering
}
