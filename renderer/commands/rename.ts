import { focusField } from '../store/selection.ts'
import { setView } from '../store/view.ts'
import { type Command, chosenNodes } from './command.ts'

export const rename: Command = {
  id: 'rename',
  title: 'Rename',
  keys: ['F2'],
  group: 'Edit',
  isEnabled: (state) => chosenNodes(state).length === 1 || state.selection.object !== undefined,
  run() {
    setView({ showRight: true, inspector: 'properties' })
    focusField('name')
  },
}
