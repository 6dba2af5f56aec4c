/**
 * Groups and notes: what is drawn on a flow for people and never needed to run. On the canvas and in the selection they go
 * by ids of their own (`group:g1`, `note:t1`), beside those of nodes. Pure.
 */
import type { Change } from '../../runtime/model/change.ts'
import type { CanvasNote, Group, Layout } from '../../runtime/model/flow.ts'
import type { Project } from '../../runtime/model/project.ts'
import { editFlow, flowOf, grid, layoutOf, type Spot, snap, without } from './flow.ts'
import { freeId } from './ids.ts'

export type FrameKind = 'group' | 'note'

export interface FrameRef {
  kind: FrameKind
  key: string
}

export interface Size {
  width: number
  height: number
}

/** What a card takes when nobody has measured it. */
export const cardSize: Size = { width: 198, height: 84 }
export const noteSize: Size = { width: 12 * grid, height: 7 * grid }
/** The smallest a frame can be made: its title must be seen. */
export const leastSize: Size = { width: 5 * grid, height: 3 * grid }

/** Around the members of a new group; above them there is the title. */
const room = grid
const titleRoom = 2 * grid

export function frameId(kind: FrameKind, key: string): string {
  return `${kind}:${key}`
}

/** undefined: the id is that of a node. */
export function frameRef(id: string): FrameRef | undefined {
  const found = /^(group|note):(.+)$/s.exec(id)
  return found ? { kind: found[1] as FrameKind, key: found[2] ?? '' } : undefined
}

export function isFrame(layout: Layout, id: string): boolean {
  return boxOf(layout, id) !== undefined
}

/** The box of a group or note. */
export function boxOf(layout: Layout, id: string): Group | CanvasNote | undefined {
  const ref = frameRef(id)
  if (!ref) return undefined
  const all = ref.kind === 'group' ? layout.groups : layout.notes
  return all && Object.hasOwn(all, ref.key) ? all[ref.key] : undefined
}

/** Where anything with a canvas id stands: a node, a group, a note. */
export function spotOf(layout: Layout, id: string): Spot | undefined {
  return frameRef(id) ? boxOf(layout, id) : layout.nodes[id]
}

/**
 * Canvas ids of all that belongs to a group: nodes, notes and groups with their middle in it. A group does not belong to
 * one that is smaller, so two of them never hold each other.
 */
export function membersOf(layout: Layout, group: string): string[] {
  const frame = layout.groups?.[group]
  if (!frame) return []
  const holds = ({ x, y, width, height }: Spot & Size) => {
    const [middle, level] = [x + width / 2, y + height / 2]
    return (
      middle >= frame.x &&
      middle <= frame.x + frame.width &&
      level >= frame.y &&
      level <= frame.y + frame.height
    )
  }
  const area = ({ width, height }: Size) => width * height
  return [
    ...Object.entries(layout.nodes)
      .filter(([, spot]) => holds({ ...spot, ...cardSize }))
      .map(([id]) => id),
    ...Object.entries(layout.groups ?? {})
      .filter(([key, other]) => key !== group && holds(other) && area(other) < area(frame))
      .map(([key]) => frameId('group', key)),
    ...Object.entries(layout.notes ?? {})
      .filter(([, note]) => holds(note))
      .map(([key]) => frameId('note', key)),
  ]
}

/** The ids, and all that belongs to the groups among them. */
export function withMembers(layout: Layout, ids: readonly string[]): string[] {
  const all = new Set(ids)
  for (const id of all) {
    const ref = frameRef(id)
    if (ref?.kind === 'group') for (const member of membersOf(layout, ref.key)) all.add(member)
  }
  return [...all]
}

/** The smallest group that something belongs to. */
export function groupAround(layout: Layout, id: string): string | undefined {
  const around = Object.entries(layout.groups ?? {})
    .filter(([key]) => membersOf(layout, key).includes(id))
    .sort(([, one], [, other]) => one.width * one.height - other.width * other.height)
  return around[0] && frameId('group', around[0][0])
}

/** What is there to be grouped, with its size. */
export type Boxes = readonly (Spot & Partial<Size>)[]

/** A new frame around the boxes. */
export function frameAround(boxes: Boxes): Spot & Size {
  const sized = boxes.map((box) => ({ ...cardSize, ...box }))
  const left = Math.min(...sized.map(({ x }) => x)) - room
  const top = Math.min(...sized.map(({ y }) => y)) - room - titleRoom
  const right = Math.max(...sized.map(({ x, width }) => x + width)) + room
  const bottom = Math.max(...sized.map(({ y, height }) => y + height)) + room
  const spot = snap({ x: left, y: top })
  return { ...spot, width: Math.ceil(right - spot.x), height: Math.ceil(bottom - spot.y) }
}

export interface Framed {
  change: Change
  /** Canvas id. */
  id: string
}

