/** Opens a node: a service's code beside the canvas, anything else in the inspector; a note is written on the spot. */
import { frameRef } from '../edits/frames.ts'
import { currentProject } from '../store/project.ts'
import { focusField, openFile, selectOnCanvas } from '../store/selection.ts'
import { servicesOf } from '../store/services.ts'
import { setView } from '../store/view.ts'
import { beginWriting } from './writing.ts'

export function openNode(flow: string, id: string): void {
  const frame = frameRef(id)
  if (frame?.kind === 'note') {
    beginWriting(id)
    return
  }
  if (frame) {
    selectOnCanvas([id])
    setView({ showRight: true, inspector: 'properties' })
    focusField('title')
    return
  }
  const project = currentProject()
  const node = project.flows[flow]?.nodes[id]
  if (!node) return
  if (node.kind === 'service') {
    const service = servicesOf(project).get(node.ref)
    if (service) openFile(service.path, service.line)
    return
  }
  selectOnCanvas([id])
  setView({ showRight: true, inspector: 'properties' })
  focusField('')
}
