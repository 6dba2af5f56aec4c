/**
 * Autosave: writes whole files, only those that differ, in order, never two writes at once. `flush` resolves when all
 * that was edited is on disk; the window waits for it before it closes.
 */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { Project } from '../../runtime/model/project.ts'
import { fileEdits, heldBack, isUntouchable, savedOf } from '../../runtime/model/text.ts'
import { desktop } from '../desktop.ts'
import { failureOf } from './failure.ts'
import { dispatch, projectStore } from './project.ts'
import { tell } from './toasts.ts'

/** Milliseconds; a burst of edits is one write. */
const quiet = 150
/** Milliseconds before a write that failed is tried again by itself. */
const retryAfter = 3_000

export interface Saving {
  state: 'saved' | 'dirty' | 'saving' | 'failed'
  reason?: string
  /** Files that another program broke: what was edited in their objects is not written over them. */
  held?: readonly string[]
}

export const saveStore = createStore<Saving>(() => ({ state: 'saved' }))

export function useSave<T>(select: (state: Saving) => T): T {
  return useStore(saveStore, select)
}

const waiting = new Set<() => void>()

/** Heard at the beginning of each flush, not of a save by itself: whoever holds edits back (typing) dispatches them now. Returns the undoing. */
export function beforeFlush(listener: () => void): () => void {
  waiting.add(listener)
  return () => waiting.delete(listener)
}

/** What is on disk. */
let onDisk: Project | undefined
let timer: ReturnType<typeof setTimeout> | undefined
let writing: Promise<void> | undefined

/** Saves by itself from now on; returns the undoing. */
export function keepSaved(): () => void {
  const unlisten = projectStore.subscribe((state, before) => {
    if (state.folder !== before.folder || !state.folder || state.project === before.project) return
    if (state.project === onDisk) return
    if (saveStore.getState().state === 'saved') saveStore.setState({ state: 'dirty' })
    clearTimeout(timer)
    timer = setTimeout(() => void writeAll(), quiet)
  })
  return () => {
    clearTimeout(timer)
    unlisten()
  }
}

/** The project as it was read, or as another program has left it: nothing of this needs writing. */
export function noteOnDisk(change: (before: Project | undefined) => Project): void {
  onDisk = change(onDisk)
}

/**
 * Takes what is being typed, and writes what differs now. Resolves when it is on disk, or when it could not be written and
 * the user was told.
 */
export async function flush(): Promise<void> {
  takeTyped()
  await writeAll()
}

/** What is being typed goes into the project now. */
export function takeTyped(): void {
  for (const listener of waiting) listener()
}

/** The same by itself: what is being typed stays the hand's until it rests. Half a name is no name. */
async function writeAll(): Promise<void> {
  clearTimeout(timer)
  while (writing) await writing
  const { project } = projectStore.getState()
  if (!onDisk || project === onDisk) return
  // Cleared here and not by `write`: with nothing to write that would be over before there is a promise to clear.
  writing = write(onDisk, project).finally(() => {
    writing = undefined
  })
  await writing
  if (saveStore.getState().state !== 'failed') await writeAll()
}

async function write(before: Project, after: Project): Promise<void> {
  const edits = fileEdits(before, after)
  saveStore.setState({ state: 'saving' }, true)
  try {
    if (edits.length > 0) await desktop().saveFiles(edits)
    // Another program may have changed a file meanwhile: then that is what is known of the disk.
    if (onDisk === before) onDisk = savedOf(before, after)
    saveStore.setState(savingOf(after, heldBack(before, after)), true)
  } catch (thrown) {
    const reason = failureOf(thrown).message
    saveStore.setState({ state: 'failed', reason }, true)
    tell({ kind: 'error', title: 'Not saved', text: reason })
    timer = setTimeout(() => void writeAll(), retryAfter)
  }
}

function savingOf(project: Project, held: readonly string[]): Saving {
  if (held.length === 0) return { state: 'saved' }
  const isNewer = isUntouchable(project)
  const unread = Object.entries(project.unread ?? {})
  const reason = unread
    .filter(([path]) => isNewer || held.includes(path))
    .map(([, { problem }]) => problem.message)
    .join(' ')
  return isNewer ? { state: 'failed', reason } : { state: 'failed', reason, held }
}

/** By the user's word: what they edited takes the place of files that another program broke. */
export function writeOver(held: readonly string[]): void {
  const { paths, unread } = projectStore.getState().project
  const left = Object.entries(unread ?? {}).filter(([path]) => !held.includes(path))
  const after = { paths, unread: left.length > 0 ? Object.fromEntries(left) : undefined }
  const label = `Written over: ${held.join(', ')}`
  dispatch({ label, edits: [], found: { before: { paths, unread }, after } })
}
