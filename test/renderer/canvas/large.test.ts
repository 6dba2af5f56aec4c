/** A flow of 2,000 nodes: an edit touches what it is about, and the picture of all else stays the same objects. */
import { describe, expect, it } from 'vitest'
import { toCanvas } from '../../../renderer/canvas/to-canvas.ts'
import { moveNodes } from '../../../renderer/edits/move.ts'
import { editNode } from '../../../renderer/edits/node.ts'
import { servicesOf } from '../../../renderer/store/services.ts'
import { apply, type Change } from '../../../runtime/model/change.ts'
import { bigFlow } from '../../support/big-flow.ts'

const project = bigFlow()
const before = toCanvas(project, 'Big', servicesOf(project))

/** Ids of what is drawn anew. */
function anew(change: Change): string[] {
  const after = apply(project, change)
  const now = toCanvas(after, 'Big', servicesOf(after), before)
  const known = new Set<unknown>([...before.cards, ...before.lines])
  return [...now.cards, ...now.lines].filter((each) => !known.has(each)).map(({ id }) => id)
}

describe('2,000 nodes on one flow', () => {
  it('are all there, with their links', () => {
    expect(before.cards.filter(({ data }) => !data.isGhost)).toHaveLength(2_000)
    expect(before.lines.filter(({ data }) => data?.kind === 'link')).toHaveLength(1_600)
  })

  it('are not drawn anew when one of them moves', () => {
    expect(anew(moveNodes(project, 'Big', { 'r3-1': { x: 900, y: 5_000 } }))).toEqual(['r3-1'])
  })

  it('are not drawn anew when one of them is edited', () => {
    expect(anew(editNode(project, 'Big', 'r7-3', 'the label', { label: 'Other' }))).toEqual([
      'r7-3',
    ])
  })

  it('are the same picture when nothing is edited', () => {
    const again = toCanvas({ ...project }, 'Big', servicesOf(project), before)
    expect(again.cards).toBe(before.cards)
    expect(again.lines.every((line, at) => line === before.lines[at])).toBe(true)
  })
})
