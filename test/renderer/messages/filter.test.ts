import { describe, expect, it } from 'vitest'
import { isEmpty, matchOf, parseFilter, passes } from '../../../renderer/messages/filter.ts'
import type { ExchangeSummary } from '../../../runtime/model/trace.ts'

const good: ExchangeSummary = {
  cid: 'k3f9a1',
  seq: 1,
  channel: 'New invoice',
  path: ['billing.handler', 'ERP'],
  began: 0,
  took: 4,
  size: 900,
  outcome: 'done',
  answer: '200',
}
const bad: ExchangeSummary = {
  ...good,
  seq: 2,
  channel: 'Invoices queue',
  outcome: 'failed',
  answer: '503',
  failure: { code: 'OUTGOING_TIMED_OUT', kind: 'peer', message: 'ERP did not answer within 5 s.' },
}
const open: ExchangeSummary = { ...good, seq: 3, outcome: 'open', answer: undefined, path: [] }

const found = (text: string) =>
  [good, bad, open].filter((exchange) => passes(parseFilter(text), exchange)).map(({ seq }) => seq)

describe('the filter', () => {
  it.each<[string, number[]]>([
    ['', [1, 2, 3]],
    ['status:error', [2]],
    ['STATUS:ok', [1]],
    ['status:error status:open', [2, 3]],
    ['status:5xx', [2]],
    ['status:200', [1]],
    ['channel:queue', [2]],
    ['channel:"new invoice" status:ok', [1]],
    ['node:erp', [1, 2]],
    ['code:timed_out', [2]],
    ['answer within', [2]],
    ['status:error channel:new', []],
    ['k3f9', [1, 2, 3]],
    ['http://x', []],
    ['channel:', [1, 2, 3]],
    ['"not closed', []],
    ['cid:k3f', [1, 2, 3]],
    ['cid:3f', []],
    ['after:2026-01-01', []],
    ['before:2026-01-01', [1, 2, 3]],
    ['after:', [1, 2, 3]],
    ['after:soon', [1, 2, 3]],
    ['text:billing', []],
  ])('%j finds %j', (text, seqs) => {
    expect(found(text)).toEqual(seqs)
  })

  it('is empty when nothing is asked', () => {
    expect(isEmpty(parseFilter('  status: '))).toBe(true)
    expect(isEmpty(parseFilter('x'))).toBe(false)
  })

  it('asks the runtime for words in bodies, and for keys that channels declare', () => {
    const filter = parseFilter('Order_ID:A-1 order_id:a-2 text:"Two Words" more other:x', [
      'order_id',
    ])
    expect(matchOf(filter)).toEqual({
      keys: { order_id: ['a-1', 'a-2'] },
      text: ['two words', 'more', 'other:x'],
    })
    expect(passes(filter, good)).toBe(false)
  })

  it('counts times back from now', () => {
    const now = Date.parse('2026-11-24T16:00:00Z')
    expect(parseFilter('after:2h before:1h', [], now).match).toEqual({
      after: now - 7_200_000,
      until: now - 3_600_000,
    })
  })
})
