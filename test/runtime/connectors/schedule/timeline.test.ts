/** What is told of the runs ahead, with the reasons for what looks odd. */
import { describe, expect, it } from 'vitest'
import { settingsOf } from '../../../../runtime/connectors/schedule/settings.ts'
import { slots } from '../../../../runtime/connectors/schedule/timeline.ts'
import type { JobValues } from '../../../../runtime/model/job.ts'

function told(values: JobValues, from: string, count: number) {
  const { slots: found, ends } = slots(settingsOf('job', values).plan, Date.parse(from), count)
  const lines = found.map(({ local, note }) => (note ? `${local} ${note.kind}` : local))
  return ends === undefined ? lines : [...lines, ends]
}

const zone = 'Europe/Berlin'

describe('the runs ahead', () => {
  it('say that a time was moved out of the gap', () => {
    const lines = ['2026-03-28 02:30:00', '2026-03-29 03:00:00 moved', '2026-03-30 02:30:00']
    expect(told({ kind: 'cron', cron: '30 2 * * *', zone }, '2026-03-27T12:00Z', 3)).toEqual(lines)
    expect(told({ days: 1, start: '2026-03-01T02:30', zone }, '2026-03-27T12:00Z', 3)).toEqual(
      lines,
    )
    const { plan } = settingsOf('job', { kind: 'cron', cron: '30 2 * * *', zone })
    const [slot] = slots(plan, Date.parse('2026-03-28T12:00Z'), 1).slots
    expect(slot?.note?.words).toBe(
      '02:30 is moved to 03:00: 02:00 to 03:00 does not exist on 2026-03-29',
    )
  })

  it('say how many times the gap has swallowed', () => {
    const lines = told({ kind: 'cron', cron: '*/15 * * * *', zone }, '2026-03-29T00:40Z', 3)
    expect(lines).toEqual([
      '2026-03-29 01:45:00',
      '2026-03-29 03:00:00 skipped',
      '2026-03-29 03:15:00',
    ])
    const { plan } = settingsOf('job', { kind: 'cron', cron: '*/15 * * * *', zone })
    const [slot] = slots(plan, Date.parse('2026-03-29T00:50Z'), 1).slots
    expect(slot?.note?.words).toMatch(/^4 left out before/)
  })

  it('tell the first from the second of an hour that comes twice', () => {
    expect(told({ kind: 'cron', cron: '0 * * * *', zone }, '2026-10-24T23:30Z', 4)).toEqual([
      '2026-10-25 02:00:00 first',
      '2026-10-25 02:00:00 second',
      '2026-10-25 03:00:00',
      '2026-10-25 04:00:00',
    ])
  })

  it('say that a fixed time runs the first time only', () => {
    const { plan } = settingsOf('job', { kind: 'cron', cron: '30 2 * * *', zone })
    const [slot, next] = slots(plan, Date.parse('2026-10-24T12:00Z'), 2).slots
    expect(slot?.note?.words).toBe('02:30 comes twice on 2026-10-25; it runs the first time only')
    expect(next).toEqual({ at: Date.parse('2026-10-26T01:30Z'), local: '2026-10-26 02:30:00' })
  })

  it('say nothing of a change of clocks between two runs that do not feel it', () => {
    const lines = told({ kind: 'cron', cron: '0 9 1 * *', zone }, '2026-03-02T00:00Z', 2)
    expect(lines).toEqual(['2026-04-01 09:00:00', '2026-05-01 09:00:00'])
    expect(told({ hours: 6, zone }, '2026-03-28T23:30Z', 2)).toHaveLength(2)
  })

  it('say why there are no more', () => {
    const from = '2026-01-01T00:00Z'
    expect(told({ kind: 'once', at: '2026-01-02' }, from, 5).at(-1)).toBe('It runs once.')
    expect(told({ kind: 'once', at: '2025-01-02' }, from, 5)).toEqual([
      'Its time, 2025-01-02 00:00:00 UTC, has passed.',
    ])
    const start = '2026-01-01T00:00'
    expect(told({ hours: 1, start, repeats: 3 }, from, 5).at(-1)).toBe(
      'It repeats 3 times, and then ends.',
    )
    expect(told({ hours: 1, end: '2026-01-01T02:30' }, from, 5).at(-1)).toBe(
      'It ends at 2026-01-01 02:30:00 UTC.',
    )
    expect(told({ kind: 'cron', cron: '0 0 30 2 *' }, from, 5)).toEqual([
      'No later date fits its expression.',
    ])
  })

  it('are as many as asked for', () => {
    expect(told({ minutes: 1 }, '2026-01-01T00:00Z', 50)).toHaveLength(50)
    expect(told({ kind: 'once', at: '2026-01-02' }, '2026-01-01T00:00Z', 1)).toHaveLength(1)
  })
})
