import { describe, expect, it } from 'vitest'
import { inText, jobState, momentText } from '../../../renderer/jobs/job-words.ts'
import type { JobView } from '../../../runtime/model/job.ts'

const job: JobView = {
  id: 'Sweep',
  name: 'Sweep',
  source: 'channel',
  isActive: true,
  values: {},
  isChanged: false,
  runs: 0,
  failed: 0,
  missed: 0,
  running: 0,
}
const at = { collection: 'channels', name: 'Sweep' } as const
const reason = { code: 'CHANNEL_NOT_LINKED', kind: 'design', message: 'Link it.' } as const
const done = { code: 'JOB_DONE', kind: 'design', message: 'It has run.' } as const

describe('the state of a job', () => {
  it.each([
    ['on', {}, undefined],
    ['off', { isActive: false }, undefined],
    ['done', { isActive: false, reason: done }, undefined],
    ['running', { running: 1 }, undefined],
    ['3 running', { running: 3, isActive: false }, undefined],
    ['incomplete', {}, { at, state: 'incomplete', reason }],
  ] as const)('is %s', (words, change, status) => {
    expect(jobState({ ...job, ...change }, status).words).toBe(words)
  })

  it('says what it lacks', () => {
    expect(jobState(job, { at, state: 'incomplete', reason }).why).toBe('Link it.')
  })
})

it.each([
  [0, 'now'],
  [40, 'in 40 s'],
  [300, 'in 5 min'],
  [12_000, 'in 3 h 20 min'],
  [12 * 86_400, 'in 12 days'],
])('%d seconds are %s', (seconds, words) => {
  expect(inText(seconds)).toBe(words)
})

it('names the day of a moment only when it is another one', () => {
  const noon = new Date(2026, 2, 1, 12).getTime()
  expect(momentText(noon, noon + 60_000)).toBe('12:00:00')
  expect(momentText(noon, noon + 86_400_000)).toBe('2026-03-01 12:00:00')
})
