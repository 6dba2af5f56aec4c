/** Plans against a reference that knows nothing of them: plain counting, and a clock looked at second by second. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  countSlots,
  lastSlots,
  nextSlot,
  type Plan,
} from '../../../../runtime/connectors/schedule/plan.ts'
import { settingsOf } from '../../../../runtime/connectors/schedule/settings.ts'
import { instantOf, localOf, readTime } from '../../../../runtime/connectors/schedule/zone.ts'
import type { JobValues } from '../../../../runtime/model/job.ts'
import { zones } from './zones.ts'

const planOf = (values: JobValues): Plan => settingsOf('job', values).plan
const instant = (text: string) => Date.parse(text)
const iso = (slot: number | undefined) =>
  slot === undefined ? undefined : new Date(slot).toISOString()

function next(values: JobValues, from: string, count: number): (string | undefined)[] {
  const plan = planOf(values)
  const found: (string | undefined)[] = []
  let after: number | undefined = instant(from)
  while (found.length < count && after !== undefined) {
    after = nextSlot(plan, after)
    found.push(iso(after))
  }
  return found
}

describe('a plan', () => {
  it('runs once, at its time in its zone', () => {
    const values = { kind: 'once', at: '2026-07-01T09:00', zone: 'Europe/Berlin' }
    expect(next(values, '2026-01-01T00:00Z', 3)).toEqual(['2026-07-01T07:00:00.000Z', undefined])
  })

  it('begins with its start, and in the middle when that has passed', () => {
    const values = { hours: 2, start: '2026-01-01T00:30' }
    expect(next(values, '2025-12-01T00:00Z', 2)).toEqual([
      '2026-01-01T00:30:00.000Z',
      '2026-01-01T02:30:00.000Z',
    ])
    expect(next(values, '2026-01-05T07:00Z', 1)).toEqual(['2026-01-05T08:30:00.000Z'])
  })

  it('ends after its repeats, and at its end', () => {
    const start = '2026-01-01T00:00'
    expect(next({ minutes: 30, start, repeats: 2 }, '2025-01-01T00:00Z', 9)).toEqual([
      '2026-01-01T00:00:00.000Z',
      '2026-01-01T00:30:00.000Z',
      undefined,
    ])
    expect(
      next({ minutes: 30, start, end: '2026-01-01T00:30' }, '2025-01-01T00:00Z', 9),
    ).toHaveLength(3)
    expect(
      next({ kind: 'cron', cron: '0 * * * *', end: start }, '2025-12-31T22:30Z', 9),
    ).toHaveLength(3)
  })

  it('keeps the time of day of whole days when the clocks change', () => {
    const values = { days: 1, start: '2026-03-28T09:00', zone: 'Europe/Berlin' }
    expect(next(values, '2026-03-28T00:00Z', 3)).toEqual([
      '2026-03-28T08:00:00.000Z',
      '2026-03-29T07:00:00.000Z',
      '2026-03-30T07:00:00.000Z',
    ])
  })

  it('moves a time that does not exist to the end of the gap, and takes the first of two', () => {
    const gap = { days: 1, start: '2026-03-28T02:30', zone: 'Europe/Berlin' }
    expect(next(gap, '2026-03-28T12:00Z', 2)).toEqual([
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ])
    const twice = { days: 1, start: '2026-10-24T02:30', zone: 'Europe/Berlin' }
    expect(next(twice, '2026-10-24T12:00Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ])
  })

  it('has elapsed time between hours, whatever the clocks do', () => {
    const values = { hours: 12, start: '2026-03-28T12:00', zone: 'Europe/Berlin' }
    const [first, second, third] = next(values, '2026-03-28T00:00Z', 3)
    expect(instant(second ?? '') - instant(first ?? '')).toBe(43_200_000)
    expect(instant(third ?? '') - instant(second ?? '')).toBe(43_200_000)
  })

  it('knows the shortcuts, seconds and years of cron', () => {
    expect(next({ kind: 'cron', cron: '@hourly' }, '2026-01-01T00:10Z', 1)).toEqual([
      '2026-01-01T01:00:00.000Z',
    ])
    expect(next({ kind: 'cron', cron: '*/20 * * * * *' }, '2026-01-01T00:00:01Z', 2)).toEqual([
      '2026-01-01T00:00:20.000Z',
      '2026-01-01T00:00:40.000Z',
    ])
    expect(next({ kind: 'cron', cron: '0 0 0 1 1 * 2027' }, '2026-06-01T00:00Z', 2)).toEqual([
      '2027-01-01T00:00:00.000Z',
      undefined,
    ])
  })

  it('is refused by the name of the field that is wrong', () => {
    const field = (values: JobValues) => {
      try {
        return planOf(values).kind
      } catch (failure) {
        return (failure as { at?: { field?: string } }).at?.field
      }
    }
    expect(field({})).toBe('minutes')
    expect(field({ kind: 'once' })).toBe('at')
    expect(field({ kind: 'once', at: '2026-02-30' })).toBe('at')
    expect(field({ kind: 'cron' })).toBe('cron')
    expect(field({ kind: 'cron', cron: '61 * * * *' })).toBe('cron')
    expect(field({ kind: 'cron', cron: '@reboot' })).toBe('cron')
    expect(field({ minutes: 1, zone: 'Europe/Atlantis' })).toBe('zone')
    expect(field({ minutes: 1, repeats: 3 })).toBe('start')
    expect(field({ seconds: 0.05 })).toBe('seconds')
    expect(field({ minutes: 1, start: 'soon' })).toBe('start')
    expect(field({ minutes: 1, extra: '{', dataFormat: 'json' })).toBe('extra')
    expect(field({ kind: 'sometimes' })).toBe('kind')
  })
})

