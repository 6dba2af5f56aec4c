/** What lies under something that is dragged: the link it would go into, or why it would not. Facts of the moment, for the picture. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { apply } from '../../runtime/model/change.ts'
import { maySplice, type Spliceable } from '../commands/link.ts'
import { addItem, type Item } from '../edits/add.ts'
import { detach } from '../edits/remove.ts'
import { currentProject } from '../store/project.ts'
import { servicesOf } from '../store/services.ts'
import type { Guide } from './guides.ts'

export interface Dragging {
  /** The link under it. */
  link: string | undefined
  /** Why it cannot go into that. */
  refused: string | undefined
  /** Nodes that leave their links when they are let go. */
  leaving: readonly string[]
  guides: readonly Guide[]
}

const nothing: Dragging = { link: undefined, refused: undefined, leaving: [], guides: [] }

export const draggingStore = createStore<Dragging>(() => nothing)

export function useDragging<T>(select: (dragging: Dragging) => T): T {
  return useStore(draggingStore, select)
}

export function endDragging(): void {
  draggingStore.setState(nothing)
}

/** The link that would be cut there, not one that is only drawn because the code says so. */
export function linkUnder(left: number, top: number): string | undefined {
  const found = document
    .elementsFromPoint(left, top)
    .map((element) => element.closest('.react-flow__edge')?.getAttribute('data-id'))
    .find((id) => id && !id.startsWith('use:'))
  return found ?? undefined
}

export function overLink(link: string | undefined, may: (link: string) => Spliceable): void {
  const now = draggingStore.getState()
  if (now.link === link) return
  const allowed = link === undefined ? undefined : may(link)
  draggingStore.setState({
    link,
    refused: allowed && !allowed.ok ? allowed.reason : undefined,
  })
}

/** A node of the flow over a link; with `isLeaving` as it will be without its own. */
export function mayGoInto(
  flow: string,
  link: string,
  node: string,
  isLeaving: boolean,
): Spliceable {
  const project = currentProject()
  const free = isLeaving ? apply(project, detach(project, flow, [node])) : project
  return maySplice(flow, link, node, free)
}

/** Something new from the palette over a link. */
export function mayBeAddedInto(flow: string, link: string, item: Item): Spliceable {
  const project = currentProject()
  const services = servicesOf(project)
  const at = { x: 0, y: 0 }
  const added = addItem(project, item, { flow, at, isService: (name) => services.has(name) })
  return maySplice(flow, link, added.node, apply(project, added.change))
}
