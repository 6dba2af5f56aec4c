/**
 * One history over everything: canvas, forms, code, names, and what other programs did to the files.
 * Pure functions over a value; the store at the end holds the current one. A step is what the user did, not what was
 * stored: changes of one group close in time, such as typing in one file, are one step.
 */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { asFound, type Change, combine, invert } from '../../runtime/model/change.ts'
import { currentProject, type Dispatched, dispatch, onDispatched } from './project.ts'

export interface Step {
  /** Of this process; another one whenever the step grows. */
  id: number
  change: Change
  group?: string
  /** When its last change came, epoch milliseconds. */
  at: number
}

export interface History {
  /** Oldest first. */
  past: readonly Step[]
  /** The next to redo first. */
  future: readonly Step[]
}

let lastId = 0

export const noHistory: History = { past: [], future: [] }

/** Far more than anyone walks back, and a bound on what is kept. */
const mostSteps = 1_000
/** Milliseconds of quiet that end a group. */
const groupPause = 1_500

export function record(history: History, { change, group }: Dispatched, at: number): History {
  const last = history.past.at(-1)
  if (last && group !== undefined && last.group === group && at - last.at <= groupPause) {
    const grown = {
      change: combine(labelOf(last.change, change), last.change, change),
      group,
      at,
      id: ++lastId,
    }
    return { past: [...history.past.slice(0, -1), grown], future: [] }
  }
  const step: Step = { id: ++lastId, change, at, ...(group === undefined ? {} : { group }) }
  return { past: [...history.past.slice(-mostSteps + 1), step], future: [] }
}

/** Two of the same object are called as the newer one; of many files there is no newer one. */
function labelOf(first: Change, second: Change): string {
  const places = new Set([...first.edits, ...second.edits].map(keyOf))
  return places.size > Math.max(first.edits.length, second.edits.length)
    ? `${places.size} objects changed`
    : second.label
}

function keyOf({ collection, key }: Change['edits'][number]): string {
  return `${collection}/${key}`
}

/** Ends the current group: what follows is a step of its own. */
export function seal(history: History): History {
  const last = history.past.at(-1)
  if (last?.group === undefined) return history
  return { ...history, past: [...history.past.slice(0, -1), ungrouped(last)] }
}

function ungrouped({ id, change, at }: Step): Step {
  return { id, change, at }
}

export function stepBack(history: History): { history: History; change: Change } | undefined {
  const step = history.past.at(-1)
  if (!step) return undefined
  return {
    history: { past: history.past.slice(0, -1), future: [step, ...history.future] },
    change: invert(step.change),
  }
}

export function stepForward(history: History): { history: History; change: Change } | undefined {
  const [step, ...future] = history.future
  if (!step) return undefined
  const past = [...history.past, ungrouped(step)]
  return { history: { past, future }, change: step.change }
}

export const historyStore = createStore<History>(() => noHistory)

export function useHistory<T>(select: (history: History) => T): T {
  return useStore(historyStore, select)
}

/** Begins to remember; returns the undoing. */
export function keepHistory(): () => void {
  return onDispatched((dispatched) => {
    // A file that can no longer be read is a problem, not something that undoing would mend.
    if (dispatched.origin === 'history' || dispatched.change.edits.length === 0) return
    historyStore.setState(record(historyStore.getState(), dispatched, Date.now()))
  })
}

export function sealHistory(): void {
  historyStore.setState(seal(historyStore.getState()))
}

/** What was undone, so that whoever asked can show it. undefined: there was nothing. */
export function undo(): Change | undefined {
  return move(stepBack(historyStore.getState()))
}

export function redo(): Change | undefined {
  return move(stepForward(historyStore.getState()))
}

/**
 * Goes to where that step was the last one done; 0 is before the first. What lies after it can still be redone, until
 * something new is done.
 * @returns What changed on the way, newest last.
 */
export function goTo(id: number): readonly Change[] {
  const { past, future } = historyStore.getState()
  const at = id === 0 ? -1 : past.findIndex((step) => step.id === id)
  const ahead = future.findIndex((step) => step.id === id)
  if (id !== 0 && at < 0 && ahead < 0) return []
  const changes: (Change | undefined)[] = []
  if (ahead >= 0) for (let step = 0; step <= ahead; step++) changes.push(redo())
  else for (let step = past.length - 1; step > at; step--) changes.push(undo())
  return changes.filter((change) => change !== undefined)
}

/** The step that was done last; 0: none. */
export function positionOf({ past }: History): number {
  return past.at(-1)?.id ?? 0
}

function move(step: { history: History; change: Change } | undefined): Change | undefined {
  if (!step) return undefined
  historyStore.setState(step.history)
  const change = asFound(currentProject(), step.change)
  dispatch(change, { origin: 'history' })
  return change
}
