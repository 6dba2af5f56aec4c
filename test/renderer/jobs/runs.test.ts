import { describe, expect, it } from 'vitest'
import { runsOf } from '../../../renderer/jobs/runs.ts'
import { middle, spanText, stripOf } from '../../../renderer/jobs/strip.ts'
import { viewOf } from '../../../runtime/connectors/schedule/view.ts'
import type { PeerView } from '../../../runtime/model/control.ts'
import type { Jobs } from '../../../runtime/model/job.ts'

const now = Date.UTC(2026, 2, 1, 12)
const minute = 60_000

/** The table as the runtime writes it. */
function table(): Promise<PeerView> {
  const jobs = {
    get: async () => ({ values: { minutes: 1 }, runs: 3, failed: 1, missed: 4 }),
    next: async () => ({
      runs: [
        { at: now + minute, local: '2026-03-01 13:01:00' },
        { at: now + 2 * minute, local: '2026-03-01 13:02:00', note: '2 left out before' },
      ],
      ends: 'It repeats 5 times, and then ends.',
    }),
    history: async () => ({
      rows: [
        { slot: now - minute, started: now - minute, took: 3, outcome: 'ok', cid: 'c2' },
        { started: now - 2 * minute, took: 5, outcome: 'failed', cid: 'c1', error: 'no' },
        {
          slot: now - 4 * minute,
          started: now,
          outcome: 'missed',
          count: 2,
          first: now - 5 * minute,
        },
      ],
      total: 3,
    }),
  } as unknown as Jobs
  return viewOf(jobs, 'Every minute')
}

describe('the runs of a job', () => {
  it('are those ahead, nearest first, with what is odd about them and why there are no more', async () => {
    const { ahead, ends } = runsOf(await table())
    expect(ahead).toEqual([
      { at: now + minute, local: '2026-03-01 13:01:00', note: '' },
      { at: now + 2 * minute, local: '2026-03-01 13:02:00', note: '2 left out before' },
    ])
    expect(ends).toBe('It repeats 5 times, and then ends.')
  })

  it('are those behind, newest first, with their exchange', async () => {
    const { behind } = runsOf(await table())
    expect(behind.map(({ outcome, took, cid }) => [outcome, took, cid])).toEqual([
      ['ok', '3 ms', 'c2'],
      ['failed', '5 ms', 'c1'],
      ['missed', '', undefined],
    ])
    expect(behind[1]?.note).toBe('by hand; no')
  })

  it('stand on a strip around now', async () => {
    const { marks, ahead, behind } = stripOf(runsOf(await table()), now)
    expect(ahead).toBe(2 * minute)
    expect(behind).toBe(4 * minute)
    expect(marks.map(({ tone }) => tone)).toEqual(['ok', 'err', 'warn', 'ahead', 'gap'])
    const [newest, , oldest, next, last] = marks.map(({ at }) => at)
    expect([oldest, last]).toEqual([0, 1])
    expect(newest).toBeLessThan(middle)
    expect(next).toBeGreaterThan(middle)
  })

  it('leave a strip empty where there are none', () => {
    expect(stripOf({ ahead: [], behind: [], ends: '' }, now)).toEqual({
      marks: [],
      ahead: 0,
      behind: 0,
    })
  })
})

it.each([
  [40_000, '40 s'],
  [25 * minute, '25 min'],
  [8 * 60 * minute, '8 h'],
  [50 * 24 * 60 * minute, '50 days'],
  [50 * 31_556_952_000, '50 years'],
])('a span of %d ms is %s', (span, words) => {
  expect(spanText(span)).toBe(words)
})
