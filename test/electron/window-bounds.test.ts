import { describe, expect, it } from 'vitest'
import { fitBounds } from '../../electron/window-bounds.ts'

const large = { x: 0, y: 24, width: 2560, height: 1416 }
const left = { x: -1280, y: 0, width: 1280, height: 800 }

describe('where the window opens', () => {
  it('is centred in its usual size at first', () => {
    expect(fitBounds(undefined, [large])).toEqual({ x: 440, y: 232, width: 1680, height: 1000 })
  })

  it('is clipped to a small screen', () => {
    expect(fitBounds(undefined, [left])).toEqual({ x: -1280, y: 0, width: 1280, height: 800 })
  })

  it('is where it was, also on a second screen', () => {
    const saved = { x: -1200, y: 60, width: 1100, height: 700 }
    expect(fitBounds(saved, [large, left])).toEqual(saved)
  })

  it('is brought back from a screen that is gone', () => {
    const saved = { x: -1200, y: 60, width: 1100, height: 700 }
    expect(fitBounds(saved, [large])).toEqual({ x: 440, y: 232, width: 1680, height: 1000 })
  })

  it('is pushed inside when it stood over the edge', () => {
    const saved = { x: 2000, y: 1300, width: 1200, height: 800 }
    expect(fitBounds(saved, [large])).toEqual({ x: 1360, y: 640, width: 1200, height: 800 })
  })

  it('is never smaller than the designer needs', () => {
    const saved = { x: 100, y: 100, width: 50, height: 50 }
    expect(fitBounds(saved, [large])).toMatchObject({ width: 1024, height: 640 })
  })
})
