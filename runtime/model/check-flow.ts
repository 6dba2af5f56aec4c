/** One flow: does every node stand for something, does every link hold, does every message get somewhere? */
import type { BlockDefinition } from './blocks.ts'
import { allServiceNames, isServiceName, type ServiceNames } from './check-services.ts'
import { checkValues } from './check-values.ts'
import type { ConnectorDefinition } from './definition.ts'
import type { ExpressionTrouble } from './expression.ts'
import type { Flow, Link, Node } from './flow.ts'
import { cycleOf, isReply, linksFrom, reachable } from './graph.ts'
import { didYouMean } from './nearest.ts'
import type { Place } from './place.ts'
import type { Problem } from './problem.ts'
import { problem } from './problem-codes.ts'
import type { Project } from './project.ts'
import { nameOf, portsOf, whyNoNode } from './rules.ts'

export interface FlowCheck {
  connectors: readonly ConnectorDefinition[]
  blocks: readonly BlockDefinition[]
  /** Left out: names of services are not looked at. */
  services: ServiceNames | undefined
  /** Left out: expressions are taken as they are. */
  expression: ((text: string) => ExpressionTrouble | undefined) | undefined
}

export function checkFlow(project: Project, flow: Flow, how: FlowCheck): Problem[] {
  return [
    ...Object.entries(flow.nodes).flatMap(([id, node]) => [
      ...(referenceProblem(project, flow, id, node, how) ?? []),
      ...valueProblems(project, flow, id, node, how),
    ]),
    ...Object.entries(flow.links).flatMap(
      ([id, link]) => linkProblem(project, flow, id, link, how) ?? [],
    ),
    ...cycleProblem(flow),
    ...replyProblem(flow),
    ...unreachedProblems(flow, how.services),
  ]
}

function place(flow: Flow, node: string): Place {
  return { collection: 'flows', name: flow.name, node }
}

function referenceProblem(
  project: Project,
  flow: Flow,
  id: string,
  node: Node,
  { blocks, connectors, services }: FlowCheck,
): Problem[] | undefined {
  const at = place(flow, id)
  if (node.kind === 'block') {
    if (blocks.some(({ type }) => type === node.type)) return undefined
    const types = blocks.map(({ type }) => type)
    const fix = didYouMean(node.type, types, `There are: ${types.join(', ')}.`)
    return [problem('BLOCK_UNKNOWN', at, `There is no block "${node.type}".`, fix)]
  }
  if (node.kind === 'service') return services && serviceProblem(services, at, node.ref)
  const named = node.kind === 'channel' ? project.channels : project.connections
  if (Object.hasOwn(named, node.ref)) {
    const reason = whyNoNode(project, node, { connectors })
    const fix = 'Remove this node; choose it in the form of what is made on it.'
    return reason === undefined ? undefined : [problem('CONNECTION_SHARED', at, reason, fix)]
  }
  const word = node.kind === 'channel' ? 'channel' : 'connection'
  const fix = didYouMean(node.ref, Object.keys(named), `Make the ${word}, or remove this node.`)
  return [problem('REFERENCE_MISSING', at, `There is no ${word} "${node.ref}".`, fix)]
}

function serviceProblem(services: ServiceNames, at: Place, name: string): Problem[] | undefined {
  if (isServiceName(services, name)) return undefined
  const hidden = services.hidden.get(name)
  if (hidden) {
    const words = `The service "${name}" is not exported, so nothing can be linked to it.`
    return [
      problem(
        'SERVICE_NOT_EXPORTED',
        at,
        words,
        `Write export before class ${hidden.className} in ${hidden.path}.`,
      ),
    ]
  }
  const fix = didYouMean(name, allServiceNames(services), 'Write the service, or remove this node.')
  return [problem('REFERENCE_MISSING', at, `There is no service "${name}".`, fix)]
}

interface Cached {
  how: FlowCheck['expression']
  fields: unknown
  flow: string
  id: string
  problems: Problem[]
}
const cache = new WeakMap<Node, Cached>()

