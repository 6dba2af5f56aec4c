/**
 * Compiles the flows of a project into plans: for each channel, what happens to its messages. Pure.
 * A plan never changes; a deploy makes new ones, and an exchange ends on the plan it began with.
 */
import { blockOf } from '../model/blocks.ts'
import type { Flow, Node, Retry } from '../model/flow.ts'
import type { Place } from '../model/place.ts'
import type { Project } from '../model/project.ts'
import type { Actor } from './step.ts'

export interface PlanNode {
  /** Its place among all nodes of all plans made together: what runs it and what counts it stand there in arrays. */
  readonly index: number
  readonly id: string
  readonly flow: string
  readonly at: Place
  readonly kind: Node['kind']
  /** The object's name, or the block's type. */
  readonly ref: string
  /** What people call it: its label, or its ref. */
  readonly name: string
  /** The three as its steps carry them. */
  readonly actor: Actor
  readonly timeout: number | undefined
  readonly retry: Retry | undefined
  readonly disabled: boolean
  /** A block's config, an outgoing node's call. */
  readonly config: Readonly<Record<string, unknown>>
  /** Links by the port they leave from. */
  readonly next: ReadonlyMap<string, readonly PlanLink[]>
}

export interface PlanLink {
  /** Its place among all links of all plans made together. */
  readonly index: number
  readonly id: string
  readonly flow: string
  /** undefined: the channel's reply port. */
  readonly to: PlanNode | undefined
}

export interface Plans {
  /** By the channel's name. */
  readonly byChannel: ReadonlyMap<string, Plan>
  readonly nodes: readonly PlanNode[]
  readonly links: readonly PlanLink[]
}

export interface Plan {
  readonly channel: string
  readonly actor: Actor
  /** The channel's nodes; more than one when several flows listen to it. */
  readonly starts: readonly PlanNode[]
  /** Whose answer is the reply. Empty: a link to the reply port says. The first of these to answer counts. */
  readonly repliers: ReadonlySet<PlanNode>
}

type Draft = { -readonly [K in keyof PlanNode]: PlanNode[K] } & { next: Map<string, PlanLink[]> }

export function planAll(project: Project): Plans {
  const nodes: Draft[] = []
  const links: PlanLink[] = []
  const starts = new Map<string, PlanNode[]>()
  for (const flow of Object.values(project.flows)) {
    const drafts = draftNodes(flow, nodes)
    linkUp(flow, drafts, links)
    for (const draft of drafts.values()) {
      if (draft.kind === 'channel') starts.set(draft.ref, [...(starts.get(draft.ref) ?? []), draft])
    }
  }
  const byChannel = new Map<string, Plan>()
  for (const [channel, roots] of starts) {
    byChannel.set(channel, {
      channel,
      actor: channelActor(channel),
      starts: roots,
      repliers: repliersOf(roots),
    })
  }
  return { byChannel, nodes, links }
}

/** The channel itself, as the first step of its exchanges. */
export function channelActor(name: string): Actor {
  return { at: { collection: 'channels', name }, kind: 'channel', name }
}

function draftNodes(flow: Flow, all: Draft[]): Map<string, Draft> {
  const drafts = new Map<string, Draft>()
  for (const [id, node] of Object.entries(flow.nodes)) {
    const ref = node.kind === 'block' ? node.type : node.ref
    const at = { collection: 'flows', name: flow.name, node: id } as const
    const name = node.label ?? titleOf(node)
    const draft: Draft = {
      index: all.length,
      id,
      flow: flow.name,
      at,
      kind: node.kind,
      ref,
      name,
      actor: { at, kind: node.kind, name, ...(node.kind === 'outgoing' ? { ref } : {}) },
      timeout: node.timeout,
      retry: node.retry,
      disabled: node.disabled ?? false,
      config: configOf(node),
      next: new Map(),
    }
    all.push(draft)
    drafts.set(id, draft)
  }
  return drafts
}

/** As the canvas shows it. */
function titleOf(node: Node): string {
  return node.kind === 'block' ? (blockOf(node.type)?.title ?? node.type) : node.ref
}

function configOf(node: Node): Readonly<Record<string, unknown>> {
  if (node.kind === 'block') return node.config
  return node.kind === 'outgoing' ? (node.call ?? {}) : {}
}

function linkUp(flow: Flow, drafts: Map<string, Draft>, all: PlanLink[]): void {
  for (const [id, link] of Object.entries(flow.links)) {
    const from = drafts.get(link.from.node)
    const to = drafts.get(link.to.node)
    if (!from || !to) continue
    const isReply = to.kind === 'channel'
    const planned = { index: all.length, id, flow: flow.name, to: isReply ? undefined : to }
    all.push(planned)
    from.next.set(link.from.port, [...(from.next.get(link.from.port) ?? []), planned])
  }
}

/**
 * With no link to the reply port, the answer is that of the first node which has one to give: the first service or outgoing
 * connection on each way from the channel. Where a way has only blocks, its last block answers.
 */
function repliersOf(starts: readonly PlanNode[]): Set<PlanNode> {
  if (isLinkedToReply(starts)) return new Set()
  const repliers = new Set<PlanNode>()
  walk(starts, (node) => {
    const links = [...node.next.values()].flat()
    if (node.kind === 'channel') return links
    if (node.kind === 'block' && links.length > 0) return links
    repliers.add(node)
    return []
  })
  return repliers
}

function isLinkedToReply(starts: readonly PlanNode[]): boolean {
  let isLinked = false
  walk(starts, (node) => {
    const links = [...node.next.values()].flat()
    isLinked ||= links.some((link) => link.to === undefined)
    return links
  })
  return isLinked
}

/** Visits each node once, along the links that the visit gives back. */
function walk(starts: readonly PlanNode[], visit: (node: PlanNode) => readonly PlanLink[]): void {
  const seen = new Set<PlanNode>(starts)
  const waiting = [...starts]
  for (let node = waiting.shift(); node; node = waiting.shift()) {
    for (const { to } of visit(node)) {
      if (!to || seen.has(to)) continue
      seen.add(to)
      waiting.push(to)
    }
  }
}
