import { definitions } from '../../runtime/connectors/definitions.ts'
import type { Project } from '../../runtime/model/project.ts'
import { mayLink } from '../../runtime/model/rules.ts'
import { type End, endsOf, portsOf } from '../canvas/ends.ts'
import { linkNodes, relink, splice, type Through } from '../edits/link.ts'
import { detach } from '../edits/remove.ts'
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

export type Spliceable = { ok: true; through: Through } | { ok: false; reason: string }

/** May the node be put into the link? Its own links count as they are: one in use is not rewired by being moved over a link. */
export function maySplice(
  flowName: string,
  link: string,
  id: string,
  project: Project = projectStore.getState().project,
): Spliceable {
  const flow = project.flows[flowName]
  const node = flow?.nodes[id]
  const old = flow?.links[link]
  if (!flow || !node || !old) return { ok: false, reason: 'One of the two is no longer there.' }
  const isLinked = Object.values(flow.links).some(
    ({ from, to }) => from.node === id || (to.node === id && to.port !== 'reply'),
  )
  if (isLinked) return { ok: false, reason: 'It is linked already. Hold Alt to take it out first.' }
  const ports = portsOf(project, node)
  const enters = ports.in.find((port) => port.id === 'in')
  const leaves = ports.out.find(({ role }) => role === 'main')
  if (!enters || !leaves) return { ok: false, reason: 'Messages do not pass through it.' }
  const through = { in: enters.id, out: leaves.id }
  const { [link]: _cut, ...links } = flow.links
  const kinds = { connectors: definitions }
  const open = { ...flow, links }
  const end = { node: id, port: through.in }
  const first = mayLink(project, open, old.from, end, kinds)
  if (!first.ok) return first
  const half = { ...open, links: { ...links, [link]: { from: old.from, to: end } } }
  const second = mayLink(project, half, { node: id, port: through.out }, old.to, kinds)
  return second.ok ? { ok: true, through } : second
}

/** By keyboard: a node and a link are chosen. */
export const spliceChosen: Command = {
  id: 'splice',
  title: 'Put the node into the link',
  keys: ['Alt+I'],
  group: 'Canvas',
  where: 'canvas',
  isEnabled: (state) => chosenNodes(state).length === 1 && state.selection.links.length === 1,
  run(state) {
    const [[node = ''], [link = '']] = [chosenNodes(state), state.selection.links]
    const { flow = '' } = state.selection
    const allowed = maySplice(flow, link, node)
    if (allowed.ok) dispatch(splice(state.project, flow, link, node, allowed.through))
    else tell({ kind: 'info', title: 'Not put into the link', text: allowed.reason })
  },
}

export const detachChosen: Command = {
  id: 'detach',
  title: 'Take out of the links and close the gap',
  keys: ['Alt+D'],
  group: 'Canvas',
  where: 'canvas',
  isEnabled: (state) => chosenNodes(state).length > 0,
  run: (state) => dispatch(detach(state.project, state.selection.flow ?? '', chosenNodes(state))),
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
