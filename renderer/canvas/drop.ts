/** What is dragged from the palette: carried as data of the drag, put on the flow where it is let go. */
import { apply, combine } from '../../runtime/model/change.ts'
import type { End } from '../../runtime/model/flow.ts'
import { mayMake } from '../commands/link.ts'
import { addItem, type Item } from '../edits/add.ts'
import type { Spot } from '../edits/flow.ts'
import { linkNodes, splice } from '../edits/link.ts'
import { currentProject, dispatch } from '../store/project.ts'
import { focusField, openFile, selectOnCanvas } from '../store/selection.ts'
import { servicesOf } from '../store/services.ts'
import { tell } from '../store/toasts.ts'
import { setView } from '../store/view.ts'
import { cardWidth } from './auto-place.ts'
import { canvasView } from './handle.ts'

const type = 'application/x-patchbay-item'

export function carryItem(transfer: DataTransfer, item: Item): void {
  transfer.setData(type, JSON.stringify(item))
  transfer.effectAllowed = 'copy'
}

export function itemOf(transfer: DataTransfer): Item | undefined {
  const text = transfer.getData(type)
  return text === '' ? undefined : (JSON.parse(text) as Item)
}

/** On a link it goes into the link's middle. */
export function dropItem(
  flow: string,
  item: Item,
  { clientX, clientY }: { clientX: number; clientY: number },
): void {
  const spot = canvasView()?.screenToFlowPosition({ x: clientX, y: clientY })
  if (!spot) return
  const under = document
    .elementsFromPoint(clientX, clientY)
    .map((element) => element.closest('.react-flow__edge')?.getAttribute('data-id'))
    .find((id) => id && !id.startsWith('use:'))
  putItem(flow, item, { x: spot.x - cardWidth / 2, y: spot.y - 40 }, { link: under ?? undefined })
}

/** Puts a new node on the flow, selects it, and offers its name to be typed over. */
export function putItem(
  flow: string,
  item: Item,
  at: Spot,
  { from, link }: { from?: End; link?: string | undefined } = {},
): void {
  const project = currentProject()
  const services = servicesOf(project)
  const added = addItem(project, item, { flow, at, isService: (name) => services.has(name) })
  dispatch(withLinks(flow, added, from, link))
  selectOnCanvas([added.node])
  setView({ showRight: true, inspector: 'properties', quickAdd: undefined })
  if (added.made?.path) openFile(added.made.path)
  if (added.made) focusField('name')
}

function withLinks(
  flow: string,
  added: ReturnType<typeof addItem>,
  from: End | undefined,
  link: string | undefined,
): typeof added.change {
  const project = currentProject()
  const after = apply(project, added.change)
  if (link !== undefined && after.flows[flow]?.nodes[added.node]?.kind !== 'channel') {
    return combine(added.change.label, added.change, splice(after, flow, link, added.node))
  }
  if (!from) return added.change
  const to = { node: added.node, port: 'in' }
  const allowed = mayMake(flow, from, to, undefined, after)
  if (!allowed.ok) {
    tell({ kind: 'info', title: 'Added, not linked', text: allowed.reason })
    return added.change
  }
  return combine(added.change.label, added.change, linkNodes(after, flow, from, to))
}
