import { redo as stepForward } from '../store/history.ts'
import type { Command } from './command.ts'
import { showChange } from './show-change.ts'

export const redo: Command = {
  id: 'redo',
  title: 'Redo',
  keys: ['Mod+Shift+Z', 'Mod+Y'],
  group: 'Edit',
  isEnabled: ({ history }) => history.future.length > 0,
  run: () => showChange(stepForward()),
}
