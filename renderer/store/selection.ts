/**
 * What the user looks at: flow, nodes, links, open files, exchange. Never saved with the project, never undone.
 * Names in here may be gone from the project; who reads them copes.
 */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Collection, Place } from '../../runtime/model/place.ts'
import { currentProject, projectStore } from './project.ts'

/** Where to put the caret in a service's file; a new object each time, so that the same line can be shown again. */
export interface Reveal {
  path: string
  line: number
  column?: number
}

export interface Selection {
  flow: string | undefined
  nodes: readonly string[]
  links: readonly string[]
  /** An object chosen in the explorer that need not be on the flow. */
  object: { collection: Collection; name: string } | undefined
  /** The field of the inspector that wants the focus; a new object each time. */
  field: { name: string } | undefined
  /** Open service files, in the order of their tabs. */
  files: readonly string[]
  file: string | undefined
  reveal: Reveal | undefined
  /** The cid shown in Messages. */
  exchange: string | undefined
}

const nothing: Selection = {
  flow: undefined,
  nodes: [],
  links: [],
  object: undefined,
  field: undefined,
  files: [],
  file: undefined,
  reveal: undefined,
  exchange: undefined,
}

export const selectionStore = createStore<Selection>(() => nothing)

export function useSelection<T>(select: (selection: Selection) => T): T {
  return useStore(selectionStore, select)
}

/** Nothing is selected, on the wished flow if there is one of that name, else on the first. */
export function resetSelection(wish?: string): void {
  const { flows } = currentProject()
  const isThere = wish !== undefined && Object.hasOwn(flows, wish)
  selectionStore.setState({ ...nothing, flow: isThere ? wish : Object.keys(flows).sort()[0] })
}

export function showFlow(flow: string | undefined): void {
  if (selectionStore.getState().flow === flow) return
  selectionStore.setState({ flow, nodes: [], links: [], object: undefined, field: undefined })
}

export function selectOnCanvas(nodes: readonly string[], links: readonly string[] = []): void {
  const now = selectionStore.getState()
  if (now.object === undefined && same(now.nodes, nodes) && same(now.links, links)) return
  selectionStore.setState({ nodes, links, object: undefined, field: undefined })
}

export function selectObject(collection: Collection, name: string): void {
  selectionStore.setState({
    object: { collection, name },
    nodes: [],
    links: [],
    field: undefined,
  })
}

export function focusField(name: string): void {
  selectionStore.setState({ field: { name } })
}

/** Opens a service's file beside the canvas; with a line, puts the caret there. */
export function openFile(path: string, line?: number, column?: number): void {
  const { files } = selectionStore.getState()
  selectionStore.setState({
    files: files.includes(path) ? files : [...files, path],
    file: path,
    ...(line === undefined ? {} : { reveal: { path, line, ...(column ? { column } : {}) } }),
  })
}

export function closeFile(path: string): void {
  const { files, file } = selectionStore.getState()
  const at = files.indexOf(path)
  const left = files.filter((other) => other !== path)
  const next = file === path ? (left[at] ?? left[at - 1]) : file
  selectionStore.setState({ files: left, file: next })
}

export function selectExchange(cid: string | undefined): void {
  selectionStore.setState({ exchange: cid })
}

/** Shows whatever a problem, failure or status points at. */
export function reveal(place: Place): void {
  if (place.collection === 'services') {
    openFile(place.name, place.line ?? 1, place.column)
    return
  }
  if (place.collection === 'flows' || place.collection === 'layouts') {
    showFlow(place.name)
    if (place.node) selectOnCanvas([place.node])
    else if (place.link) selectOnCanvas([], [place.link])
  } else {
    revealObject(place.collection, place.name)
  }
  if (place.field) focusField(place.field)
}

function revealObject(collection: Collection, name: string): void {
  // Only these two stand on flows.
  if (collection !== 'channels' && collection !== 'connections') {
    selectObject(collection, name)
    return
  }
  const kind = collection === 'channels' ? 'channel' : 'outgoing'
  const { flows } = projectStore.getState().project
  const { flow } = selectionStore.getState()
  const names = [...(flow ? [flow] : []), ...Object.keys(flows)]
  for (const candidate of names) {
    const nodes = Object.entries(flows[candidate]?.nodes ?? {})
    const found = nodes.find(([, node]) => node.kind === kind && node.ref === name)
    if (found) {
      showFlow(candidate)
      selectOnCanvas([found[0]])
      return
    }
  }
  selectObject(collection, name)
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && one.every((id, index) => id === other[index])
}
