/** A flow and its layout, edited together: the change that makes them what they should be. Pure. */
import { type Change, type Edit, edit } from '../../runtime/model/change.ts'
import type { Flow, Layout } from '../../runtime/model/flow.ts'
import type { Project } from '../../runtime/model/project.ts'

export interface Spot {
  x: number
  y: number
}

/** The distance of the dots of the canvas; what is placed or moved stands on them. */
export const grid = 18

export function snap({ x, y }: Spot): Spot {
  return { x: Math.round(x / grid) * grid, y: Math.round(y / grid) * grid }
}

export function flowOf(project: Project, name: string): Flow {
  return project.flows[name] ?? { name, nodes: {}, links: {} }
}

export function layoutOf(project: Project, name: string): Layout {
  return project.layouts[name] ?? { nodes: {} }
}

/** undefined for what stays as it is. */
export function editFlow(
  project: Project,
  name: string,
  label: string,
  { flow, layout, more = [] }: { flow?: Flow; layout?: Layout; more?: readonly Edit[] },
): Change {
  const edits: Edit[] = [...more]
  if (flow) edits.push(edit(project, 'flows', name, flow) as Edit)
  if (layout) edits.push(edit(project, 'layouts', name, layout) as Edit)
  return { label, edits }
}

/** The record without some keys. */
export function without<T>(
  record: Readonly<Record<string, T>>,
  keys: ReadonlySet<string>,
): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([key]) => !keys.has(key)))
}
