/**
 * What has a name is renamed and removed here, and everything that refers to it follows: nodes of flows, and the code of
 * services. Each is one change, so one undo takes all of it back. What may be a name is in `name.ts`.
 */
import { builtinPrefix, builtinServices } from './builtin.ts'
import { type Change, type Edit, edit } from './change.ts'
import type { ConnectorDefinition } from './definition.ts'
import type { Flow, Layout, Node, NodeKind } from './flow.ts'
import { quoted, renameInTexts } from './mentions.ts'
import { nameTrouble } from './name.ts'
import type { Project } from './project.ts'
import { referencesTo, referringTo } from './references.ts'
import { renameInTests } from './rename-in-tests.ts'
import { scan } from './scan.ts'
import type { ServiceInfo } from './service.ts'

export { freeName, nameTrouble } from './name.ts'

/** A service is meant by its service name, the others by their key in the project. */
export type Renamable = 'channels' | 'connections' | 'security' | 'flows' | 'services'

const kinds = {
  channels: 'channel',
  connections: 'outgoing',
  services: 'service',
} as const satisfies Partial<Record<Renamable, NodeKind>>

/** Is there something of this name? For a service: one that can be linked, the built-in ones included. */
export function isTaken(project: Project, collection: Renamable, name: string): boolean {
  if (collection !== 'services') return Object.hasOwn(project[collection], name)
  const isBuiltin = (builtinServices as readonly string[]).includes(name)
  return isBuiltin || serviceOf(project, name) !== undefined
}

/** The service of a name, as its text tells. */
export function serviceOf(project: Project, name: string): ServiceInfo | undefined {
  for (const path of Object.keys(project.services).sort()) {
    const file = project.services[path]
    const found = file && scan(file).services.find((one) => one.name === name && one.exported)
    if (found) return found
  }
  return undefined
}

/** Why it cannot be renamed so, as a sentence; undefined: it can. */
export function renameTrouble(
  project: Project,
  collection: Renamable,
  from: string,
  to: string,
): string | undefined {
  if (from === to) return undefined
  const trouble = nameTrouble(to)
  if (trouble !== undefined) return `The name cannot be used: ${trouble}.`
  if (isTaken(project, collection, to)) return `The name "${to}" is taken.`
  if (collection !== 'services') return undefined
  if (to.startsWith(builtinPrefix))
    return `Names that begin with "${builtinPrefix}" belong to the built-in services.`
  const service = serviceOf(project, from)
  if (!service) return `There is no service "${from}" whose text could be changed.`
  const file = project.services[service.path]
  return file && scan(file).problem
    ? `${service.path} does not parse just now; correct it first.`
    : undefined
}

/**
 * Ask `renameTrouble` first.
 * @param connectors For the fields that refer to a shared connection or a security definition by name; they follow.
 */
export function rename(
  project: Project,
  collection: Renamable,
  from: string,
  to: string,
  connectors: readonly ConnectorDefinition[] = [],
): Change {
  const label = `Renamed ${from} to ${to}`
  if (from === to) return { label, edits: [] }
  if (collection === 'flows') return { label, edits: renameFlow(project, from, to) }
  const edits = collection === 'security' ? [] : followInFlows(project, kinds[collection], from, to)
  if (collection === 'services')
    return { label, edits: [...edits, ...renameService(project, from, to)] }
  const object = project[collection][from]
  if (!object) return { label, edits: [] }
  const moved = [
    edit(project, collection, from, undefined),
    edit(project, collection, to, { ...object, name: to }),
  ]
  const referring =
    collection === 'channels'
      ? []
      : referencesTo(project, from, connectors, collection).map((reference) =>
          edit(project, reference.side, reference.object.name, referringTo(reference, from, to)),
        )
  const texts =
    collection === 'connections'
      ? renameInTexts(project.services, { kind: 'outgoing', type: object.type }, from, to)
      : new Map()
  const tests = collection === 'security' ? [] : renameInTests(project, collection, from, to)
  return {
    label,
    edits: [...moved, ...referring, ...edits, ...tests, ...fileEdits(project, texts)],
  }
}

function renameFlow(project: Project, from: string, to: string): Edit[] {
  const flow = project.flows[from]
  if (!flow) return []
  const edits: Edit[] = [
    edit(project, 'flows', from, undefined),
    edit(project, 'flows', to, { ...flow, name: to }),
  ]
  const layout = project.layouts[from]
  if (layout)
    edits.push(edit(project, 'layouts', from, undefined), edit(project, 'layouts', to, layout))
  return edits
}

