/**
 * The check without its two heavy readers, the parser of services and that of expressions: whoever needs the quick part
 * only (a runtime that starts) hands in neither, and loads neither. `check.ts` is the whole check.
 */
import type { BlockDefinition } from './blocks.ts'
import { checkClaims } from './check-claims.ts'
import { checkFlow, type FlowCheck } from './check-flow.ts'
import { checkObject } from './check-object.ts'
import { checkUses, type Scan, serviceNames } from './check-services.ts'
import { checkTests } from './check-tests.ts'
import { checkTls } from './check-tls.ts'
import { type ConnectorDefinition, sides } from './definition.ts'
import type { ExpressionTrouble } from './expression.ts'
import type { Flow } from './flow.ts'
import type { Problem } from './problem.ts'
import { problem } from './problem-codes.ts'
import type { Project } from './project.ts'
import { checkReferences } from './references.ts'
import { unreadProblems } from './unread.ts'

export interface CheckOptions {
  connectors: readonly ConnectorDefinition[]
  blocks: readonly BlockDefinition[]
  /** The secrets that have a value. Left out: it is not known, and nothing is said about them. */
  secrets?: Iterable<string>
}

export interface Readers {
  scan?: Scan
  expression?: (text: string) => ExpressionTrouble | undefined
}

export function checkProject(project: Project, options: CheckOptions, readers: Readers): Problem[] {
  const { connectors, blocks } = options
  const { scan, expression } = readers
  const secrets = options.secrets === undefined ? undefined : new Set(options.secrets)
  const services = scan && serviceNames(project, scan)
  const how: FlowCheck = { connectors, blocks, services: services?.names, expression }
  const around = {
    ...project,
    channels: alike('channels', project.channels),
    connections: alike('connections', project.connections),
  }
  return [
    ...unreadProblems(project),
    ...sides.flatMap((side) =>
      Object.values(project[side]).flatMap((one) => checkObject(side, one, connectors, secrets)),
    ),
    ...checkReferences(project, connectors),
    ...checkTls(project, connectors, secrets),
    ...checkClaims(project, connectors),
    ...Object.values(project.flows).flatMap((flow) => remembered(around, flow, how)),
    ...unusedChannels(project),
    ...checkTests(project),
    ...(services?.problems ?? []),
    ...(scan && services ? checkUses(project, services.names, scan, connectors) : []),
  ]
}

const last = new Map<string, Project['channels']>()

/**
 * Flows look at names and types only. While those stay, they are handed the same record as the last time, and what is
 * remembered of them holds.
 */
function alike(side: string, objects: Project['channels']): Project['channels'] {
  const known = last.get(side)
  const isAlike =
    known &&
    Object.keys(known).length === Object.keys(objects).length &&
    Object.entries(objects).every(
      ([name, { type }]) => Object.hasOwn(known, name) && known[name]?.type === type,
    )
  if (isAlike) return known
  last.set(side, objects)
  return objects
}

interface Cached extends Pick<Project, 'channels' | 'connections'> {
  how: FlowCheck
  problems: Problem[]
}
const cache = new WeakMap<Flow, Cached>()

/** A flow is checked anew only when it or something it could refer to changed. */
function remembered(project: Project, flow: Flow, how: FlowCheck): Problem[] {
  const known = cache.get(flow)
  if (
    known?.channels === project.channels &&
    known.connections === project.connections &&
    known.how.services === how.services &&
    known.how.connectors === how.connectors &&
    known.how.blocks === how.blocks &&
    known.how.expression === how.expression
  ) {
    return known.problems
  }
  const problems = checkFlow(project, flow, how)
  const { channels, connections } = project
  cache.set(flow, { channels, connections, how, problems })
  return problems
}

function unusedChannels(project: Project): Problem[] {
  const used = new Set<string>()
  for (const flow of Object.values(project.flows)) {
    for (const node of Object.values(flow.nodes)) if (node.kind === 'channel') used.add(node.ref)
  }
  return Object.keys(project.channels)
    .filter((name) => !used.has(name))
    .map((name) =>
      problem(
        'CHANNEL_UNLINKED',
        { collection: 'channels', name },
        `The channel "${name}" is on no flow, so its messages go nowhere.`,
        'Drag it onto a flow and link it, or remove it.',
      ),
    )
}
