import { definitions } from '../../runtime/connectors/definitions.ts'
import type { Project } from '../../runtime/model/project.ts'
import { mayLink } from '../../runtime/model/rules.ts'
import { type End, endsOf } from '../canvas/ends.ts'
import { linkNodes, relink } from '../edits/link.ts'
import { dispatch, projectStore } from '../store/project.ts'
import { selectOnCanvas } from '../store/selection.ts'
import { tell } from '../store/toasts.ts'
import { setView } from '../store/view.ts'
import { type Command, chosenNodes } from './command.ts'

/** Links by hand end here, whether by mouse or by key: refused ones say why. True: it was made. */
export function link(flowName: string, from: End, to: End, existing?: string): boolean {
  const { project } = projectStore.getState()
  const allowed = mayMake(flowName, from, to, existing)
  if (!allowed.ok) {
    tell({ kind: 'info', title: 'Not linked', text: allowed.reason })
    return false
  }
  dispatch(
    existing === undefined
      ? linkNodes(project, flowName, from, to)
      : relink(project, flowName, existing, from, to),
  )
  return true
}

/** With `existing`, that link is the one being moved and does not stand in its own way. */
export function mayMake(
  flowName: string,
  from: End,
  to: End,
  existing?: string,
  project: Project = projectStore.getState().project,
): ReturnType<typeof mayLink> {
  const flow = project.flows[flowName]
  if (!flow) return { ok: false, reason: 'The flow is gone.' }
  const { [existing ?? '']: _moved, ...links } = flow.links
  return mayLink(project, { ...flow, links }, from, to, { connectors: definitions })
}

/** By keyboard: choose what to link the selected node to. */
export const startLinking: Command = {
  id: 'link',
  title: 'Link to…',
  keys: ['L'],
  group: 'Canvas',
  where: 'canvas',
  isEnabled: (state) => {
    const [node] = chosenNodes(state)
    return node !== undefined && endsOf(state.project, state.selection.flow ?? '', node).length > 0
  },
  run(state) {
    const [node] = chosenNodes(state)
    if (!node) return
    selectOnCanvas([node])
    setView({ linking: { node }, quickAdd: undefined })
  },
}
