/** At which step of the history the project was last saved, and last deployed. */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import { historyStore, positionOf } from '../store/history.ts'
import { liveStore } from '../store/live.ts'
import { onDispatched, projectStore } from '../store/project.ts'
import { saveStore } from '../store/save.ts'

export interface Marks {
  /** Ids of steps, 0 before the first; undefined: not since the project was opened. */
  saved: number | undefined
  deployed: number | undefined
}

const none: Marks = { saved: 0, deployed: undefined }

const markStore = createStore<Marks>(() => none)

export function useMarks(): Marks {
  return useStore(markStore)
}

/** How many revisions back a deploy may tell of. */
const kept = 500

/** Begins to follow, after the history does; returns the undoing. */
export function keepMarks(): () => void {
  const steps = new Map<number, number>()
  const note = () => {
    steps.set(projectStore.getState().revision, positionOf(historyStore.getState()))
    const [oldest] = steps.keys()
    if (steps.size > kept && oldest !== undefined) steps.delete(oldest)
  }
  const unlisten = onDispatched(note)
  const unfollow = [
    projectStore.subscribe((state, before) => {
      if (state.folder === before.folder && state.revision !== 1) return
      steps.clear()
      markStore.setState(none)
      steps.set(state.revision, 0)
    }),
    saveStore.subscribe(({ state }) => {
      if (state === 'saved') markStore.setState({ saved: positionOf(historyStore.getState()) })
    }),
    liveStore.subscribe(({ deployed }, before) => {
      if (!deployed || deployed === before.deployed) return
      markStore.setState({ deployed: steps.get(deployed.revision) })
    }),
  ]
  note()
  return () => {
    unlisten()
    for (const each of unfollow) each()
  }
}
