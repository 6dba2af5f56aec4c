/** Brings to view what an undo or redo has touched: nothing may change out of sight. */
import type { Change } from '../../runtime/model/change.ts'
import { currentProject } from '../store/project.ts'
import { openFile, resetSelection, selectionStore, showFlow } from '../store/selection.ts'

export function showChange(change: Change | undefined): void {
  if (!change) return
  const project = currentProject()
  const { flow } = selectionStore.getState()
  const flows = change.edits.filter(
    ({ collection, key }) => /^(flows|layouts)$/.test(collection) && project.flows[key],
  )
  const [first] = flows
  if (first && !flows.some(({ key }) => key === flow)) showFlow(first.key)
  else if (flow === undefined || !project.flows[flow]) resetSelection()
  const file = change.edits.find(
    ({ collection, key }) => collection === 'services' && project.services[key],
  )
  if (file && flows.length === 0) openFile(file.key)
}
