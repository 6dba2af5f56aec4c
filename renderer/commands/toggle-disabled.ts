import { toggleDisabled as toggle } from '../edits/node.ts'
import { dispatch } from '../store/project.ts'
import { type Command, chosenNodes, hasNodes } from './command.ts'

export const toggleDisabled: Command = {
  id: 'toggleDisabled',
  title: 'Disable or enable',
  keys: ['D'],
  group: 'Edit',
  where: 'canvas',
  isEnabled: hasNodes,
  run(state) {
    if (state.selection.flow === undefined) return
    dispatch(toggle(state.project, state.selection.flow, chosenNodes(state)))
  },
}
