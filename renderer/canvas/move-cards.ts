/** Cards were let go: one step of the history, and ghosts among them become nodes. */
import { apply, combine } from '../../runtime/model/change.ts'
import { addItem, type Item } from '../edits/add.ts'
import { moveNodes } from '../edits/move.ts'
import { currentProject, dispatch } from '../store/project.ts'
import { selectOnCanvas } from '../store/selection.ts'
import { servicesOf } from '../store/services.ts'
import { movedOf } from './from-canvas.ts'
import type { Card } from './to-canvas.ts'

export function moveCards(flow: string, cards: readonly Card[]): void {
  const { spots, adopted } = movedOf(cards)
  const project = currentProject()
  const services = servicesOf(project)
  let change = moveNodes(project, flow, spots)
  const fresh: string[] = []
  for (const { node, spot } of adopted) {
    const added = addItem(apply(project, change), node as Item, {
      flow,
      at: spot,
      isService: (name) => services.has(name),
    })
    change = combine(added.change.label, change, added.change)
    fresh.push(added.node)
  }
  dispatch(change)
  if (fresh.length > 0) selectOnCanvas([...Object.keys(spots), ...fresh])
}
