import { describe, expect, it } from 'vitest'
import { parseFilter, passes } from '../../../renderer/messages/filter.ts'
import { settledBy, settledText, settledWords } from '../../../renderer/messages/settlement.ts'
import { statusOf } from '../../../renderer/messages/status.tsx'
import { waterfall } from '../../../renderer/messages/waterfall.ts'
import type {
  ExchangeSummary,
  Outcome,
  SettledAs,
  Settlement,
} from '../../../runtime/model/trace.ts'

const exchange = (settlement: Settlement, outcome: Outcome = 'done'): ExchangeSummary => ({
  cid: 'k3f9a1',
  seq: 1,
  channel: 'Orders',
  path: ['order.check'],
  began: 0,
  took: 4,
  size: 900,
  outcome,
  answer: settlement.how,
  settlement,
})

const settled = (how: SettledAs, note?: string): Settlement => ({
  how,
  at: 4,
  ...(note === undefined ? {} : { note }),
})

describe('the state of a message that a channel took', () => {
  it.each<[SettledAs, Outcome, string, string]>([
    ['acked', 'done', 'acked', 'ok'],
    ['acked', 'failed', 'acked', 'warn'],
    ['rejected', 'done', 'rejected', 'quiet'],
    ['rejected', 'failed', 'rejected', 'err'],
    ['deadLettered', 'failed', 'dead-lettered', 'err'],
    ['parked', 'failed', 'parked', 'err'],
    ['discarded', 'failed', 'discarded', 'err'],
    ['requeued', 'failed', 'requeued', 'warn'],
    ['retrying', 'failed', 'retrying', 'warn'],
    ['lost', 'done', 'lost', 'warn'],
  ])('%s, when it %s, is %s', (how, outcome, text, tone) => {
    expect(statusOf(exchange(settled(how), outcome))).toMatchObject({ text, tone })
  })

  it('says more than its word when there is more', () => {
    const { title } = statusOf(exchange(settled('parked', 'to orders.parked'), 'failed'))
    expect(title).toBe('parked, to orders.parked')
    expect(settledText(settled('acked'))).toBe('acked')
  })

  it('is decided by the policy of the channel, or by a line of code', () => {
    expect(settledBy(undefined)).toBe('by the channel’s policy')
    const by = { collection: 'services', name: 'services/orders.ts', line: 14 } as const
    expect(settledBy(by)).toBe('by services/orders.ts:14')
  })
})

describe('the filter', () => {
  const all = (Object.keys(settledWords) as SettledAs[]).map((how) =>
    exchange(settled(how, how === 'parked' ? 'to orders.parked' : undefined), 'failed'),
  )
  const found = (text: string) =>
    all.flatMap((each) => (passes(parseFilter(text), each) ? (each.settlement?.how ?? []) : []))

  it.each<[string, SettledAs[]]>([
    ['settled:parked', ['parked']],
    ['settled:dead-lettered', ['deadLettered']],
    ['settled:deadLettered', ['deadLettered']],
    ['status:dead-lettered', ['deadLettered']],
    ['status:retrying status:lost', ['retrying', 'lost']],
    ['settled:re', ['deadLettered', 'rejected', 'requeued', 'retrying']],
    ['orders.parked', ['parked']],
    ['status:2xx', []],
  ])('%j finds %j', (text, hows) => {
    expect(found(text).sort()).toEqual([...hows].sort())
  })

  it('finds nothing settled among what was answered', () => {
    const { settlement: _settlement, ...answered } = exchange(settled('acked'))
    expect(passes(parseFilter('settled:acked'), { ...answered, answer: '200' })).toBe(false)
  })
})

describe('the lane of settling', () => {
  const step = {
    id: 0,
    at: { collection: 'channels', name: 'Orders' },
    kind: 'channel',
    name: 'Orders',
    label: '',
    began: 0,
    took: 4,
    state: 'done',
  } as const

  it('marks the moment as a share of the whole', () => {
    expect(
      waterfall({ steps: [step], took: 4, settlement: { how: 'acked', at: 3 } }),
    ).toMatchObject({ span: 4, settled: 0.75 })
  })

  it('makes the time line longer when it came after the last step', () => {
    const late = waterfall({ steps: [step], took: 4, settlement: { how: 'parked', at: 8 } })
    expect(late).toMatchObject({ span: 8, settled: 1, bars: [{ start: 0, length: 0.5 }] })
  })

  it('has no mark where nobody was told', () => {
    expect(waterfall({ steps: [step], took: 4 }).settled).toBeUndefined()
  })
})
