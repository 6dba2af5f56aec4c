/**
 * Project -> picture: cards and lines of one flow. A projection; the canvas holds no truth. Figures and states are not in
 * here: the cards look those up by key, so that ten batches a second do not rebuild the picture. Pure, and what did not
 * change stays the same object, so that only what changed is drawn again.
 */
import type { Edge, Node as FlowNode } from '@xyflow/react'
import { definitions } from '../../runtime/connectors/definitions.ts'
import { blockOf, type Port } from '../../runtime/model/blocks.ts'
import type { Note } from '../../runtime/model/definition.ts'
import type { Flow, Node, NodeKind } from '../../runtime/model/flow.ts'
import type { Project } from '../../runtime/model/project.ts'
import { replyOf } from '../../runtime/model/rules.ts'
import { flowOf, layoutOf, type Spot } from '../edits/flow.ts'
import { guardsOf } from '../edits/guards.ts'
import { titleOf } from '../edits/title.ts'
import type { Services } from '../store/services.ts'
import { cardHeight, spotsOf } from './auto-place.ts'
import { portsOf } from './ends.ts'
import { type Frame, type NoteNode, toFrames } from './to-frames.ts'
import { usesOf } from './uses.ts'

export interface CardData extends Record<string, unknown> {
  flow: string
  kind: NodeKind
  icon: string
  title: string
  summary: string
  /** What the node stands for: `channels/Store`, `services/store.ts`; blocks stand for themselves. */
  object: string | undefined
  /** `flows/Store/n1`. */
  place: string
  inPorts: readonly Port[]
  outPorts: readonly Port[]
  disabled: boolean
  /** The object is off, whatever the node says. */
  isOff: boolean
  /** It refers to what is not in the project. */
  isMissing: boolean
  /** Not on the flow: shown because the code of a service names it. */
  isGhost: boolean
  /** Its answer goes back to the caller of this channel, without a link that says so. */
  answers: string | undefined
  note: string | undefined
  /** What a person should know of the object as it is set: `order not kept`. */
  notes: readonly Note[]
  /** Names of the security definitions that guard the channel; none: it is open. */
  guards: readonly string[]
}
export type Card = FlowNode<CardData, 'card'>

export interface LineData extends Record<string, unknown> {
  flow: string
  role: NodeKind | 'error'
  /** use: drawn because the code says so. reply: carries the answer back. */
  kind: 'link' | 'use' | 'reply'
  /** For a line that goes back to the left: the height under all cards it passes, where it runs. */
  under: number | undefined
}
export type Line = Edge<LineData, 'line'>

/** All that stands on the canvas. */
export type Drawn = Card | Frame | NoteNode

export interface Picture {
  cards: readonly Card[]
  frames: readonly (Frame | NoteNode)[]
  lines: readonly Line[]
}

export function toCanvas(
  project: Project,
  flowName: string,
  services: Services,
  before: Picture = { cards: [], frames: [], lines: [] },
): Picture {
  const flow = flowOf(project, flowName)
  const spots = spotsOf(flow, layoutOf(project, flowName))
  const answering = answeringNodes(project, flow)
  const cards = Object.entries(flow.nodes).map(([id, node]) =>
    cardOf(project, flowName, services, id, node, spots[id] ?? { x: 0, y: 0 }, answering.get(id)),
  )
  const heights = Object.fromEntries(cards.map((card) => [card.id, heightOf(card)]))
  const uses = usesOf(project, flow, spots, services, heights)
  const ghosts = uses.ghosts.map(({ id, node, spot }) => {
    const card = cardOf(project, flowName, services, id, node, spot, undefined)
    return { ...card, data: { ...card.data, isGhost: true } }
  })
  const all = [...cards, ...ghosts]
  const lines = [
    ...linksOf(flow, flowName, all, before.lines),
    ...uses.lines.map((line) => useLine(flowName, line)),
  ]
  return {
    cards: kept(before.cards, all),
    frames: kept(before.frames, toFrames(flowName, layoutOf(project, flowName))),
    lines: kept(before.lines, lines),
  }
}

interface Made {
  from: readonly unknown[]
  card: Card
}
const made = new WeakMap<Node, Made>()

/** The same card again while nothing that it is made of is another: most of a large flow, at each edit. */
function cardOf(
  project: Project,
  flow: string,
  services: Services,
  id: string,
  node: Node,
  spot: Spot,
  answers: string | undefined,
): Card {
  const from = [flow, id, spot.x, spot.y, answers, standsFor(project, services, node)]
  const known = made.get(node)
  if (known?.from.every((each, at) => each === from[at])) return known.card
  const card = makeCard(project, flow, services, id, node, spot, answers)
  made.set(node, { from, card })
  return card
}

function standsFor(project: Project, services: Services, node: Node): unknown {
  if (node.kind === 'block') return undefined
  if (node.kind === 'service') return services.get(node.ref)
  return project[node.kind === 'channel' ? 'channels' : 'connections'][node.ref]
}

function makeCard(
  project: Project,
  flow: string,
  services: Services,
  id: string,
  node: Node,
  position: Spot,
  answers: string | undefined,
): Card {
  const ports = portsOf(project, node)
  return {
    id,
    type: 'card',
    position,
    data: {
      flow,
      kind: node.kind,
      title: titleOf(node),
      ...faceOf(project, services, node),
      place: `flows/${flow}/${id}`,
      inPorts: ports.in,
      outPorts: ports.out,
      disabled: node.disabled ?? false,
      isGhost: false,
      answers,
      note: node.note,
    },
  }
}

type Face = Pick<
  CardData,
  'icon' | 'summary' | 'object' | 'isMissing' | 'isOff' | 'notes' | 'guards'
>