const from = instant('2026-01-01T00:00Z')
const tenYears = 10 * 365.25 * 86_400_000
const someInstant = fc.integer({ min: 0, max: tenYears }).map((ms) => from + ms)
const someZone = fc.constantFrom(...zones)

const someInterval = fc.record({
  weeks: fc.constantFrom(0, 0, 1, 2),
  days: fc.constantFrom(0, 0, 1, 3),
  hours: fc.constantFrom(0, 0, 1, 7),
  minutes: fc.constantFrom(0, 5, 90),
  start: fc.constantFrom('2025-11-02T01:30', '2026-03-29T02:30', '2024-02-29T23:59'),
  zone: someZone,
})

describe('slots of an interval', () => {
  it('are start + n × interval for every n', () => {
    fc.assert(
      fc.property(someInterval, someInstant, (values, after) => {
        const { weeks, days, hours, minutes, start, zone } = values
        fc.pre(weeks + days + hours + minutes > 0)
        const isCalendar = hours + minutes === 0
        const every = ((weeks * 7 + days) * 24 + hours) * 3_600_000 + minutes * 60_000
        const slotAt = (n: number) => {
          const anchor = readTime(start, zone)
          if (!anchor) throw new Error(start)
          return isCalendar ? instantOf(zone, anchor.local + n * every) : anchor.instant + n * every
        }
        // Counted in steps of one from a little before, and by nothing cleverer.
        let n = Math.max(0, Math.floor((after - slotAt(0)) / every) - 3)
        while (slotAt(n) <= after) n++
        expect(iso(nextSlot(planOf(values), after))).toBe(iso(slotAt(n)))
      }),
      { numRuns: 2000 },
    )
  })

  it('are the same counted back and forth', () => {
    fc.assert(
      fc.property(
        someInterval,
        someInstant,
        fc.integer({ min: 1, max: 20 }),
        (values, after, count) => {
          fc.pre(values.weeks + values.days + values.hours + values.minutes > 0)
          checkBackwards(planOf({ ...values, repeats: 1_000_000 }), after, count)
        },
      ),
      { numRuns: 300 },
    )
  })
})

function checkBackwards(plan: Plan, after: number, count: number): void {
  const forward: number[] = []
  for (
    let slot = nextSlot(plan, after);
    slot && forward.length < count;
    slot = nextSlot(plan, slot)
  )
    forward.push(slot)
  const upTo = forward.at(-1) ?? after + 1
  expect(lastSlots(plan, after, upTo, 100)).toEqual(forward)
  expect(lastSlots(plan, after, upTo, 2)).toEqual(forward.slice(-2))
  expect(countSlots(plan, after, upTo, 100)).toBe(forward.length)
}

/** Cron by looking at the clock each second: fields as sets, day of month or day of week when both are given. */
function bruteForce(cron: Fields, zone: string, from: number, to: number): string[] {
  const found: string[] = []
  const step = cron.second === undefined ? 60_000 : 1000
  for (let at = Math.ceil((from + 1) / step) * step; at <= to; at += step) {
    const local = new Date(localOf(zone, at))
    if (fits(cron, local)) found.push(new Date(at).toISOString())
  }
  return found
}

