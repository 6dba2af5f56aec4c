import { describe, expect, it } from 'vitest'
import { waterfall } from '../../../renderer/messages/waterfall.ts'
import type { Step } from '../../../runtime/model/trace.ts'

const step = (id: number, began: number, took: number | undefined, parent?: number): Step => ({
  id,
  at: { collection: 'flows', name: 'Billing', node: `n${id}` },
  kind: 'service',
  name: `s${id}`,
  label: `s${id}`,
  began,
  state: took === undefined ? 'open' : 'done',
  ...(took === undefined ? {} : { took }),
  ...(parent === undefined ? {} : { parent }),
})

const drawn = (steps: Step[], took?: number, now?: number) =>
  waterfall({ steps, took }, now).bars.map(({ step, depth, start, length }) => [
    step.id,
    depth,
    start,
    length,
  ])

describe('the waterfall', () => {
  it('places bars as shares of the whole', () => {
    expect(drawn([step(1, 0, 2), step(2, 2, 6)], 8)).toEqual([
      [1, 0, 0, 0.25],
      [2, 0, 0.25, 0.75],
    ])
  })

  it('puts what a service called under the service', () => {
    expect(
      drawn([step(3, 1, 1, 2), step(1, 0, 1), step(2, 0.5, 2.5), step(4, 2, 1, 3)], 4),
    ).toEqual([
      [1, 0, 0, 0.25],
      [2, 0, 0.125, 0.625],
      [3, 1, 0.25, 0.25],
      [4, 2, 0.5, 0.25],
    ])
  })

  it('draws what is open up to now', () => {
    expect(drawn([step(1, 0, 5), step(2, 5, undefined)], undefined, 10)).toEqual([
      [1, 0, 0, 0.5],
      [2, 0, 0.5, 0.5],
    ])
  })

  it('keeps a step whose parent was left out, and ends on a circle', () => {
    expect(drawn([step(5, 0, 1, 99)], 1)).toEqual([[5, 0, 0, 1]])
    expect(drawn([step(1, 0, 1, 1)], 1)).toEqual([])
  })

  it('draws nothing out of nothing', () => {
    expect(waterfall({ steps: [] })).toEqual({ bars: [], span: 0, settled: undefined })
  })
})
