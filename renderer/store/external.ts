/** What other programs do to the project's files arrives as one change that can be undone, and is not written back. */
import { apply } from '../../runtime/model/change.ts'
import { mergeExternal } from '../../runtime/model/diff.ts'
import { desktop } from '../desktop.ts'
import { dispatch, projectStore } from './project.ts'
import { noteOnDisk } from './save.ts'

/** Listens to the shell; returns the undoing. */
export function keepMerged(): () => void {
  return desktop().on('onFilesChanged', (files) => {
    const { project, folder } = projectStore.getState()
    if (!folder) return
    const change = mergeExternal(project, files)
    noteOnDisk((before) => apply(before ?? project, change))
    dispatch(change, { origin: 'external' })
  })
}
