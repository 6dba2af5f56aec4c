import { describe, expect, it } from 'vitest'
import { commandOf } from '../../../renderer/commands/all.ts'
import { cardSize, placeBeside } from '../../../renderer/tour/place-beside.ts'
import { tourSteps } from '../../../renderer/tour/tour-steps.ts'

const window = { width: 1280, height: 800 }

describe('the tour', () => {
  it('has seven steps at the most, and names only commands that there are', () => {
    expect(tourSteps.length).toBeLessThanOrEqual(7)
    const ids = tourSteps.flatMap(({ text }) =>
      [...text.matchAll(/\{(\w+)\}/g)].map(([, id]) => id),
    )
    expect(ids.filter((id) => !commandOf(id ?? ''))).toEqual([])
  })

  it.each([
    ['to the right', { left: 48, top: 80, width: 204, height: 600 }, { left: 264, top: 80 }],
    ['to the left', { left: 980, top: 80, width: 300, height: 600 }, { left: 648, top: 80 }],
    ['below', { left: 300, top: 8, width: 700, height: 28 }, { left: 300, top: 48 }],
    ['above', { left: 252, top: 500, width: 728, height: 276 }, { left: 252, top: 268 }],
    ['inside, below', { left: 0, top: 0, width: 1280, height: 800 }, { left: 948, top: 568 }],
  ])('stands %s of what it is about', (_where, box, expected) => {
    expect(placeBeside(box, window)).toEqual(expected)
  })

  it('is wholly in the window, wherever that is', () => {
    const { left, top } = placeBeside({ left: 1270, top: 790, width: 40, height: 40 }, window)
    expect(left + cardSize.width).toBeLessThanOrEqual(window.width)
    expect(top + cardSize.height).toBeLessThanOrEqual(window.height)
  })
})
