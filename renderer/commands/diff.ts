import { closeDiff, openDiff, walk } from '../diff/acts.ts'
import { diffStore } from '../diff/store.ts'
import { type Command, hasProject } from './command.ts'

const isShown = () => diffStore.getState().isShown

export const diffCommands: readonly Command[] = [
  {
    id: 'showChanges',
    title: 'Compare with the last commit or another folder',
    keys: ['Mod+Alt+C'],
    group: 'Project',
    isEnabled: hasProject,
    run: () => openDiff(),
  },
  {
    id: 'closeChanges',
    title: 'Close the comparison',
    group: 'Project',
    isEnabled: () => diffStore.getState().isOpen,
    run: () => closeDiff(),
  },
  {
    id: 'nextDifference',
    title: 'Next change',
    keys: ['F7'],
    group: 'View',
    isEnabled: isShown,
    run: () => walk(1),
  },
  {
    id: 'previousDifference',
    title: 'Previous change',
    keys: ['Shift+F7'],
    group: 'View',
    isEnabled: isShown,
    run: () => walk(-1),
  },
]
