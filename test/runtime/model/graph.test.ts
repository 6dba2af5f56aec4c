import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cycleOf, reachable } from '../../../runtime/model/graph.ts'
import { channel, flowOf } from '../../support/flows.ts'

describe('a way round in a flow', () => {
  it.each([
    ['a -> b, b -> c', undefined],
    ['a -> b, a -> c, b -> d, c -> d', undefined],
    ['a -> b, b -> c, c -> b', ['b', 'c']],
    ['a -> a', ['a']],
    ['x -> y, a -> b, b -> a', ['a', 'b']],
  ])('of %s is %j', (drawing, expected) => {
    expect(cycleOf(flowOf(drawing))).toEqual(expected)
  })

  it('is not made by an answer to the channel', () => {
    expect(cycleOf(flowOf('c -> s, s -> c:reply', { c: channel('C') }))).toBeUndefined()
  })

  it('is found exactly when some node can be reached from itself', () => {
    const pair = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }))
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 12 }), (pairs) => {
        const flow = flowOf(pairs.map(([a, b]) => `n${a} -> n${b}`).join(','))
        const comesBack = Object.keys(flow.nodes).some((id) =>
          Object.values(flow.links).some(
            ({ from, to }) => from.node === id && reachable(flow, [to.node]).has(id),
          ),
        )
        expect(cycleOf(flow) !== undefined).toBe(comesBack)
      }),
    )
  })

  it('is looked for in a flow of 20,000 nodes without filling the stack', () => {
    const nodes = Array.from({ length: 20_000 }, (_, index) => `n${index} -> n${index + 1}`)
    expect(cycleOf(flowOf(nodes.join(',')))).toBeUndefined()
  })
})

it('reaches what links lead to, and nothing through a reply', () => {
  const flow = flowOf('c -> s, s -> t, t -> c:reply, u -> s', { c: channel('C') })
  expect([...reachable(flow, ['s'])]).toEqual(['s', 't'])
})
