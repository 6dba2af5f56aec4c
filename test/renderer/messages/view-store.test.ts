import { afterEach, describe, expect, it } from 'vitest'
import { moved } from '../../../renderer/messages/moved.ts'
import { clearMessages, messagesView, togglePause } from '../../../renderer/messages/view-store.ts'
import { liveStore, nothingLive, takeExchanges } from '../../../renderer/store/live.ts'
import type { ExchangeSummary } from '../../../runtime/model/trace.ts'

const exchange = (seq: number): ExchangeSummary => ({
  cid: `c${seq}`,
  seq,
  channel: 'Store',
  path: [],
  began: seq,
  took: 1,
  size: 1,
  outcome: 'done',
})
const arrive = (...seqs: number[]) =>
  liveStore.setState((live) => takeExchanges(live, { exchanges: seqs.map(exchange), leftOut: 0 }))

afterEach(() => liveStore.setState(nothingLive, true))

describe('a pause', () => {
  it('holds the list as it was while receiving goes on', () => {
    arrive(1, 2)
    togglePause()
    arrive(3, 4, 5)
    expect(messagesView.getState().held?.exchanges.map(({ seq }) => seq)).toEqual([2, 1])
    expect(liveStore.getState().received - (messagesView.getState().held?.received ?? 0)).toBe(3)
    togglePause()
    expect(messagesView.getState().held).toBeUndefined()
    expect(liveStore.getState().exchanges).toHaveLength(5)
  })

  it('ends when the list is cleared', async () => {
    arrive(1)
    togglePause()
    await clearMessages()
    expect(messagesView.getState().held).toBeUndefined()
    expect(liveStore.getState().exchanges).toEqual([])
  })
})

describe('keys', () => {
  it('lead from row to row and stop at the ends', () => {
    const from = (key: string, at: number) => moved(key, at, 30)
    expect([from('ArrowDown', -1), from('ArrowDown', 29), from('ArrowUp', 0)]).toEqual([0, 29, 0])
    expect([from('PageDown', 5), from('End', 0), from('Home', 9)]).toEqual([15, 29, 0])
    expect([from('a', 3), moved('ArrowDown', -1, 0)]).toEqual([undefined, undefined])
  })
})
