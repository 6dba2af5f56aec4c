/** Where the tour's card stands: beside what it is about, wholly in the window. Pure. */

export interface Box {
  left: number
  top: number
  width: number
  height: number
}

/** Of the card, in pixels; its height is what it is at the most. */
export const cardSize = { width: 320, height: 220 } as const
const gap = 12

/** right, left, below, above: the first with room. With none, as for the whole drawing, in its lower right corner. */
export function placeBeside(
  box: Box | undefined,
  window: { width: number; height: number },
): { left: number; top: number } {
  const { width, height } = cardSize
  const inside = (left: number, top: number) => ({
    left: Math.round(Math.max(gap, Math.min(left, window.width - width - gap))),
    top: Math.round(Math.max(gap, Math.min(top, window.height - height - gap))),
  })
  if (!box) return inside((window.width - width) / 2, (window.height - height) / 2)
  const right = box.left + box.width
  const bottom = box.top + box.height
  if (right + gap + width + gap <= window.width) return inside(right + gap, box.top)
  if (box.left - gap - width - gap >= 0) return inside(box.left - gap - width, box.top)
  if (bottom + gap + height + gap <= window.height) return inside(box.left, bottom + gap)
  if (box.top - gap - height - gap >= 0) return inside(box.left, box.top - gap - height)
  return inside(right - gap - width, bottom - gap - height)
}
