import { goTo } from '../store/history.ts'
import { showDock } from '../store/view.ts'
import { type Command, hasProject } from './command.ts'
import { showChange } from './show-change.ts'

export const showHistory: Command = {
  id: 'showHistory',
  title: 'Show the history of edits',
  keys: ['Mod+Shift+H'],
  group: 'Edit',
  isEnabled: hasProject,
  run: () => showDock('history'),
}

/** To the step of that id, with what changed last on the way in view. */
export function goThere(id: number): void {
  showChange(goTo(id).at(-1))
}
