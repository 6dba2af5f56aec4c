/**
 * Nodes and the links among them as plain data: what is copied, pasted and duplicated. Pasting refers to the same objects
 * again, except in a project that lacks them: then they come along.
 */
import * as z from 'zod'
import { definitionOf } from '../../runtime/connectors/definitions.ts'
import { type Change, type Edit, edit } from '../../runtime/model/change.ts'
import { halfOf } from '../../runtime/model/definition.ts'
import { namesIn } from '../../runtime/model/field.ts'
import { linkSchema, nodeSchema } from '../../runtime/model/flow.ts'
import { objectSchema, type Project } from '../../runtime/model/project.ts'
import { editFlow, flowOf, grid, layoutOf, type Spot, snap } from './flow.ts'
import { freeId } from './ids.ts'
import type { Objects } from './object.ts'

export const clipSchema = z.object({
  patchbay: z.literal('nodes'),
  nodes: z.record(z.string(), nodeSchema),
  links: z.record(z.string(), linkSchema),
  spots: z.record(z.string(), z.object({ x: z.number(), y: z.number() })),
  channels: z.record(z.string(), objectSchema),
  connections: z.record(z.string(), objectSchema),
})
export type Clip = z.infer<typeof clipSchema>

export function copyNodes(project: Project, name: string, ids: readonly string[]): Clip {
  const flow = flowOf(project, name)
  const { nodes: spots } = layoutOf(project, name)
  const chosen = Object.entries(flow.nodes).filter(([id]) => ids.includes(id))
  const objects = (kind: 'channel' | 'outgoing', all: Project['channels']) =>
    Object.fromEntries(
      chosen.flatMap(([, node]) => {
        const object = node.kind === kind ? all[node.ref] : undefined
        return object ? [[object.name, object]] : []
      }),
    )
  const channels = objects('channel', project.channels)
  const connections = objects('outgoing', project.connections)
  return {
    patchbay: 'nodes',
    nodes: Object.fromEntries(chosen),
    links: Object.fromEntries(
      Object.entries(flow.links).filter(
        ([, { from, to }]) => ids.includes(from.node) && ids.includes(to.node),
      ),
    ),
    spots: Object.fromEntries(chosen.map(([id]) => [id, spots[id] ?? { x: 0, y: 0 }])),
    channels,
    connections: {
      ...madeOn(project, 'channels', channels),
      ...madeOn(project, 'connections', connections),
      ...connections,
    },
  }
}

/** The brokers that channels and connections are made on: without those they are incomplete. */
function madeOn(
  project: Project,
  side: Objects,
  objects: Project['connections'],
): Project['connections'] {
  const names = Object.values(objects).flatMap((object) =>
    (halfOf(definitionOf(object.type), side)?.fields ?? []).flatMap((field) =>
      field.kind === 'reference' && !field.collection ? namesIn(object[field.name]) : [],
    ),
  )
  return Object.fromEntries(
    names.flatMap((name) => {
      const shared = project.connections[name]
      return shared ? [[name, shared]] : []
    }),
  )
}

/** What a clipboard's text holds, if it is ours. */
export function readClip(text: string): Clip | undefined {
  if (!text.startsWith('{')) return undefined
  try {
    const read = clipSchema.safeParse(JSON.parse(text))
    return read.success ? read.data : undefined
  } catch {
    // Somebody else's text that begins with a brace.
    return undefined
  }
}

export interface Pasted {
  change: Change
  nodes: readonly string[]
}

/** At a spot, the clip's upper left corner stands there; without, two dots beside where it was copied. */
export function pasteNodes(
  project: Project,
  name: string,
  clip: Clip,
  at?: Spot,
  verb = 'Pasted',
): Pasted {
  const flow = flowOf(project, name)
  const layout = layoutOf(project, name)
  const shift = shiftOf(clip, at)
  const nodes = { ...flow.nodes }
  const spots = { ...layout.nodes }
  const links = { ...flow.links }
  const renamed = new Map<string, string>()
  for (const [id, node] of Object.entries(clip.nodes)) {
    const fresh = freeId('n', nodes, spots)
    renamed.set(id, fresh)
    nodes[fresh] = node
    const spot = clip.spots[id] ?? { x: 0, y: 0 }
    spots[fresh] = snap({ x: spot.x + shift.x, y: spot.y + shift.y })
  }
  for (const { from, to } of Object.values(clip.links)) {
    const [start, end] = [renamed.get(from.node), renamed.get(to.node)]
    if (!start || !end) continue
    links[freeId('l', links)] = { from: { ...from, node: start }, to: { ...to, node: end } }
  }
  const count = renamed.size
  const change = editFlow(project, name, `${verb} ${count === 1 ? '1 node' : `${count} nodes`}`, {
    flow: { ...flow, nodes, links },
    layout: { ...layout, nodes: spots },
    more: lacking(project, clip),
  })
  return { change, nodes: [...renamed.values()] }
}

function shiftOf({ spots }: Clip, at: Spot | undefined): Spot {
  if (!at) return { x: 2 * grid, y: 2 * grid }
  const all = Object.values(spots)
  const left = Math.min(...all.map(({ x }) => x))
  const top = Math.min(...all.map(({ y }) => y))
  return { x: at.x - left, y: at.y - top }
}

function lacking(project: Project, clip: Clip): Edit[] {
  const edits: Edit[] = []
  for (const collection of ['channels', 'connections'] as const) {
    for (const [name, object] of Object.entries(clip[collection])) {
      if (Object.hasOwn(project[collection], name)) continue
      edits.push(edit(project, collection, name, object) as Edit)
    }
  }
  return edits
}
