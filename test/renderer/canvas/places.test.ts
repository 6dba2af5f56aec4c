import { describe, expect, it } from 'vitest'
import { freeSpotAfter, overlaps, spotsOf } from '../../../renderer/canvas/auto-place.ts'
import { neighbour } from '../../../renderer/canvas/neighbour.ts'
import { pathUnder } from '../../../renderer/canvas/path-under.ts'
import { figuresOfCard, shortCount, shortRate } from '../../../renderer/canvas/short-figures.ts'
import type { Figures } from '../../../runtime/model/trace.ts'
import { flowOf } from '../../support/flows.ts'

describe('places on the canvas', () => {
  it('follow the links where a file has none', () => {
    const spots = spotsOf(flowOf('a -> b, b -> c, a -> d'), { nodes: {} })
    expect(spots.a?.x).toBeLessThan(spots.b?.x ?? 0)
    expect(spots.b?.x).toBeLessThan(spots.c?.x ?? 0)
    expect(spots.d?.x).toBe(spots.b?.x)
    expect(spots.d?.y).not.toBe(spots.b?.y)
  })

  it('end even when the links go round', () => {
    const spots = spotsOf(flowOf('a -> b, b -> a'), { nodes: {} })
    expect(Object.keys(spots)).toEqual(['a', 'b'])
  })

  it('are kept where they are known', () => {
    const nodes = { a: { x: 500, y: 500 } }
    expect(spotsOf(flowOf('a -> b'), { nodes }).a).toEqual({ x: 500, y: 500 })
  })

  it('are never on another card', () => {
    const spots = { a: { x: 0, y: 0 }, b: { x: 270, y: 0 } }
    const spot = freeSpotAfter(spots, { x: 0, y: 0 })
    expect(overlaps(spots, spot)).toBe(false)
  })
})

describe('arrows', () => {
  const spots = {
    a: { x: 0, y: 0 },
    b: { x: 300, y: 20 },
    c: { x: 280, y: 300 },
    d: { x: 0, y: 320 },
  }

  it('go along a row before they leave it', () => {
    expect(neighbour(spots, 'a', 'Right')).toBe('b')
    expect(neighbour(spots, 'b', 'Down')).toBe('c')
    expect(neighbour(spots, 'c', 'Left')).toBe('d')
    expect(neighbour(spots, 'd', 'Up')).toBe('a')
  })

  it('begin at the upper left and end at the edge', () => {
    expect(neighbour(spots, undefined, 'Right')).toBe('a')
    expect(neighbour(spots, 'a', 'Left')).toBeUndefined()
  })
})

describe('the way of an answer', () => {
  it('runs below both ends, whatever it was told', () => {
    const [path, , y] = pathUnder({ sourceX: 500, sourceY: 100, targetX: 100, targetY: 300 }, 120)
    expect(y).toBeGreaterThan(300)
    expect(path.startsWith('M 500 100')).toBe(true)
    expect(path.endsWith('L 100 300')).toBe(true)
  })
})

describe('figures on a card', () => {
  it('are short', () => {
    expect([0, 940, 1234, 88_000, 3_100_000].map(shortCount)).toEqual([
      '0',
      '940',
      '1.2k',
      '88k',
      '3.1M',
    ])
    expect([412.4, 9.4, 0.5, 1 / 30].map(shortRate)).toEqual(['412/s', '9.4/s', '0.5/s', '2/min'])
  })

  it('count what a connection did for links and for code, which its node alone does not see', () => {
    const node = figures({ total: 1 })
    const connection = figures({ total: 3, rate: 4 })
    expect(figuresOfCard('outgoing', node, connection)).toBe(connection)
    expect(figuresOfCard('outgoing', undefined, connection)).toBe(connection)
    expect(figuresOfCard('outgoing', undefined, undefined)).toBeUndefined()
  })

  it('add up what a service did for links and for other services', () => {
    const node = figures({ total: 5, failed: 1, rate: 6, mean: 10, p99: 20 })
    const file = figures({ total: 2, open: 1, rate: 2, mean: 2, p99: 3 })
    expect(figuresOfCard('service', node, file)).toEqual(
      figures({ total: 7, failed: 1, open: 1, rate: 8, mean: 8, p99: 20 }),
    )
    expect(figuresOfCard('service', figures({ total: 5 }), figures({ total: 2 }))).toEqual(
      figures({ total: 7 }),
    )
  })

  function figures(some: Partial<Figures>): Figures {
    const at = { collection: 'flows', name: 'Main', node: 'n1' } as const
    return { at, total: 0, failed: 0, open: 0, rate: 0, ...some }
  }
})
