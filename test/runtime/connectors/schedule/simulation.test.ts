/**
 * Years of a scheduler in seconds: what it runs, by a clock that is set by hand, is what the plan says, and nothing else. The
 * times expected come from counting and from croner's own enumeration, not from the code that is tested.
 */
import { Cron } from 'croner'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instantOf, localOf } from '../../../../runtime/connectors/schedule/zone.ts'
import type { JobValues } from '../../../../runtime/model/job.ts'
import { FakeTime } from '../../../support/fake-time.ts'
import { openScheduler } from './open-scheduler.ts'
import { zones } from './zones.ts'

const day = 86_400_000
const begin = Date.parse('2026-01-01T00:00:00Z')
const end = Date.parse('2036-01-01T00:00:00Z')

interface Case {
  values: JobValues
  /** A plan this coarse is run through all ten years. */
  isCoarse: boolean
  expected(from: number, to: number): number[]
}

const someZone = fc.constantFrom(...zones)
const someStart = fc
  .integer({ min: 0, max: 730 * 24 * 60 })
  .map((minutes) => new Date(begin - 365 * day + minutes * 60_000).toISOString().slice(0, 16))

const someDays: fc.Arbitrary<Case> = fc
  .record({ days: fc.integer({ min: 1, max: 40 }), zone: someZone, start: someStart })
  .map(({ days, zone, start }) => ({
    values: { days, zone, start },
    isCoarse: true,
    expected: (from, to) => {
      const local = Date.parse(`${start}Z`)
      // By the calendar: the same time of day, so many days on.
      return counted((n) => instantOf(zone, local + n * days * day), from, to, days * day)
    },
  }))

const someElapsed: fc.Arbitrary<Case> = fc
  .record({
    hours: fc.integer({ min: 0, max: 100 }),
    minutes: fc.integer({ min: 0, max: 59 }),
    seconds: fc.integer({ min: 1, max: 59 }),
    zone: someZone,
    start: someStart,
  })
  .map(({ zone, start, ...units }) => {
    const every = ((units.hours * 60 + units.minutes) * 60 + units.seconds) * 1000
    return {
      values: { ...units, zone, start },
      isCoarse: every > day,
      expected: (from, to) => {
        const anchor = instantOf(zone, Date.parse(`${start}Z`))
        return counted((n) => anchor + n * every, from, to, every)
      },
    }
  })

const part = (min: number, max: number) =>
  fc.oneof(
    fc.constant('*'),
    fc.integer({ min, max }).map(String),
    fc.integer({ min: 2, max: Math.min(20, max - min) }).map((step) => `*/${step}`),
    fc
      .tuple(fc.integer({ min, max }), fc.integer({ min, max }))
      .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
  )

const someCron: fc.Arbitrary<Case> = fc
  .record({
    minute: part(0, 59),
    hour: part(0, 23),
    date: fc.oneof(fc.constant('*'), part(1, 28), fc.constant('L')),
    weekday: fc.oneof(fc.constant('*'), part(0, 6), fc.constant('MON-FRI')),
    zone: someZone,
  })
  .map(({ minute, hour, date, weekday, zone }) => {
    const cron = `${minute} ${hour} ${date} * ${weekday}`
    const isFixed = /^\d+ \d+$/.test(`${minute} ${hour}`)
    return {
      values: { kind: 'cron', cron, zone },
      isCoarse: isFixed,
      expected: (from, to) => {
        const options = { timezone: zone, fixedTimeRule: 'no-wildcard', paused: true } as const
        const found: number[] = []
        for (const date of new Cron(cron, options).enumerate(new Date(from))) {
          if (date.getTime() > to) break
          found.push(date.getTime())
        }
        return found
      },
    }
  })

function counted(slotAt: (n: number) => number, from: number, to: number, step: number): number[] {
  const found: number[] = []
  let n = Math.max(0, Math.floor((from - slotAt(0)) / step) - 2)
  for (let slot = slotAt(n); slot <= to; slot = slotAt(++n)) if (slot > from) found.push(slot)
  return found
}

/** Fine plans would run millions of times: of those a day in each year, and the days around each change of clocks. */
function windowsOf({ isCoarse, values }: Case, seed: number): [from: number, to: number][] {
  if (isCoarse) return [[begin, end]]
  const zone = String(values.zone)
  const changes: number[] = []
  for (let at = begin; at < end; at += day) {
    const offset = localOf(zone, at) - at
    if (localOf(zone, at + day) - at - day !== offset) changes.push(at)
  }
  const some = changes[seed % Math.max(1, changes.length)]
  const year = seed % 10
  const from = begin + year * 365 * day + (seed % 300) * day
  const span = 0.2 * day
  const windows: [number, number][] = [[from, from + span]]
  if (some !== undefined) windows.push([some, some + day + span])
  return windows
}

