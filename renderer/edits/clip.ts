/**
 * Nodes, the links among them, groups and notes as plain data: what is copied, pasted and duplicated. All that they need
 * comes along (`needs.ts`); in the project they are from they refer to the same objects again. Pure.
 */
import { z } from 'zod'
import type { Change } from '../../runtime/model/change.ts'
import {
  groupSchema,
  type Layout,
  linkSchema,
  nodeSchema,
  noteSchema,
} from '../../runtime/model/flow.ts'
import { objectSchema, type Project } from '../../runtime/model/project.ts'
import { bring, type Renamed } from './bring.ts'
import { editFlow, flowOf, grid, layoutOf, type Spot, snap } from './flow.ts'
import { frameId, frameRef, withMembers } from './frames.ts'
import { freeId } from './ids.ts'
import { needsOf } from './needs.ts'

const objects = z.record(z.string(), objectSchema)
const serviceFile = z.object({ path: z.string(), source: z.string() })

export const clipSchema = z.object({
  patchbay: z.literal('nodes'),
  /** The id of the project that it was copied from. */
  project: z.string().optional(),
  nodes: z.record(z.string(), nodeSchema),
  links: z.record(z.string(), linkSchema),
  spots: z.record(z.string(), z.object({ x: z.number(), y: z.number() })),
  groups: z.record(z.string(), groupSchema).default({}),
  notes: z.record(z.string(), noteSchema).default({}),
  channels: objects,
  connections: objects,
  security: objects.default({}),
  services: z.record(z.string(), serviceFile).default({}),
})
export type Clip = z.infer<typeof clipSchema>

/** @param ids Canvas ids; a group brings what is in it. */
export function copyNodes(project: Project, name: string, ids: readonly string[]): Clip {
  const flow = flowOf(project, name)
  const layout = layoutOf(project, name)
  const all = withMembers(layout, ids)
  const nodes = Object.fromEntries(Object.entries(flow.nodes).filter(([id]) => all.includes(id)))
  return {
    patchbay: 'nodes',
    project: project.settings.id,
    nodes,
    links: Object.fromEntries(
      Object.entries(flow.links).filter(
        ([, { from, to }]) => all.includes(from.node) && all.includes(to.node),
      ),
    ),
    spots: Object.fromEntries(
      Object.keys(nodes).map((id) => [id, layout.nodes[id] ?? { x: 0, y: 0 }]),
    ),
    groups: framesOf(layout.groups, 'group', all),
    notes: framesOf(layout.notes, 'note', all),
    ...needsOf(project, Object.values(nodes)),
  }
}

function framesOf<T>(
  frames: Readonly<Record<string, T>> = {},
  kind: 'group' | 'note',
  ids: readonly string[],
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(frames).filter(([key]) => ids.includes(frameId(kind, key))),
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
  /** Canvas ids of what was pasted: to be selected. */
  nodes: readonly string[]
  renamed: readonly Renamed[]
  /** Names of secrets that came along and have no value here. */
  secrets: readonly string[]
}

export interface PasteOptions {
  /** The clip's upper left corner stands there; without, two dots beside where it was copied. */
  at?: Spot | undefined
  verb?: string
  /** Names of the secrets that have a value. */
  secrets?: readonly string[]
  /** Objects of this project take the place of those that have their names. */
  useOurs?: boolean
}

export function pasteNodes(
  project: Project,
  name: string,
  clip: Clip,
  { at, verb = 'Pasted', secrets = [], useOurs = false }: PasteOptions = {},
): Pasted {
  const isAtHome = clip.project === undefined || clip.project === project.settings.id
  const brought = bring(project, clip, clip.nodes, { useOurs: useOurs || isAtHome, secrets })
  const flow = flowOf(project, name)
  const layout = layoutOf(project, name)
  const shift = shiftOf(clip, at)
  const moved = <T extends Spot>(box: T): T => ({
    ...box,
    ...snap({ x: box.x + shift.x, y: box.y + shift.y }),
  })
  const nodes = { ...flow.nodes }
  const spots = { ...layout.nodes }
  const links = { ...flow.links }
  const fresh = new Map<string, string>()
  for (const [id, node] of Object.entries(brought.nodes)) {
    const next = freeId('n', nodes, spots)
    fresh.set(id, next)
    nodes[next] = node
    spots[next] = moved(clip.spots[id] ?? { x: 0, y: 0 })
  }
  for (const { from, to } of Object.values(clip.links)) {
    const [start, end] = [fresh.get(from.node), fresh.get(to.node)]
    if (!start || !end) continue
    links[freeId('l', links)] = { from: { ...from, node: start }, to: { ...to, node: end } }
  }
  const groups = added('g', layout.groups, Object.values(clip.groups).map(moved))
  const notes = added('t', layout.notes, Object.values(clip.notes).map(moved))
  const frames = [
    ...groups.keys.map((key) => frameId('group', key)),
    ...notes.keys.map((key) => frameId('note', key)),
  ]
  const ids = [...fresh.values(), ...frames]
  const after: Layout = { ...layout, nodes: spots, ...groups.put('groups'), ...notes.put('notes') }
  const change = editFlow(project, name, `${verb} ${wordsOf(ids)}`, {
    ...(fresh.size > 0 ? { flow: { ...flow, nodes, links } } : {}),
    layout: after,
    more: brought.edits,
  })
  return { change, nodes: ids, renamed: brought.renamed, secrets: brought.secrets }
}

/** Frames under free keys; nothing at all where there are none, so that the file does not speak of them. */
function added<T>(letter: string, before: Readonly<Record<string, T>> = {}, more: readonly T[]) {
  const all: Record<string, T> = { ...before }
  const keys = more.map((frame) => {
    const key = freeId(letter, all)
    all[key] = frame
    return key
  })
  const put = <K extends string>(name: K) =>
    (keys.length > 0 ? { [name]: all } : {}) as Partial<Record<K, Record<string, T>>>
  return { keys, put }
}

function wordsOf(ids: readonly string[]): string {
  const count = (is: 'group' | 'note' | undefined, word: string) => {
    const number = ids.filter((id) => frameRef(id)?.kind === is).length
    return number === 0 ? [] : [`${number} ${word}${number === 1 ? '' : 's'}`]
  }
  return [...count(undefined, 'node'), ...count('group', 'group'), ...count('note', 'note')].join(
    ', ',
  )
}

function shiftOf({ spots, groups, notes }: Clip, at: Spot | undefined): Spot {
  const all = [spots, groups, notes].flatMap((each): Spot[] => Object.values(each))
  if (!at || all.length === 0) return { x: 2 * grid, y: 2 * grid }
  const left = Math.min(...all.map(({ x }) => x))
  const top = Math.min(...all.map(({ y }) => y))
  return { x: at.x - left, y: at.y - top }
}
