/**
 * What was dragged was let go: one step of the history. Ghosts among it become nodes; a node that was let go over a link
 * goes into that; with Alt it leaves the links it had, and the gap closes.
 */
import { apply, type Change, combine } from '../../runtime/model/change.ts'
import { maySplice } from '../commands/link.ts'
import { addItem, type Item } from '../edits/add.ts'
import { splice } from '../edits/link.ts'
import { moveNodes } from '../edits/move.ts'
import { detach } from '../edits/remove.ts'
import { currentProject, dispatch } from '../store/project.ts'
import { selectOnCanvas } from '../store/selection.ts'
import { servicesOf } from '../store/services.ts'
import { tell } from '../store/toasts.ts'
import { movedOf } from './from-canvas.ts'
import type { Drawn } from './to-canvas.ts'

export interface Dropped {
  /** Nodes that leave their links. */
  leaving?: readonly string[]
  /** The link under the one that was dragged. */
  link?: string | undefined
}

export function moveCards(
  flow: string,
  drawn: readonly Drawn[],
  { leaving = [], link }: Dropped = {},
): void {
  const { spots, adopted } = movedOf(drawn)
  const project = currentProject()
  const services = servicesOf(project)
  let change: Change = moveNodes(project, flow, spots)
  const then = (next: Change) => {
    if (next.edits.length > 0) change = combine(next.label, change, next)
  }
  const fresh: string[] = []
  for (const { node, spot } of adopted) {
    const added = addItem(apply(project, change), node as Item, {
      flow,
      at: spot,
      isService: (name) => services.has(name),
    })
    then(added.change)
    fresh.push(added.node)
  }
  if (leaving.length > 0) then(detach(apply(project, change), flow, leaving))
  const [only] = drawn.length === 1 ? [fresh[0] ?? drawn[0]?.id] : []
  if (link !== undefined && only !== undefined) {
    const moved = apply(project, change)
    const allowed = maySplice(flow, link, only, moved)
    if (allowed.ok) then(splice(moved, flow, link, only, allowed.through))
    else if (leaving.length > 0)
      tell({ kind: 'info', title: 'Not put into the link', text: allowed.reason })
  }
  dispatch(change)
  if (fresh.length > 0) selectOnCanvas([...Object.keys(spots), ...fresh])
}
