import { describe, expect, it } from 'vitest'
import { Counters } from '../../../runtime/message/counters.ts'
import { Figure } from '../../../runtime/message/figure.ts'

function figureOf(...milliseconds: number[]): Figure {
  const figure = new Figure()
  for (const one of milliseconds) {
    figure.begin()
    figure.end(one, false)
  }
  return figure
}

describe('a figure', () => {
  it('tells what happened since it was last asked', () => {
    const figure = figureOf(10, 20, 30)
    expect(figure.interval()).toMatchObject({ count: 3, mean: 20 })
    expect(figure.interval()).toEqual({ count: 0 })
    figure.end(5, true)
    const { count, mean, p99 } = figure.interval()
    expect([count, mean]).toEqual([1, 5])
    // Right to within a fifth, and of this interval only.
    expect(p99).toBeGreaterThanOrEqual(5)
    expect(p99).toBeLessThan(6)
  })

  it('tells what happened since the beginning, whoever has asked meanwhile', () => {
    const figure = figureOf(0.5, 3, 3, 100, 60_000)
    const counts = () => figure.below([10, 12, 17, 24])
    expect(counts()).toEqual([1, 3, 4, 4])
    figure.interval()
    expect(counts()).toEqual([1, 3, 4, 4])
    expect([figure.total, figure.sum]).toEqual([5, 60_106.5])
  })

  it('counts exactly what is below its borders', () => {
    // 2 ** 10 - 1 microseconds.
    expect(figureOf(1.022).below([10])).toEqual([1])
    expect(figureOf(1.024).below([10])).toEqual([0])
  })
})

describe('counters', () => {
  it('count how sources were told, by channel', () => {
    const counters = new Counters()
    for (const how of ['acked', 'acked', 'parked'] as const) counters.settled('Orders', how)
    expect(Object.fromEntries(counters.settlements.get('Orders') ?? [])).toEqual({
      acked: 2,
      parked: 1,
    })
  })
})
