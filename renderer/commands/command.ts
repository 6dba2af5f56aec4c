/**
 * A command is a value: menu, palette, keys and buttons are all made from it, and a test runs it as they do.
 * `run` reads the stores as they are at that moment; it is only called while `isEnabled` says so.
 */
import { isFrame } from '../edits/frames.ts'
import { type History, historyStore } from '../store/history.ts'
import { type Live, liveStore } from '../store/live.ts'
import { type ProjectState, projectStore } from '../store/project.ts'
import { type Selection, selectionStore } from '../store/selection.ts'
import { type View, viewStore } from '../store/view.ts'

export interface State extends ProjectState {
  selection: Selection
  history: History
  live: Live
  view: View
}

export interface Command {
  /** Opaque and stable: the menu of the shell says it. */
  id: string
  title: string
  /**
   * `Mod+Shift+Z`: Mod is Ctrl, or Cmd on macOS. The first is the one that is shown. Until the user says otherwise:
   * `keys-now.ts` knows those in force.
   */
  keys?: readonly string[]
  group: 'Edit' | 'Canvas' | 'View' | 'Project' | 'Runtime'
  /** canvas: its keys count only while the canvas has the focus; they are single letters or mean other things in texts. */
  where?: 'canvas'
  /** Its keys are told by the browser's own event (`paste`), which alone may read the clipboard. */
  isNative?: boolean
  /** Not offered in the palette: it makes sense only by its key. */
  hidden?: boolean
  isEnabled(state: State): boolean
  /** For switches. */
  isOn?(state: State): boolean
  run(state: State): void | Promise<void>
}

export function stateNow(): State {
  return {
    ...projectStore.getState(),
    selection: selectionStore.getState(),
    history: historyStore.getState(),
    live: liveStore.getState(),
    view: viewStore.getState(),
  }
}

export function hasProject(state: State): boolean {
  return state.folder !== undefined
}

export function hasFlow(state: State): boolean {
  return hasProject(state) && state.selection.flow !== undefined
}

/** The chosen nodes that really are on the flow: what the canvas derives from code cannot be edited. */
export function chosenNodes({ project, selection }: State): readonly string[] {
  const flow = selection.flow === undefined ? undefined : project.flows[selection.flow]
  return flow ? selection.nodes.filter((id) => Object.hasOwn(flow.nodes, id)) : []
}

/** Canvas ids of the chosen groups and notes. */
export function chosenFrames({ project, selection }: State): readonly string[] {
  const layout = selection.flow === undefined ? undefined : project.layouts[selection.flow]
  return layout ? selection.nodes.filter((id) => isFrame(layout, id)) : []
}

/** Nodes, groups and notes: all that can be moved, copied and deleted. */
export function chosenThings(state: State): readonly string[] {
  return [...chosenNodes(state), ...chosenFrames(state)]
}

export function hasThings(state: State): boolean {
  return chosenThings(state).length > 0
}

export function hasNodes(state: State): boolean {
  return chosenNodes(state).length > 0
}
