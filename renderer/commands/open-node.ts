import { openNode } from '../canvas/open.ts'
import { type Command, chosenThings } from './command.ts'

export const openChosen: Command = {
  id: 'open',
  title: 'Open',
  keys: ['Enter'],
  group: 'Canvas',
  where: 'canvas',
  isEnabled: (state) => chosenThings(state).length === 1,
  run(state) {
    const [node] = chosenThings(state)
    if (node && state.selection.flow) openNode(state.selection.flow, node)
  },
}
