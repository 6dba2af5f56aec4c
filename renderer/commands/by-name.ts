/** Renames and removes what has a name, from wherever it was asked. What follows a name is `model/names.ts`'s business. */
import { definitions } from '../../runtime/connectors/definitions.ts'
import {
  type Renamable,
  remove,
  rename,
  renameTrouble as troubleOf,
} from '../../runtime/model/names.ts'
import { undo } from '../store/history.ts'
import { currentProject, dispatch } from '../store/project.ts'
import { closeFile, resetSelection, selectionStore } from '../store/selection.ts'
import { tell } from '../store/toasts.ts'

export type { Renamable }

/** Why not, as a sentence; undefined: it can be renamed so. */
export function renameTrouble(collection: Renamable, name: string, to: string): string | undefined {
  return troubleOf(currentProject(), collection, name, to.trim())
}

/** What is selected stays selected under its new name. */
export function renameObject(collection: Renamable, name: string, to: string): void {
  const trouble = renameTrouble(collection, name, to)
  if (trouble) {
    tell({ kind: 'info', title: 'Not renamed', text: trouble })
    return
  }
  const { flow, object } = selectionStore.getState()
  dispatch(rename(currentProject(), collection, name, to, definitions))
  if (collection === 'flows' && flow === name) selectionStore.setState({ flow: to })
  if (object?.collection === collection && object.name === name) {
    selectionStore.setState({ object: { collection, name: to } })
  }
}

/** Not asked about before, but named after, with the way back. */
export function removeObject(collection: Renamable, name: string): void {
  const project = currentProject()
  const change = remove(project, collection, name, definitions)
  dispatch(change)
  for (const { key, after } of change.edits) if (after === undefined) closeFile(key)
  const { flow, object } = selectionStore.getState()
  if (collection === 'flows' && flow === name) resetSelection()
  if (object?.name === name) selectionStore.setState({ object: undefined })
  tell({ kind: 'info', title: change.label, action: { label: 'Undo', run: () => void undo() } })
}
