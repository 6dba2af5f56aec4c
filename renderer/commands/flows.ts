import { type Edit, edit } from '../../runtime/model/change.ts'
import { freeName } from '../../runtime/model/name.ts'
import { dispatch } from '../store/project.ts'
import { showFlow } from '../store/selection.ts'
import { setView } from '../store/view.ts'
import { removeObject } from './by-name.ts'
import { type Command, hasFlow, hasProject } from './command.ts'

export const newFlow: Command = {
  id: 'newFlow',
  title: 'New flow',
  keys: ['Mod+Shift+F'],
  group: 'Project',
  isEnabled: hasProject,
  run({ project }) {
    const name = freeName('New flow', (taken) => Object.hasOwn(project.flows, taken))
    const edits = [
      edit(project, 'flows', name, { name, nodes: {}, links: {} }) as Edit,
      edit(project, 'layouts', name, { nodes: {} }) as Edit,
    ]
    dispatch({ label: `Made the flow ${name}`, edits })
    showFlow(name)
    setView({ renaming: { flow: name } })
  },
}

export const renameFlow: Command = {
  id: 'renameFlow',
  title: 'Rename the flow',
  group: 'Project',
  isEnabled: hasFlow,
  run({ selection }) {
    if (selection.flow !== undefined) setView({ renaming: { flow: selection.flow } })
  },
}

/** Its channels and connections stay in the project. */
export const deleteFlow: Command = {
  id: 'deleteFlow',
  title: 'Delete the flow',
  group: 'Project',
  isEnabled: hasFlow,
  run({ selection }) {
    if (selection.flow !== undefined) removeObject('flows', selection.flow)
  },
}