/** A node's own settings; remembered for as long as the node is the same. */
function valueProblems(
  project: Project,
  flow: Flow,
  id: string,
  node: Node,
  { connectors, blocks, expression }: FlowCheck,
): Problem[] {
  const fields =
    node.kind === 'block'
      ? blocks.find(({ type }) => type === node.type)?.fields
      : node.kind === 'outgoing'
        ? callFields(project, node.ref, connectors)
        : undefined
  if (!fields) return []
  const known = cache.get(node)
  if (
    known?.fields === fields &&
    known.how === expression &&
    known.flow === flow.name &&
    known.id === id
  ) {
    return known.problems
  }
  const isBlock = node.kind === 'block'
  const values = (isBlock ? node.config : node.kind === 'outgoing' ? node.call : undefined) ?? {}
  const problems = [
    ...checkValues(fields, values, {
      at: place(flow, id),
      prefix: isBlock ? 'config.' : 'call.',
      ...(expression ? { expression } : {}),
    }),
    ...(isBlock && node.type === 'router' ? routerProblems(flow, id, values) : []),
  ]
  cache.set(node, { how: expression, fields, flow: flow.name, id, problems })
  return problems
}

function callFields(project: Project, ref: string, connectors: readonly ConnectorDefinition[]) {
  const type = Object.hasOwn(project.connections, ref) ? project.connections[ref]?.type : undefined
  return connectors.find((one) => one.type === type)?.outgoing?.call
}

function routerProblems(
  flow: Flow,
  id: string,
  config: Readonly<Record<string, unknown>>,
): Problem[] {
  const cases = Array.isArray(config.cases) ? (config.cases as { id?: unknown }[]) : []
  const at: Place = { ...place(flow, id), field: 'config.cases' }
  if (cases.length === 0) {
    return [
      problem(
        'ROUTER_EMPTY',
        at,
        'The router has no cases; every message leaves by else.',
        'Add a case.',
      ),
    ]
  }
  const seen = new Set<unknown>(['else', 'error'])
  return cases.flatMap(({ id: port }, index) => {
    const isTwice = seen.has(port)
    seen.add(port)
    if (!isTwice) return []
    const words = `Two ways out of the router have the port "${String(port)}".`
    return [
      problem(
        'CASE_TWICE',
        { ...at, field: `config.cases.${index}.id` },
        words,
        'Remove one of the two cases and add it anew.',
      ),
    ]
  })
}

function linkProblem(
  project: Project,
  flow: Flow,
  id: string,
  { from, to }: Link,
  how: FlowCheck,
): Problem[] | undefined {
  const at: Place = { collection: 'flows', name: flow.name, link: id }
  const remove = 'Remove the link.'
  const source = Object.hasOwn(flow.nodes, from.node) ? flow.nodes[from.node] : undefined
  const target = Object.hasOwn(flow.nodes, to.node) ? flow.nodes[to.node] : undefined
  if (!source || !target) {
    const gone = source ? to.node : from.node
    return [
      problem('LINK_LOOSE', at, `A link leads to a node that is not there: "${gone}".`, remove),
    ]
  }
  const isKnown = (node: Node) =>
    node.kind !== 'block' || how.blocks.some(({ type }) => type === node.type)
  const leaves = portsOf(project, source, how).out
  if (isKnown(source) && !leaves.some((port) => port.id === from.port)) {
    const words = `A link begins at the port "${from.port}", which ${nameOf(source)} does not have.`
    return [
      problem(
        'PORT_MISSING',
        at,
        words,
        didYouMean(
          from.port,
          leaves.map((port) => port.id),
          remove,
        ),
      ),
    ]
  }
  if (!portsOf(project, target, how).in.some((port) => port.id === to.port)) {
    const words = `A link ends at the port "${to.port}", which ${nameOf(target)} does not have.`
    return [problem('PORT_MISSING', at, words, remove)]
  }
  return undefined
}

