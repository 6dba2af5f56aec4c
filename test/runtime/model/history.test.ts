import { describe, expect, it } from 'vitest'
import { definitions } from '../../../runtime/connectors/definitions.ts'
import { checkObject } from '../../../runtime/model/check-object.ts'
import { historyKeyPattern, valuesAt } from '../../../runtime/model/history.ts'
import { standsIn, wordsOf } from '../../../runtime/model/text-search.ts'

const payload = {
  order_id: 'A-1',
  customer: { id: 7, vip: false, note: null },
  lines: [{ sku: 'x', tags: ['a', 'b'] }, { sku: 'y' }],
}

describe('the values of a key', () => {
  it.each<[string, string[]]>([
    ['order_id', ['A-1']],
    ['customer.id', ['7']],
    ['customer.vip', ['false']],
    ['customer.note', []],
    ['customer', []],
    ['lines.sku', ['x', 'y']],
    ['lines.1.sku', ['y']],
    ['lines.tags', ['a', 'b']],
    ['nowhere.at.all', []],
    ['constructor.name', []],
  ])('%s', (path, values) => {
    expect(valuesAt(payload, path)).toEqual(values)
  })

  it('are none where there is no payload', () => {
    expect(valuesAt(undefined, 'a')).toEqual([])
    expect(valuesAt('text', 'length')).toEqual([])
  })

  it('stand at paths that are names and dots', () => {
    expect(['a', 'a.b.0', 'größe'].every((key) => historyKeyPattern.test(key))).toBe(true)
    expect(['', '.a', 'a..b', 'a b', 'a:b'].some((key) => historyKeyPattern.test(key))).toBe(false)
  })
})

describe('the search keys of a channel', () => {
  const check = (historyKeys: string[]) =>
    checkObject(
      'channels',
      { name: 'C', type: 'rest', isActive: true, path: '/c', historyKeys },
      definitions,
      undefined,
    )
  const told = (historyKeys: string[]) => check(historyKeys).map(({ message }) => message)

  it('are at most eight paths, each once', () => {
    expect(told(['order_id', 'customer.id'])).toEqual([])
    expect(told(['a b', 'a', 'a'])).toEqual([
      'Search keys: "a b" is no path of a payload.',
      'Search keys: "a" stands there twice.',
    ])
    const many = Array.from({ length: 9 }, (_, index) => `k${index}`)
    expect(told(many)).toEqual(['Search keys: there are 9, and at most 8 can be kept.'])
  })

  it('are of channels only', () => {
    const connection = { name: 'E', type: 'rest', isActive: true, historyKeys: ['a'] }
    const problems = checkObject('connections', connection, definitions, undefined)
    expect(problems.map(({ at }) => at.field)).toContain('historyKeys')
  })
})

describe('words', () => {
  it('are letters and digits', () => {
    expect(wordsOf('Order A-8812, Größe_9')).toEqual(['order', 'a', '8812', 'größe', '9'])
  })

  it('are found from their beginning on, side by side', () => {
    expect(standsIn('order a-8812', '88')).toBe(true)
    expect(standsIn('order a-8812', '812')).toBe(false)
    expect(standsIn('order a-8812', 'a-8812')).toBe(true)
    expect(standsIn('xa-8812 a-8812', 'a-8812')).toBe(true)
    expect(standsIn('1812 {"x":1}', '"x":1')).toBe(true)
  })
})
