import { copyNodes, pasteNodes } from '../edits/clip.ts'
import { dispatch } from '../store/project.ts'
import { selectOnCanvas } from '../store/selection.ts'
import { type Command, chosenThings, hasThings } from './command.ts'

export const duplicate: Command = {
  id: 'duplicate',
  title: 'Duplicate',
  keys: ['Mod+D'],
  group: 'Edit',
  where: 'canvas',
  isEnabled: hasThings,
  run(state) {
    const { project, selection } = state
    if (selection.flow === undefined) return
    const clip = copyNodes(project, selection.flow, chosenThings(state))
    const { change, nodes } = pasteNodes(project, selection.flow, clip, {
      verb: 'Duplicated',
    })
    dispatch(change)
    selectOnCanvas(nodes)
  },
}