function renameService(project: Project, from: string, to: string): Edit[] {
  const texts = renameInTexts(project.services, { kind: 'service' }, from, to)
  const service = serviceOf(project, from)
  const file = service && (texts.get(service.path) ?? project.services[service.path])
  if (service && file) {
    // A service named after its class has no name in its text yet.
    const { services, bodies } = scan(file)
    const isDone = services.some(
      ({ name, className }) => name === to && className === service.className,
    )
    const at = bodies[service.className]
    if (!isDone && at !== undefined) {
      const line = `\n  static serviceName = ${quoted(to)}\n`
      texts.set(file.path, {
        ...file,
        source: file.source.slice(0, at) + line + file.source.slice(at),
      })
    }
  }
  return fileEdits(project, texts)
}

function fileEdits(
  project: Project,
  files: ReadonlyMap<string, Project['services'][string]>,
): Edit[] {
  return [...files].map(([path, file]) => edit(project, 'services', path, file))
}

function followInFlows(project: Project, kind: NodeKind, from: string, to: string): Edit[] {
  return Object.entries(project.flows).flatMap(([name, flow]) => {
    const ids = nodesOf(flow, kind, new Set([from]))
    if (ids.length === 0) return []
    const moved = ids.map((id) => [id, { ...flow.nodes[id], ref: to } as Node])
    const nodes = { ...flow.nodes, ...Object.fromEntries(moved) }
    return [edit(project, 'flows', name, { ...flow, nodes })]
  })
}

function nodesOf(flow: Flow, kind: NodeKind, refs: ReadonlySet<string>): string[] {
  return Object.entries(flow.nodes)
    .filter(([, node]) => node.kind === kind && node.kind !== 'block' && refs.has(node.ref))
    .map(([id]) => id)
}

/**
 * Removes it, and the nodes that stand for it with their links. For services the name is that of one, or the path of a
 * file; the whole file goes, with all services in it. The label says what went along, and what is incomplete without it.
 * @param connectors For the fields that refer to it by name. Those are left as they are: a channel must not lose its lock
 * because the key is thrown away.
 */
export function remove(
  project: Project,
  collection: Renamable,
  name: string,
  connectors: readonly ConnectorDefinition[] = [],
): Change {
  if (collection === 'flows') {
    const edits: Edit[] = [edit(project, 'flows', name, undefined)]
    if (project.layouts[name]) edits.push(edit(project, 'layouts', name, undefined))
    return { label: `Deleted ${name}`, edits }
  }
  const path = collection === 'services' ? (serviceOf(project, name)?.path ?? name) : name
  const file = collection === 'services' ? project.services[path] : undefined
  const refs = new Set(file ? scan(file).services.map((service) => service.name) : [name])
  const flows = Object.entries(project.flows).flatMap(([flowName, flow]) => {
    const ids = collection === 'security' ? [] : nodesOf(flow, kinds[collection], refs)
    return ids.length === 0 ? [] : [{ flowName, ids, edits: removeNodes(project, flowName, ids) }]
  })
  const count = flows.reduce((sum, { ids }) => sum + ids.length, 0)
  const where = flows.map(({ flowName }) => flowName).join(', ')
  const along = count === 0 ? '' : ` and ${count} ${count === 1 ? 'node' : 'nodes'} of ${where}`
  const left =
    collection === 'connections' || collection === 'security'
      ? referencesTo(project, name, connectors, collection)
      : []
  return {
    label: `Deleted ${path}${along}${incompleteWords(left.map(({ object }) => object.name))}`,
    edits: [edit(project, collection, path, undefined), ...flows.flatMap(({ edits }) => edits)],
  }
}

function incompleteWords(names: readonly string[]): string {
  const [last] = names.slice(-1)
  if (last === undefined) return ''
  const all = names.length === 1 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
  return `; ${all} ${names.length === 1 ? 'is' : 'are'} incomplete without it`
}

/** Nodes of a flow with the links that begin or end in them. */
export function removeNodes(project: Project, flowName: string, ids: readonly string[]): Edit[] {
  const flow = project.flows[flowName]
  if (!flow) return []
  const links = Object.entries(flow.links).filter(
    ([, { from, to }]) => !ids.includes(from.node) && !ids.includes(to.node),
  )
  const edits: Edit[] = [
    edit(project, 'flows', flowName, {
      ...flow,
      nodes: without(flow.nodes, ids),
      links: Object.fromEntries(links),
    }),
  ]
  const layout: Layout | undefined = project.layouts[flowName]
  if (layout) {
    edits.push(edit(project, 'layouts', flowName, { ...layout, nodes: without(layout.nodes, ids) }))
  }
  return edits
}

function without<T>(
  named: Readonly<Record<string, T>>,
  keys: readonly string[],
): Record<string, T> {
  return Object.fromEntries(Object.entries(named).filter(([key]) => !keys.includes(key)))
}
