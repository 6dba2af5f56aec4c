import { describe, expect, it } from 'vitest'
import {
  type Live,
  mostExchanges,
  nothingLive,
  takeDeployed,
  takeExchanges,
  takeFigures,
} from '../../../renderer/store/live.ts'
import type { ExchangeSummary } from '../../../runtime/model/trace.ts'

function exchange(seq: number, more: Partial<ExchangeSummary> = {}): ExchangeSummary {
  return {
    cid: `c${seq}`,
    seq,
    channel: 'Store',
    path: ['store.file'],
    began: seq,
    size: 1,
    outcome: 'done',
    ...more,
  }
}

const node = { collection: 'flows', name: 'Main', node: 'n1' } as const
const figures = { interval: 100, rate: 5, open: 1, memory: 9, nodes: [], links: [] }

describe('facts from the runtime', () => {
  it('keep the newest exchanges first', () => {
    const first = takeExchanges(nothingLive, {
      exchanges: [exchange(1), exchange(2)],
      leftOut: 0,
    })
    const live = { ...nothingLive, ...first }
    const next = takeExchanges(live, { exchanges: [exchange(4), exchange(3)], leftOut: 7 })
    expect(next.exchanges?.map(({ seq }) => seq)).toEqual([4, 3, 2, 1])
    expect(next.received).toBe(11)
    expect(next.leftOut).toBe(7)
  })

  it('put the end of an exchange in the place of its beginning', () => {
    const began = takeExchanges(nothingLive, {
      exchanges: [exchange(1, { outcome: 'open' }), exchange(2)],
      leftOut: 0,
    })
    const ended = takeExchanges(
      { ...nothingLive, ...began },
      { exchanges: [exchange(1, { outcome: 'done', took: 3 })], leftOut: 0 },
    )
    expect(ended.exchanges).toEqual([exchange(2), exchange(1, { outcome: 'done', took: 3 })])
    expect(ended.received).toBe(2)
  })

  it('sort in an exchange that comes late', () => {
    const live = takeExchanges(nothingLive, { exchanges: [exchange(1), exchange(3)], leftOut: 0 })
    const next = takeExchanges(
      { ...nothingLive, ...live },
      { exchanges: [exchange(2)], leftOut: 0 },
    )
    expect(next.exchanges?.map(({ seq }) => seq)).toEqual([3, 2, 1])
  })

  it('are bounded', () => {
    const many = Array.from({ length: mostExchanges + 10 }, (_, index) => exchange(index + 1))
    const live = takeExchanges(nothingLive, { exchanges: many, leftOut: 0 })
    expect(live.exchanges).toHaveLength(mostExchanges)
    expect(live.exchanges?.[0]?.seq).toBe(mostExchanges + 10)
  })

  it('let the rate of a silent node fall to nothing and keep its total', () => {
    const busy = takeFigures(nothingLive, {
      ...figures,
      nodes: [{ at: node, total: 7, failed: 0, open: 1, rate: 3 }],
      links: [{ flow: 'Main', link: 'l1', total: 7, rate: 3 }],
    })
    const quiet = takeFigures({ ...nothingLive, ...busy }, figures)
    expect(quiet.figures?.['flows/Main/n1']).toMatchObject({ total: 7, rate: 0, open: 0 })
    expect(quiet.links?.['Main/l1']).toMatchObject({ total: 7, rate: 0 })
  })

  it('leave figures that stay the same the same objects', () => {
    const busy = takeFigures(nothingLive, {
      ...figures,
      nodes: [{ at: node, total: 7, failed: 0, open: 0, rate: 0 }],
    })
    const quiet = takeFigures({ ...nothingLive, ...busy }, figures)
    expect(quiet.figures?.['flows/Main/n1']).toBe(busy.figures?.['flows/Main/n1'])
  })

  it('remember the last failure of a place until it is deployed anew', () => {
    const failure = {
      code: 'SERVICE_THREW',
      kind: 'defect',
      message: 'no',
      at: { collection: 'services', name: 'services/store.ts', line: 4 },
    } as const
    const failed = takeExchanges(nothingLive, {
      exchanges: [exchange(1, { outcome: 'failed', failure })],
      leftOut: 0,
    })
    expect(failed.failures).toEqual({ 'services/store.ts': failure })
    const report = { revision: 2, problems: [], took: 3, at: 4 }
    const live = { ...nothingLive, ...failed }
    expect(takeDeployed(live, { ...report, touched: ['channels/Store'] }).failures).toEqual({
      'services/store.ts': failure,
    })
    expect(takeDeployed(live, { ...report, touched: ['services/store.ts'] }).failures).toEqual({})
  })

  it('do not take a caller who was turned away for trouble of the channel', () => {
    const at = { collection: 'channels', name: 'Store' } as const
    const take = (live: Live, seq: number, change: Partial<ExchangeSummary>): Live => ({
      ...live,
      ...takeExchanges(live, { exchanges: [exchange(seq, change)], leftOut: 0 }),
    })
    const refused = { code: 'UNAUTHORIZED', kind: 'access', message: 'no', at } as const
    const closed = { code: 'SECURITY_UNAVAILABLE', kind: 'peer', message: 'not now', at } as const
    const live = take(nothingLive, 1, { channel: 'Store', outcome: 'failed', failure: refused })
    expect(live.failures).toEqual({})
    const later = take(live, 2, { channel: 'Store', outcome: 'failed', failure: closed })
    expect(later.failures).toEqual({ 'channels/Store': closed })
    expect(take(later, 3, { channel: 'Store', outcome: 'done' }).failures).toEqual({})
  })
})
