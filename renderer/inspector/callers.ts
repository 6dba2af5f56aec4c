/**
 * Who can make a service run: the channels from which a message gets to it, along links or through the code of services on
 * the way, with what guards each. Pure.
 */
import { definitionOf } from '../../runtime/connectors/definitions.ts'
import { isReply } from '../../runtime/model/graph.ts'
import type { Project } from '../../runtime/model/project.ts'
import { guardField, guardsOf } from '../edits/guards.ts'
import type { Services } from '../store/services.ts'

export interface Caller {
  channel: string
  /** `REST`. */
  title: string
  icon: string
  flow: string
  node: string
  /** The service whose code calls the one that is asked about; undefined: a link leads there. */
  via?: string
  isOff: boolean
  /** It runs by itself, on a plan. */
  isJob: boolean
  /** Names of security definitions, any of which lets in. */
  guards: readonly string[]
  /** Who that is when nothing guards it: `anyone who can reach the address`. */
  open: string
}

export function callersOf(project: Project, services: Services, name: string): readonly Caller[] {
  const found = new Map<string, Caller>()
  for (const [service, via] of invokersOf(services, name)) {
    for (const [flow, { nodes }] of Object.entries(project.flows)) {
      const ends = Object.keys(nodes).filter((id) => {
        const node = nodes[id]
        return node?.kind === 'service' && node.ref === service
      })
      for (const id of leadingTo(project, flow, ends)) {
        const node = nodes[id]
        if (node?.kind !== 'channel' || found.has(node.ref)) continue
        found.set(node.ref, { ...callerOf(project, node.ref), flow, node: id, ...(via && { via }) })
      }
    }
  }
  return [...found.values()].sort((one, other) => one.channel.localeCompare(other.channel))
}

/** The service itself, then all whose code calls it, however far; each with the one that it is called through. */
function invokersOf(services: Services, name: string): Map<string, string | undefined> {
  const found = new Map<string, string | undefined>([[name, undefined]])
  // A map is walked in the order things are put in, what is added on the way too.
  for (const called of found.keys()) {
    for (const { name: service, uses } of services.values()) {
      if (found.has(service)) continue
      if (uses.some((use) => use.kind === 'service' && use.name === called)) {
        found.set(service, found.get(called) ?? service)
      }
    }
  }
  return found
}

/** All nodes from which a message gets to one of these, these included. */
function leadingTo(project: Project, name: string, ends: readonly string[]): Set<string> {
  const seen = new Set(ends)
  const flow = project.flows[name]
  if (!flow) return seen
  const links = Object.values(flow.links).filter((link) => !isReply(flow, link))
  for (const node of seen) {
    for (const { from, to } of links) if (to.node === node) seen.add(from.node)
  }
  return seen
}

function callerOf(project: Project, name: string): Omit<Caller, 'flow' | 'node'> {
  const channel = project.channels[name]
  const definition = definitionOf(channel?.type ?? '')
  return {
    channel: name,
    title: definition?.title ?? 'Channel',
    icon: definition?.icon ?? '?',
    isOff: channel?.isActive === false,
    isJob: definition?.channel?.isJob === true,
    guards: channel ? guardsOf(channel) : [],
    open: openWords(project, channel?.type),
  }
}

function openWords({ settings }: Project, type: string | undefined): string {
  const definition = definitionOf(type ?? '')
  if (type !== undefined && guardField(type)) {
    return isLocal(settings.http.host)
      ? 'any program on this machine'
      : 'anyone who can reach the address'
  }
  if (definition?.channel?.isJob) return 'nobody from outside: it runs on a plan'
  return definition?.channel?.pulls
    ? 'whoever may write to what it takes from'
    : 'anyone who can reach it'
}

function isLocal(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
