/**
 * Adds what was dropped on a flow: the node, and with it the object it stands for when that is new, as one change.
 * Pure; the name that was proposed comes back with the id of the node, so that both can be selected.
 */
import { type Change, type Edit, edit } from '../../runtime/model/change.ts'
import type { Node } from '../../runtime/model/flow.ts'
import { freeName } from '../../runtime/model/name.ts'
import type { Project } from '../../runtime/model/project.ts'
import { editFlow, flowOf, layoutOf, type Spot, snap } from './flow.ts'
import { freeId } from './ids.ts'
import { serviceTemplate } from './service-template.ts'
import { soleReferences } from './shared.ts'

/** What the palette offers: a kind of thing to make, or a thing the project has. */
export type Item =
  | { kind: 'channel' | 'outgoing'; type: string; title: string }
  | { kind: 'channel' | 'outgoing' | 'service'; ref: string }
  | { kind: 'new-service' }
  | { kind: 'block'; type: string; title: string }

export interface Added {
  change: Change
  node: string
  /** A new object's name, or the path of a new file. */
  made?: { name: string; path?: string }
}

export interface Place {
  flow: string
  at: Spot
  /** Names of services, which are not keys of the project. */
  isService(name: string): boolean
}

export function addItem(project: Project, item: Item, place: Place): Added {
  const made = makeObject(project, item, place)
  const flow = flowOf(project, place.flow)
  const layout = layoutOf(project, place.flow)
  const id = freeId('n', flow.nodes, layout.nodes)
  const change = editFlow(project, place.flow, `Added ${made.title}`, {
    flow: { ...flow, nodes: { ...flow.nodes, [id]: made.node } },
    layout: { ...layout, nodes: { ...layout.nodes, [id]: snap(place.at) } },
    more: made.edits,
  })
  return { change, node: id, ...(made.made ? { made: made.made } : {}) }
}

interface Made {
  title: string
  node: Node
  edits: Edit[]
  made?: Added['made']
}

function makeObject(project: Project, item: Item, { isService }: Place): Made {
  if (item.kind === 'block') {
    return {
      title: item.title,
      node: { kind: 'block', type: item.type, config: firstConfig(item.type) },
      edits: [],
    }
  }
  if (item.kind === 'new-service') return makeService(project, isService)
  if ('ref' in item) {
    return { title: item.ref, node: { kind: item.kind, ref: item.ref }, edits: [] }
  }
  const collection = item.kind === 'channel' ? 'channels' : 'connections'
  const wish = item.kind === 'channel' ? `New ${item.title}` : `my.${item.type}`
  const name = freeName(wish, (taken) => Object.hasOwn(project[collection], taken))
  const first = item.kind === 'channel' ? firstChannelFields(project, item.type) : {}
  const made = soleReferences(project, collection, item.type)
  const object = { name, type: item.type, isActive: true, ...first, ...made }
  return {
    title: name,
    node: { kind: item.kind, ref: name },
    edits: [edit(project, collection, name, object) as Edit],
    made: { name },
  }
}

function makeService(project: Project, isService: (name: string) => boolean): Made {
  const name = freeName('my.service', (taken) => isService(taken))
  const path = freeName(`services/${name.replaceAll('.', '-')}`, (taken) =>
    Object.hasOwn(project.services, `${taken}.ts`),
  )
  const file = { path: `${path}.ts`, source: serviceTemplate(name) }
  return {
    title: name,
    node: { kind: 'service', ref: name },
    edits: [edit(project, 'services', file.path, file) as Edit],
    made: { name, path: file.path },
  }
}

/** A new REST channel answers at once: an address of its own is the one thing it cannot do without. */
function firstChannelFields(project: Project, type: string): Record<string, unknown> {
  if (type !== 'rest') return {}
  const taken = new Set(Object.values(project.channels).map((channel) => channel.path))
  return { path: freeName('/new', (path) => taken.has(path)) }
}

/** A router without cases has nothing to show; one empty case is where the user begins. */
function firstConfig(type: string): Record<string, unknown> {
  if (type === 'router') return { cases: [{ id: 'case1', label: 'case 1', condition: '' }] }
  return {}
}
