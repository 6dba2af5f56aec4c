import { focusField } from '../store/selection.ts'
import { setView } from '../store/view.ts'
import { type Command, chosenFrames, chosenThings } from './command.ts'

export const rename: Command = {
  id: 'rename',
  title: 'Rename',
  keys: ['F2'],
  group: 'Edit',
  isEnabled: (state) => chosenThings(state).length === 1 || state.selection.object !== undefined,
  run(state) {
    setView({ showRight: true, inspector: 'properties' })
    focusField(chosenFrames(state).length > 0 ? 'title' : 'name')
  },
}
