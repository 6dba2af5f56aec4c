import { expect, it } from 'vitest'
import { align, type Box, distribute } from '../../../renderer/edits/arrange.ts'

const boxes: Box[] = [
  { id: 'a', x: 0, y: 0, width: 100, height: 50 },
  { id: 'b', x: 130, y: 40, width: 200, height: 70 },
  { id: 'c', x: 600, y: 300, width: 100, height: 50 },
]

it.each([
  ['left', 'x', [0, 0, 0]],
  ['right', 'x', [600, 500, 600]],
  ['centre', 'x', [300, 250, 300]],
  ['top', 'y', [0, 0, 0]],
  ['bottom', 'y', [300, 280, 300]],
  ['middle', 'y', [150, 140, 150]],
] as const)('aligns by %s', (edge, axis, expected) => {
  const spots = align(boxes, edge)
  const other = axis === 'x' ? 'y' : 'x'
  expect(boxes.map(({ id }) => spots[id]?.[axis])).toEqual(expected)
  expect(boxes.map(({ id }) => spots[id]?.[other])).toEqual(boxes.map((box) => box[other]))
})

it('makes the gaps alike and leaves the outermost two where they are', () => {
  const spots = distribute(boxes, 'x')
  expect(boxes.map(({ id }) => spots[id]?.x)).toEqual([0, 250, 600])
  expect(boxes.map(({ id }) => spots[id]?.y)).toEqual([0, 40, 300])
})

it('has nothing to distribute between two', () => {
  expect(distribute(boxes.slice(0, 2), 'x')).toEqual({})
})
