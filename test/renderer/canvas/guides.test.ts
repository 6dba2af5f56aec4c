import { describe, expect, it } from 'vitest'
import { align } from '../../../renderer/canvas/guides.ts'

const size = { width: 198, height: 84 }

describe('guides', () => {
  it('draw a box into the line of the middles', () => {
    const high = { x: 0, y: 300, width: 198, height: 124 }
    const { by, guides } = align({ x: 5, y: 0, ...size }, [high], 8)
    expect(by).toEqual({ x: -5, y: 0 })
    expect(guides).toEqual([{ along: 'x', at: 99, from: 0, to: 424 }])
  })

  it('keep upper edges level, where the ports are', () => {
    const high = { x: 400, y: 0, width: 198, height: 124 }
    expect(align({ x: 0, y: 6, ...size }, [high], 8).by).toEqual({ x: 0, y: -6 })
  })

  it('take the nearest of several, and none that is too far off', () => {
    const others = [
      { x: 0, y: 200, ...size },
      { x: 3, y: 400, ...size },
    ]
    expect(align({ x: 4, y: 0, ...size }, others, 8).by.x).toBe(-1)
    expect(align({ x: 40, y: 0, ...size }, others, 8)).toEqual({ by: { x: 0, y: 0 }, guides: [] })
  })
})
