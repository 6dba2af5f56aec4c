/**
 * The project being edited, and the only way to edit it: `dispatch(change)`. Who wants to know of changes (history, save,
 * deploy, problems) listens; nobody else writes. A revision is a count of changes since the project was opened.
 */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { apply, type Change } from '../../runtime/model/change.ts'
import { emptyProject, type Project } from '../../runtime/model/project.ts'

/** user: by hand. history: an undo or redo. external: another program changed the files. */
export type Origin = 'user' | 'history' | 'external'

export interface ProjectState {
  /** The folder, absolute; undefined while no project is open. */
  folder: string | undefined
  project: Project
  revision: number
  /** Names of the secrets that have a value. */
  secrets: readonly string[]
}

export interface Dispatched {
  change: Change
  origin: Origin
  /** Changes of one group that follow each other closely are one step of the history: typing in one file. */
  group?: string
}

export const projectStore = createStore<ProjectState>(() => ({
  folder: undefined,
  project: emptyProject('', ''),
  revision: 0,
  secrets: [],
}))

export function useProject<T>(select: (state: ProjectState) => T): T {
  return useStore(projectStore, select)
}

export function currentProject(): Project {
  return projectStore.getState().project
}

const listeners = new Set<(dispatched: Dispatched) => void>()

/** Hears of each change after it was applied. */
export function onDispatched(listener: (dispatched: Dispatched) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function dispatch(
  change: Change,
  { origin = 'user', group }: { origin?: Origin; group?: string } = {},
): void {
  if (change.edits.length === 0 && !change.found) return
  const { project, revision } = projectStore.getState()
  projectStore.setState({ project: apply(project, change), revision: revision + 1 })
  const together = group ?? oneStep
  for (const listener of listeners)
    listener({ change, origin, ...(together ? { group: together } : {}) })
}

let oneStep: string | undefined
let steps = 0

/** What is dispatched in it is one step of the history: a thing that is made, and the field that names it. */
export function asOneStep(run: () => void): void {
  oneStep = `step ${++steps}`
  try {
    run()
  } finally {
    oneStep = undefined
  }
}
