import { expect, it } from 'vitest'
import { planSentence } from '../../../renderer/jobs/plan-sentence.ts'

it.each([
  [{ minutes: 5 }, 'Every 5 minutes.'],
  [{ hours: 1 }, 'Every hour.'],
  [{ hours: 2, minutes: 30 }, 'Every 2 hours and 30 minutes.'],
  [{ days: 1, zone: 'Europe/Berlin' }, 'Every day, Europe/Berlin time.'],
  [
    { minutes: 5, start: '2026-03-01T08:00', end: '2026-04-01', repeats: 10 },
    'Every 5 minutes, from 2026-03-01 08:00, until 2026-04-01, 10 times, UTC.',
  ],
  [{ kind: 'once', at: '2026-12-31T23:00' }, 'Once, on 2026-12-31 23:00, UTC.'],
  [{ kind: 'once', at: '2026-12-31T23:00+01:00' }, 'Once, on 2026-12-31 23:00+01:00.'],
  [{ hours: 1, start: '2026-11-24T14:47:08.164Z' }, 'Every hour, from 2026-11-24 14:47:08 UTC.'],
  [{ kind: 'once' }, 'Once, no time yet.'],
  [
    { kind: 'cron', cron: '0 3 * * 1-5', zone: 'Asia/Tokyo' },
    'At 03:00, Monday through Friday, Asia/Tokyo time.',
  ],
  [{ kind: 'cron', cron: '@daily' }, 'Every day at 00:00, UTC.'],
  [{ kind: 'cron', cron: '0 3 *' }, 'Whenever the clock fits 0 3 *, UTC.'],
  [{}, 'No interval yet.'],
  [
    { seconds: 1, overlap: 'allow', missed: 'once', jitter: 2 },
    'Every second. Runs may overlap. Missed times are run once. Each begins up to 2 s later.',
  ],
])('says the plan %j', (values, sentence) => {
  expect(planSentence(values)).toBe(sentence)
})