function cycleProblem(flow: Flow): Problem[] {
  const cycle = cycleOf(flow)
  const [first] = cycle ?? []
  if (!cycle || first === undefined) return []
  const names = [...cycle, first].map((id) => {
    const node = flow.nodes[id]
    return node ? nameOf(node) : id
  })
  const words = `Messages would go round for ever: ${names.join(' → ')}.`
  return [problem('FLOW_CYCLE', place(flow, first), words, 'Remove one of these links.')]
}

/** Only the first of two answers counts. Behind a router, a filter or an error port only one of them comes about. */
function replyProblem(flow: Flow): Problem[] {
  const replies = new Map<string, Link[]>()
  for (const link of Object.values(flow.links)) {
    if (!isReply(flow, link)) continue
    replies.set(link.to.node, [...(replies.get(link.to.node) ?? []), link])
  }
  return [...replies].flatMap(([channel, links]) => {
    const choices = [...reachable(flow, [channel])].some((id) => {
      const node = flow.nodes[id]
      return node?.kind === 'block' && (node.type === 'router' || node.type === 'filter')
    })
    const sure = links.filter(
      ({ from }) => from.port !== 'error' && !isBehindError(flow, from.node),
    )
    if (choices || sure.length < 2) return []
    const node = flow.nodes[channel]
    const words = `${node ? nameOf(node) : channel} is answered by ${sure.length} nodes; only the first answer is sent.`
    return [
      problem(
        'REPLY_TWICE',
        place(flow, channel),
        words,
        'Keep the link whose answer the caller shall get.',
      ),
    ]
  })
}

function isBehindError(flow: Flow, node: string): boolean {
  return [...linksFrom(flow).values()].some((links) =>
    links.some(
      ({ link }) => link.from.port === 'error' && reachable(flow, [link.to.node]).has(node),
    ),
  )
}

function unreachedProblems(flow: Flow, services: ServiceNames | undefined): Problem[] {
  const nodes = Object.entries(flow.nodes)
  const channels = nodes.filter(([, node]) => node.kind === 'channel').map(([id]) => id)
  const links = linksFrom(flow)
  const unlinked = channels
    .filter((id) => !links.has(id))
    .map((id) => {
      const node = flow.nodes[id]
      const words = `The channel "${node ? nameOf(node) : id}" leads nowhere.`
      return problem(
        'CHANNEL_UNLINKED',
        place(flow, id),
        words,
        'Link it to what shall get its messages.',
      )
    })
  const reached = reachable(flow, channels)
  const isUsed = usedInCode(flow, reached, services)
  const alone = nodes
    .filter(([id, node]) => !reached.has(id) && (!isUsed(node) || links.has(id)))
    .map(([id, node]) => {
      // What code gets from a connection goes back to the code.
      if (isUsed(node)) {
        const words = `The links from ${nameOf(node)} carry nothing: only code uses it.`
        const fix = 'Link something to it, or remove the links from it.'
        return problem('NODE_UNREACHABLE', place(flow, id), words, fix)
      }
      const words = `No message ever gets to ${nameOf(node)}.`
      return problem(
        'NODE_UNREACHABLE',
        place(flow, id),
        words,
        'Link something to it, or remove it.',
      )
    })
  return [...unlinked, ...alone]
}

/** Is a node reached without a link, because the code of the services on the way names what it stands for? */
function usedInCode(
  flow: Flow,
  reached: ReadonlySet<string>,
  services: ServiceNames | undefined,
): (node: Node) => boolean {
  const used = new Set<string>()
  for (const id of reached) {
    const node = flow.nodes[id]
    if (node?.kind === 'service') used.add(`service ${node.ref}`)
  }
  // A service that is invoked by another uses connections too; a set is walked with what is added on the way.
  let isSure = services !== undefined || used.size === 0
  for (const entry of used) {
    if (!entry.startsWith('service ')) continue
    const service = services?.byName.get(entry.slice('service '.length))
    if (service?.isGuess) isSure = false
    for (const use of service?.uses ?? []) used.add(`${use.kind} ${use.name}`)
  }
  // A line half typed hides what the code uses, and code that was not read does: that is no reason to warn of a node.
  return (node) => 'ref' in node && (!isSure || used.has(`${node.kind} ${node.ref}`))
}
