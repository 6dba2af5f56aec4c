/** Puts chosen nodes in line with each other, or the same distance apart. Pure; spots are upper left corners. */
import type { Spot } from './flow.ts'

export interface Box extends Spot {
  id: string
  width: number
  height: number
}

export type Spots = Record<string, Spot>

export type Edge = 'left' | 'right' | 'top' | 'bottom' | 'centre' | 'middle'

/** centre: their middles on one vertical line. middle: on one horizontal line. */
export function align(boxes: readonly Box[], edge: Edge): Spots {
  const left = Math.min(...boxes.map(({ x }) => x))
  const right = Math.max(...boxes.map(({ x, width }) => x + width))
  const top = Math.min(...boxes.map(({ y }) => y))
  const bottom = Math.max(...boxes.map(({ y, height }) => y + height))
  return spotsOf(boxes, ({ x, y, width, height }) => {
    switch (edge) {
      case 'left':
        return { x: left, y }
      case 'right':
        return { x: right - width, y }
      case 'top':
        return { x, y: top }
      case 'bottom':
        return { x, y: bottom - height }
      case 'centre':
        return { x: (left + right - width) / 2, y }
      case 'middle':
        return { x, y: (top + bottom - height) / 2 }
    }
  })
}

/** The outermost two stay; between all the gaps are alike. */
export function distribute(boxes: readonly Box[], along: 'x' | 'y'): Spots {
  const size = along === 'x' ? 'width' : 'height'
  const inOrder = [...boxes].sort((one, other) => one[along] - other[along])
  const [first] = inOrder
  const last = inOrder.at(-1)
  if (!first || !last || inOrder.length < 3) return {}
  const taken = inOrder.reduce((sum, box) => sum + box[size], 0)
  const gap = (last[along] + last[size] - first[along] - taken) / (inOrder.length - 1)
  let next = first[along]
  return spotsOf(inOrder, (box) => {
    const spot = { x: box.x, y: box.y, [along]: next }
    next += box[size] + gap
    return spot
  })
}

function spotsOf(boxes: readonly Box[], place: (box: Box) => Spot): Spots {
  return Object.fromEntries(boxes.map((box) => [box.id, place(box)]))
}