function faceOf(project: Project, services: Services, node: Node): Face {
  if (node.kind === 'block') {
    const block = blockOf(node.type)
    return {
      icon: block?.icon ?? '?',
      summary: block ? block.summary(node.config) : `no block "${node.type}"`,
      object: undefined,
      isMissing: block === undefined,
      isOff: false,
      notes: [],
      guards: [],
    }
  }
  if (node.kind === 'service') {
    const service = services.get(node.ref)
    return {
      icon: 'ƒ',
      summary: service?.path ?? (node.ref.startsWith('patchbay.') ? 'built in' : 'no such service'),
      object: service?.path,
      isMissing: !service && !node.ref.startsWith('patchbay.'),
      isOff: false,
      notes: [],
      guards: [],
    }
  }
  const collection = node.kind === 'channel' ? 'channels' : 'connections'
  const object = project[collection][node.ref]
  const definition = definitions.find(({ type }) => type === object?.type)
  const half = node.kind === 'channel' ? definition?.channel : definition?.outgoing
  return {
    icon: definition?.icon ?? '?',
    summary: object
      ? summaryOf(half?.summary({ ...object, ...callOf(node) }), node)
      : `no such ${node.kind}`,
    object: `${collection}/${node.ref}`,
    isMissing: object === undefined,
    isOff: object?.isActive === false,
    notes: (object && half?.notes?.(object)) ?? [],
    guards: object && node.kind === 'channel' ? guardsOf(object) : [],
  }
}

/** What the node itself says of where its messages go counts more than what the connection says. */
function callOf(node: Node): Readonly<Record<string, unknown>> | undefined {
  return node.kind === 'outgoing' ? node.call : undefined
}

/** What the node does there says more than where it is, once it is set. */
function summaryOf(summary: string | undefined, node: Node): string {
  const call = callOf(node)
  const verb = call?.operation ?? call?.method
  if (typeof verb !== 'string') return summary ?? ''
  return [verb, typeof call?.path === 'string' ? call.path : summary].filter(Boolean).join(' ')
}

/** Nodes whose answer is a channel's reply by default, with the channel's name. */
function answeringNodes(project: Project, flow: Flow): ReadonlyMap<string, string> {
  const answering = new Map<string, string>()
  for (const [id, node] of Object.entries(flow.nodes)) {
    if (node.kind !== 'channel' || portsOf(project, node).in.length === 0) continue
    const reply = replyOf(flow, id)
    if (reply?.links.length !== 0) continue
    for (const answers of reply.nodes) answering.set(answers, node.ref)
  }
  return answering
}

function linksOf(
  flow: Flow,
  name: string,
  cards: readonly Card[],
  before: readonly Line[],
): Line[] {
  const old = new Map(before.map((line) => [line.id, line]))
  // Several answers to one channel run one below the other.
  let answers = 0
  return Object.entries(flow.links).map(([id, { from, to }]) => {
    const isReply = to.port === 'reply'
    const line: Line = {
      id,
      type: 'line',
      source: from.node,
      sourceHandle: from.port,
      target: to.node,
      targetHandle: to.port,
      data: {
        flow: name,
        role: from.port === 'error' ? 'error' : (flow.nodes[from.node]?.kind ?? 'block'),
        kind: isReply ? 'reply' : 'link',
        under: isReply ? underneath(cards, from.node, to.node, answers++) : undefined,
      },
    }
    const was = old.get(id)
    return was && sameLine(was, line) ? was : line
  })
}

function sameLine(one: Line, other: Line): boolean {
  return (
    one.source === other.source &&
    one.sourceHandle === other.sourceHandle &&
    one.target === other.target &&
    one.targetHandle === other.targetHandle &&
    one.data?.role === other.data?.role &&
    one.data?.kind === other.data?.kind &&
    one.data?.under === other.data?.under
  )
}

/** Below the two, and below every card between them that the line would otherwise cross. */
function underneath(
  cards: readonly Card[],
  from: string,
  to: string,
  before: number,
): number | undefined {
  const start = cards.find(({ id }) => id === from)
  const end = cards.find(({ id }) => id === to)
  if (!start || !end || start.position.x <= end.position.x) return undefined
  const between = cards
    .filter(({ position }) => position.x >= end.position.x && position.x <= start.position.x)
    .sort((one, other) => one.position.y - other.position.y)
  let line = Math.max(bottomOf(start), bottomOf(end)) + room
  for (const card of between) {
    const isCrossed = card.position.y < line + room / 2 && bottomOf(card) > line - room / 2
    if (isCrossed) line = bottomOf(card) + room
  }
  return line + before * 22
}

/** Between a card and a line that runs under it. */
const room = 30

function bottomOf(card: Card): number {
  return card.position.y + heightOf(card)
}

function heightOf({ data }: Card): number {
  const named = data.outPorts.filter(({ role }) => role !== 'error').length
  return cardHeight + (named > 1 ? named * 20 : 0)
}

function useLine(flow: string, { from, to }: { from: string; to: string }): Line {
  return {
    id: `use:${from}:${to}`,
    type: 'line',
    source: from,
    sourceHandle: 'uses',
    target: to,
    targetHandle: 'used',
    selectable: false,
    focusable: false,
    reconnectable: false,
    data: { flow, role: 'outgoing', kind: 'use', under: undefined },
  }
}

/** The same objects again where nothing changed. */
function kept<T extends { id: string }>(before: readonly T[], now: readonly T[]): readonly T[] {
  const old = new Map(before.map((each) => [each.id, each]))
  const next = now.map((each) => {
    const was = old.get(each.id)
    if (was === undefined || was === each) return each
    return JSON.stringify(was) === JSON.stringify(each) ? was : each
  })
  const isSame = next.length === before.length && next.every((each, at) => each === before[at])
  return isSame ? before : next
}
