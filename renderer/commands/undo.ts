import { undo as stepBack } from '../store/history.ts'
import type { Command } from './command.ts'
import { showChange } from './show-change.ts'

export const undo: Command = {
  id: 'undo',
  title: 'Undo',
  keys: ['Mod+Z'],
  group: 'Edit',
  isEnabled: ({ history }) => history.past.length > 0,
  run: () => showChange(stepBack()),
}
