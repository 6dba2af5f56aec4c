/** What is dragged from the palette: carried as data of the drag, put on the flow where it is let go. */
import { apply, combine } from '../../runtime/model/change.ts'
import type { End } from '../../runtime/model/flow.ts'
import { mayMake, maySplice } from '../commands/link.ts'
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
import { endDragging, linkUnder, mayBeAddedInto, overLink } from './splicing.ts'

const type = 'application/x-patchbay-item'

/** What a drag carries cannot be read before it is let go; what was taken up in this window is known. */
let carried: Item | undefined

export function carryItem(transfer: DataTransfer, item: Item): void {
  carried = item
  transfer.setData(type, JSON.stringify(item))
  transfer.effectAllowed = 'copy'
}

export function itemOf(transfer: DataTransfer): Item | undefined {
  const text = transfer.getData(type)
  return text === '' ? undefined : (JSON.parse(text) as Item)
}

/** The link under it lights up, or says why it cannot be cut there. */
export function overCanvas(
  flow: string,
  { clientX, clientY }: { clientX: number; clientY: number },
): void {
  const item = carried
  if (item) overLink(linkUnder(clientX, clientY), (link) => mayBeAddedInto(flow, link, item))
}

/** On a link it goes into the link's middle. */
export function dropItem(
  flow: string,
  item: Item,
  { clientX, clientY }: { clientX: number; clientY: number },
): void {
  carried = undefined
  endDragging()
  const spot = canvasView()?.screenToFlowPosition({ x: clientX, y: clientY })
  if (!spot) return
  const link = linkUnder(clientX, clientY)
  putItem(flow, item, { x: spot.x - cardWidth / 2, y: spot.y - 40 }, { link })
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
  if (link !== undefined) {
    const allowed = maySplice(flow, link, added.node, after)
    if (!allowed.ok) {
      tell({ kind: 'info', title: 'Added, not put into the link', text: allowed.reason })
      return added.change
    }
    const cut = splice(after, flow, link, added.node, allowed.through)
    return combine(added.change.label, added.change, cut)
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