async function simulate(values: JobValues, from: number, to: number) {
  const { time, open, given } = openScheduler(new FakeTime(from), { longestWait: 100 * day })
  open({ ...values, overlap: 'allow' })
  await time.passUntil(to)
  return given.map(({ slot, at }) => ({ slot: Date.parse(slot ?? ''), at: Date.parse(at) }))
}

describe('ten years in twelve zones', () => {
  it('run as two hundred plans say, each slot at its moment', async () => {
    let runs = 0
    const one = fc.tuple(fc.oneof(someDays, someElapsed, someCron), fc.nat(10_000))
    await fc.assert(
      fc.asyncProperty(one, async ([plan, seed]) => {
        for (const [from, to] of windowsOf(plan, seed)) {
          const given = await simulate(plan.values, from, to)
          const expected = plan.expected(from, to)
          expect(given.map(({ slot }) => slot)).toEqual(expected)
          expect(given.filter(({ slot, at }) => slot !== at)).toEqual([])
          runs += given.length
        }
      }),
      { numRuns: 200, examples: zones.map((zone) => [[fixedIn(zone), 1]]) },
    )
    expect(runs).toBeGreaterThan(10_000)
  }, 120_000)
})

/** Every zone at least once, at the hour that its changes of clocks touch. */
function fixedIn(zone: string): Case {
  return {
    values: { days: 1, zone, start: '2026-01-01T02:30' },
    isCoarse: true,
    expected: (from, to) =>
      counted((n) => instantOf(zone, Date.parse('2026-01-01T02:30Z') + n * day), from, to, day),
  }
}

describe('any clock', () => {
  it('however it is set and stopped gives no slot twice', async () => {
    const someEvent = fc.oneof(
      fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 7_200_000 }) }),
      fc.record({
        kind: fc.constant('jump' as const),
        ms: fc.integer({ min: -7_200_000, max: 7_200_000 }),
      }),
      fc.record({ kind: fc.constant('block' as const), ms: fc.integer({ min: 1, max: 300_000 }) }),
      fc.record({
        kind: fc.constant('restart' as const),
        ms: fc.integer({ min: 1, max: 3_600_000 }),
      }),
    )
    const someRule = fc.record({
      minutes: fc.integer({ min: 1, max: 20 }),
      missed: fc.constantFrom('no', 'once', 'all'),
      overlap: fc.constantFrom('skip', 'queue', 'allow'),
      jitter: fc.constantFrom(0, 0, 30),
    })
    await fc.assert(
      fc.asyncProperty(someRule, fc.array(someEvent, { maxLength: 25 }), async (values, events) => {
        const time = new FakeTime(begin)
        const first = openScheduler(time)
        let now = first
        const slots: (string | undefined)[] = []
        now.open(values)
        for (const { kind, ms } of events) {
          if (kind !== 'restart') {
            if (kind === 'jump') time.jump(ms)
            else if (kind === 'block') time.block(ms)
            else await time.pass(ms)
            continue
          }
          slots.push(...now.slots())
          await now.scheduler.stop(AbortSignal.abort())
          time.block(ms)
          now = openScheduler(time, { store: first.store })
          now.open(values)
        }
        await time.pass(7_200_000)
        slots.push(...now.slots())
        expect(new Set(slots).size).toBe(slots.length)
      }),
      { numRuns: 300 },
    )
  }, 60_000)

  it('that only goes on runs every slot or says why not', async () => {
    const values = { minutes: 7, missed: 'no', start: '2026-01-01T00:00' }
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 3_600_000 }), { minLength: 1, maxLength: 8 }),
        async (downs) => {
          const time = new FakeTime(begin)
          const first = openScheduler(time)
          let now = first
          now.open(values)
          for (const down of downs) {
            await time.pass(1_000_000)
            await now.scheduler.stop(AbortSignal.abort())
            time.block(down)
            now = openScheduler(time, { store: first.store })
            now.open(values)
          }
          await time.pass(1_000_000)
          const rows = await first.store.history.read('job')
          const told = rows.reduce((sum, { count = 1 }) => sum + count, 0)
          expect(told).toBe(Math.floor((time.now() - begin) / 420_000))
        },
      ),
      { numRuns: 100 },
    )
  }, 60_000)
})
