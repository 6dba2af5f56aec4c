import { describe, expect, it } from 'vitest'
import { merged } from '../../../renderer/messages/merged.ts'
import type { ExchangeSummary } from '../../../runtime/model/trace.ts'

const one = (seq: number, outcome: ExchangeSummary['outcome'] = 'done'): ExchangeSummary => ({
  ...{ cid: `c${seq}`, seq, channel: 'C', path: [], began: seq, size: 1 },
  outcome,
})
const seqs = (all: readonly ExchangeSummary[]) => all.map(({ seq }) => seq)

describe('rows that arrived and rows of the past', () => {
  it('follow one another', () => {
    expect(seqs(merged([one(5), one(4)], [one(3), one(1)]))).toEqual([5, 4, 3, 1])
  })

  it('are each there once, by the word that arrived', () => {
    const all = merged([one(5), one(3, 'failed')], [one(4), one(3)])
    expect(seqs(all)).toEqual([5, 4, 3])
    expect(all[2]?.outcome).toBe('failed')
  })

  it('stay as they are when there is nothing to merge', () => {
    const arrived = [one(2)]
    expect(merged(arrived, [])).toBe(arrived)
  })
})