interface Fields {
  second?: number[]
  minute?: number[]
  hour?: number[]
  date?: number[]
  weekday?: number[]
}

function fits({ second = [0], minute, hour, date, weekday }: Fields, local: Date): boolean {
  if (!second.includes(local.getUTCSeconds())) return false
  if (minute && !minute.includes(local.getUTCMinutes())) return false
  if (hour && !hour.includes(local.getUTCHours())) return false
  if (!date && !weekday) return true
  return (
    (date?.includes(local.getUTCDate()) ?? false) || (weekday?.includes(local.getUTCDay()) ?? false)
  )
}

function expression({ second, minute, hour, date, weekday }: Fields): string {
  const part = (values: number[] | undefined) => values?.join(',') ?? '*'
  return `${second ? `${part(second)} ` : ''}${part(minute)} ${part(hour)} ${part(date)} * ${part(weekday)}`
}

const someOf = (max: number, min = 0) =>
  fc.option(fc.uniqueArray(fc.integer({ min, max }), { minLength: 1, maxLength: 3 }), {
    nil: undefined,
  })

describe('slots of a cron expression', () => {
  it('are those that a look at the clock each minute finds', () => {
    const someFields = fc.record({
      minute: someOf(59),
      hour: someOf(23),
      date: someOf(28, 1),
      weekday: someOf(6),
    })
    fc.assert(
      fc.property(
        someFields,
        someZone,
        someInstant,
        ({ minute, hour, date, weekday }, zone, after) => {
          const fields: Fields = {
            ...(minute ? { minute } : {}),
            ...(hour ? { hour } : {}),
            ...(date ? { date } : {}),
            ...(weekday ? { weekday } : {}),
          }
          // A fixed time of day follows its own rule when the clocks change; those days have tests of their own.
          const to = after + 2 * 86_400_000
          fc.pre(localOf(zone, after) - after === localOf(zone, to) - to)
          const plan = planOf({ kind: 'cron', cron: expression(fields), zone })
          const found: string[] = []
          for (let slot = nextSlot(plan, after); slot && slot <= to; slot = nextSlot(plan, slot))
            found.push(new Date(slot).toISOString())
          expect(found).toEqual(bruteForce(fields, zone, after, to))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('with a wildcard are those of the clock on the days it changes, too', () => {
    for (const [zone, from] of [
      ['Europe/Berlin', '2026-03-28T20:00Z'],
      ['Europe/Berlin', '2026-10-24T20:00Z'],
      ['Australia/Lord_Howe', '2026-04-04T10:00Z'],
      ['America/New_York', '2026-11-01T00:00Z'],
    ] as const) {
      const fields = { minute: [0, 20, 40] }
      const plan = planOf({ kind: 'cron', cron: expression(fields), zone })
      const [after, to] = [instant(from), instant(from) + 86_400_000]
      const found: string[] = []
      for (let slot = nextSlot(plan, after); slot && slot <= to; slot = nextSlot(plan, slot))
        found.push(new Date(slot).toISOString())
      expect(found).toEqual(bruteForce(fields, zone, after, to))
    }
  })

  it('at a fixed time run once on each day of ten years, in every zone', () => {
    for (const zone of zones) {
      const plan = planOf({ kind: 'cron', cron: '30 2 * * *', zone })
      let after = instantOf(zone, from)
      let days = 0
      for (let slot = nextSlot(plan, after); slot && days < 3650; slot = nextSlot(plan, slot)) {
        const day = (at: number) => Math.floor(localOf(zone, at) / 86_400_000)
        expect(day(slot) - day(after)).toBe(days === 0 ? 0 : 1)
        after = slot
        days++
      }
      expect(days).toBe(3650)
    }
  })

  it('are the same counted back and forth', () => {
    const crons = [
      '0 3 * * *',
      '*/7 * * * *',
      '30 2 * * 0',
      '0 0 29 2 *',
      '5,10 1-3 1 * *',
      '0 12 L * *',
    ]
    fc.assert(
      fc.property(
        fc.constantFrom(...crons),
        someZone,
        someInstant,
        fc.integer({ min: 1, max: 12 }),
        (cron, zone, after, count) =>
          checkBackwards(planOf({ kind: 'cron', cron, zone }), after, count),
      ),
      { numRuns: 100 },
    )
  })
})
