import { allIds } from '../edits/frames.ts'
import { selectionStore, selectOnCanvas } from '../store/selection.ts'
import { setView, viewStore } from '../store/view.ts'
import { type Command, hasFlow } from './command.ts'

export const selectAll: Command = {
  id: 'selectAll',
  title: 'Select all',
  keys: ['Mod+A'],
  group: 'Canvas',
  where: 'canvas',
  isEnabled: hasFlow,
  run({ project, selection }) {
    const flow = project.flows[selection.flow ?? '']
    if (flow) selectOnCanvas(allIds(project, flow.name), Object.keys(flow.links))
  },
}

/** Leaves what is open over the canvas first, then the selection. */
export const selectNone: Command = {
  id: 'selectNone',
  title: 'Select none',
  keys: ['Esc'],
  group: 'Canvas',
  where: 'canvas',
  isEnabled: hasFlow,
  run() {
    const { quickAdd, linking, finding } = viewStore.getState()
    if (quickAdd || linking || finding) {
      setView({ quickAdd: undefined, linking: undefined, finding: false })
    } else {
      selectOnCanvas([])
      selectionStore.setState({ object: undefined })
    }
  },
}
