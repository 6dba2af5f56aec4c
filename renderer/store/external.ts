/** What other programs do to the project's files arrives as one change that can be undone, and is not written back. */
import { apply, type Change } from '../../runtime/model/change.ts'
import { mergeExternal } from '../../runtime/model/diff.ts'
import { desktop } from '../desktop.ts'
import { flowNames } from './flows.ts'
import { undo } from './history.ts'
import { dispatch, projectStore } from './project.ts'
import { noteOnDisk } from './save.ts'
import { selectionStore, showFlow } from './selection.ts'
import { tell } from './toasts.ts'

/** Listens to the shell; returns the undoing. */
export function keepMerged(): () => void {
  return desktop().on('onFilesChanged', (files) => {
    const { project, folder } = projectStore.getState()
    if (!folder) return
    const change = mergeExternal(project, files)
    noteOnDisk((before) => apply(before ?? project, change))
    // A checkout may come in several batches on a busy machine; it is still one thing that was done.
    dispatch(change, { origin: 'external', group: 'outside' })
    keepShown()
    tellRemoved(change)
  })
}

/** The flow that was shown may be gone: then another one is shown, and the open files stay open. */
function keepShown(): void {
  const { project } = projectStore.getState()
  const { flow } = selectionStore.getState()
  if (flow === undefined || !Object.hasOwn(project.flows, flow)) showFlow(flowNames(project)[0])
}

/** What was edited shows where it is; what is gone shows nowhere, so it is told, with the way back. */
function tellRemoved({ label, edits }: Change): void {
  const isGone = edits.some(({ collection, after }) => collection !== 'layouts' && !after)
  if (!isGone) return
  tell({ kind: 'info', title: label, action: { label: 'Undo', run: () => void undo() } })
}
