import { expect, it } from 'vitest'
import { causeOf } from '../../../runtime/proving/cause.ts'
import { groupsOf } from '../../../runtime/proving/groups.ts'

const at = (node: string) => ({ collection: 'flows', name: 'main', node }) as const
const total = (node: string, value: number) =>
  causeOf(at(node), 'answer', `"${node}" answers another total`, {
    pointer: '/body/json/total',
    expected: value,
    actual: value + 1,
  })

it('puts what one node does to many messages together, the most frequent first', () => {
  const call = (id: number) =>
    causeOf(at('bill'), 'delivery', `"bill" no longer calls GET /customers/${id} of "crm"`, {
      pointer: '/deliveries',
    })
  const groups = groupsOf([
    { cid: 'a', causes: [call(1)] },
    { cid: 'b', causes: [total('price', 1)] },
    { cid: 'c', causes: [total('price', 2), call(2)] },
    { cid: 'd', causes: [total('price', 3)] },
  ])
  expect(groups.map(({ at, count, cids }) => [at.node, count, cids])).toEqual([
    ['price', 3, ['b', 'c', 'd']],
    ['bill', 2, ['a', 'c']],
  ])
  expect(groups[0]?.example).toMatchObject({ cid: 'b', differences: [{ expected: 1, actual: 2 }] })
})

it('keeps the cids of the first fifty', () => {
  const parted = Array.from({ length: 60 }, (_, index) => ({
    cid: `c${index}`,
    causes: [total('price', index)],
  }))
  const [group] = groupsOf(parted)
  expect(group).toMatchObject({ count: 60 })
  expect(group?.cids).toHaveLength(50)
})