export function addGroup(project: Project, flow: string, boxes: Boxes): Framed {
  const layout = layoutOf(project, flow)
  const groups = layout.groups ?? {}
  const key = freeId('g', groups)
  const group: Group = { title: 'Group', ...frameAround(boxes) }
  const words = boxes.length === 1 ? '1 thing' : `${boxes.length} things`
  return {
    change: editFlow(project, flow, `Grouped ${words}`, {
      layout: { ...layout, groups: { ...groups, [key]: group } },
    }),
    id: frameId('group', key),
  }
}

export function addNote(project: Project, flow: string, at: Spot, text = ''): Framed {
  const layout = layoutOf(project, flow)
  const notes = layout.notes ?? {}
  const key = freeId('t', notes)
  return {
    change: editFlow(project, flow, 'Added a note', {
      layout: { ...layout, notes: { ...notes, [key]: { text, ...snap(at), ...noteSize } } },
    }),
    id: frameId('note', key),
  }
}

/** undefined removes a key. */
export function editFrame(
  project: Project,
  flow: string,
  id: string,
  what: string,
  keys: Partial<Group> | Partial<CanvasNote>,
): Change {
  const layout = layoutOf(project, flow)
  const ref = frameRef(id)
  const frame = boxOf(layout, id)
  if (!ref || !frame) return { label: 'Changed nothing', edits: [] }
  const next: Record<string, unknown> = { ...frame, ...keys }
  for (const key of Object.keys(next)) if (next[key] === undefined) delete next[key]
  return editFlow(project, flow, `Changed ${what} of ${frameTitle(layout, id)}`, {
    layout: withFrame(layout, ref, next as unknown as Group & CanvasNote),
  })
}

/** The frame as small as its members allow. */
export function fitGroup(project: Project, flow: string, id: string, boxes: Boxes): Change {
  if (boxes.length === 0) return { label: 'Changed nothing', edits: [] }
  return editFrame(project, flow, id, 'the size', frameAround(boxes))
}

function withFrame(layout: Layout, { kind, key }: FrameRef, frame: Group & CanvasNote): Layout {
  return kind === 'group'
    ? { ...layout, groups: { ...layout.groups, [key]: frame } }
    : { ...layout, notes: { ...layout.notes, [key]: frame } }
}

/** The layout without some groups and notes. With none left, there is no word of them in the file. */
export function withoutFrames(layout: Layout, ids: readonly string[]): Layout {
  const gone = (kind: FrameKind) =>
    new Set(ids.flatMap((id) => (frameRef(id)?.kind === kind ? [frameRef(id)?.key ?? ''] : [])))
  const { groups, notes, ...rest } = layout
  const left: Layout = rest
  const leftGroups = groups && without(groups, gone('group'))
  const leftNotes = notes && without(notes, gone('note'))
  if (leftGroups && Object.keys(leftGroups).length > 0) left.groups = leftGroups
  if (leftNotes && Object.keys(leftNotes).length > 0) left.notes = leftNotes
  return left
}

export function removeFrames(project: Project, flow: string, ids: readonly string[]): Change {
  const layout = layoutOf(project, flow)
  const there = ids.filter((id) => isFrame(layout, id))
  if (there.length === 0) return { label: 'Removed nothing', edits: [] }
  const only = there.length === 1 ? frameTitle(layout, there[0] ?? '') : `${there.length} frames`
  return editFlow(project, flow, `Removed ${only}; what was in it stays`, {
    layout: withoutFrames(layout, there),
  })
}

/** Where each of them shall stand, by canvas id. */
export function placed(layout: Layout, spots: Readonly<Record<string, Spot>>): Layout {
  const nodes = { ...layout.nodes }
  let next: Layout = { ...layout, nodes }
  for (const [id, { x, y }] of Object.entries(spots)) {
    const ref = frameRef(id)
    const frame = boxOf(layout, id)
    if (ref && frame) next = withFrame(next, ref, { ...frame, x, y } as Group & CanvasNote)
    else if (!ref) nodes[id] = { x, y }
  }
  return next
}

/** What a group or note is called in the history and by a reader of the screen. */
export function frameTitle(layout: Layout, id: string): string {
  const frame = boxOf(layout, id)
  if (!frame) return id
  if ('text' in frame) {
    const [line = ''] = frame.text.replace(/^[#>*\s-]+/, '').split('\n')
    return `note "${line.slice(0, 40) || 'empty'}"`
  }
  return `group "${frame.title ?? 'Group'}"`
}

/** The flow's nodes that have a place, and its groups and notes, by canvas id. */
export function allIds(project: Project, flow: string): string[] {
  const { groups = {}, notes = {} } = layoutOf(project, flow)
  return [
    ...Object.keys(flowOf(project, flow).nodes),
    ...Object.keys(groups).map((key) => frameId('group', key)),
    ...Object.keys(notes).map((key) => frameId('note', key)),
  ]
}
