/** When jobs run, by a clock that is set by hand. */
import { describe, expect, it } from 'vitest'
import { Failure } from '../../../../runtime/model/failure.ts'
import { FakeTime, settle } from '../../../support/fake-time.ts'
import { openScheduler, specOf } from './open-scheduler.ts'

const minute = 60_000
const hour = 60 * minute
const morning = '2026-01-01T10:00:30.000Z'
const at = (time: string) => `2026-01-01T${time}:00.000Z`
const everyHour = { hours: 1 }

describe('a job', () => {
  it('runs at its slots, each at its moment', async () => {
    const { time, open, given } = openScheduler(morning)
    open({ minutes: 10 })
    await time.pass(hour)
    expect(given.map(({ slot, at }) => [slot, at])).toEqual(
      ['10:10', '10:20', '10:30', '10:40', '10:50', '11:00'].map((text) => [at(text), at(text)]),
    )
  })

  it('does not drift when its runs take long', async () => {
    const { time, open, given, slots } = openScheduler(morning, { isHeld: true })
    open({ minutes: 10 })
    for (let run = 0; run < 3; run++) {
      await time.pass(10 * minute)
      time.block(3210)
      await given.at(-1)?.end()
    }
    await time.pass(10 * minute)
    expect(slots()).toEqual(['10:10', '10:20', '10:30', '10:40'].map(at))
  })

  it('is given its extra data, parsed by its format, and its own circumstances', async () => {
    const { time, open, given } = openScheduler(morning)
    open({ hours: 1, extra: '{"area":7}', dataFormat: 'json', timeout: 5 })
    await time.pass(hour)
    const { message, origin } = given[0] ?? {}
    expect(message?.payload).toEqual({ area: 7 })
    expect(message?.properties.job).toEqual({
      name: 'job',
      run: 1,
      isByHand: false,
      slot: at('11:00'),
    })
    expect(origin).toMatchObject({ channel: 'job', timeout: 5000 })
  })

  it('is done after its one time, and can get another plan', async () => {
    const { time, open, scheduler, slots } = openScheduler(morning)
    open({ kind: 'once', at: '2026-01-01T11:00' })
    expect(scheduler.conditionOf('job')).toMatchObject({
      state: 'ready',
      next: Date.parse(at('11:00')),
    })
    await time.pass(2 * hour)
    expect(scheduler.conditionOf('job')).toMatchObject({
      state: 'off',
      reason: { code: 'JOB_DONE' },
      figures: { runs: 1, failed: 0 },
    })
    open({ kind: 'once', at: '2026-01-01T13:00' })
    await time.pass(2 * hour)
    expect(slots()).toEqual(['11:00', '13:00'].map(at))
  })

  it('is done after so many runs, and counts anew when it is made active again', async () => {
    const { time, open, scheduler, slots } = openScheduler(morning)
    open({ hours: 1, maxRuns: 2 })
    await time.pass(5 * hour)
    expect(slots()).toEqual(['11:00', '12:00'].map(at))
    expect(scheduler.conditionOf('job').state).toBe('off')
    scheduler.renew('job')
    scheduler.wake()
    await time.pass(5 * hour)
    expect(slots()).toHaveLength(4)
  })

  it('is put off by its jitter, each slot always by the same', async () => {
    const first = openScheduler(morning)
    const second = openScheduler(morning)
    for (const { open, time } of [first, second]) {
      open({ minutes: 10, jitter: 60 })
      await time.pass(2 * hour)
    }
    const lateness = first.given.map(({ slot, at }) => Date.parse(at) - Date.parse(slot ?? ''))
    expect(Math.min(...lateness)).toBeGreaterThanOrEqual(0)
    expect(Math.max(...lateness)).toBeLessThanOrEqual(minute)
    expect(new Set(lateness).size).toBeGreaterThan(6)
    expect(second.given.map(({ at }) => at)).toEqual(first.given.map(({ at }) => at))
  })

  it('changes its plan at once, and what passed before is not missed', async () => {
    const { time, open, slots, history } = openScheduler(morning)
    open({ hours: 6 })
    await time.pass(hour)
    open({ minutes: 20 })
    await time.pass(hour)
    expect(slots()).toEqual(['11:20', '11:40', '12:00'].map(at))
    expect(await history()).toEqual(['ok 11:20', 'ok 11:40', 'ok 12:00'])
  })

  it('misses nothing while it is off', async () => {
    const { time, open, scheduler, slots, history } = openScheduler(morning)
    open({ hours: 1, missed: 'all' })
    await time.pass(hour)
    scheduler.close('job')
    await time.pass(3 * hour)
    open({ hours: 1, missed: 'all' })
    await time.pass(hour)
    expect(slots()).toEqual(['11:00', '15:00'].map(at))
    expect(await history()).toEqual(['ok 11:00', 'ok 15:00'])
  })

  it('tells how each run ended', async () => {
    const { time, open, given, history, scheduler } = openScheduler(morning, { isHeld: true })
    open({ hours: 1 })
    const ends = [undefined, new Error('no'), new Failure('DEADLINE_PASSED', 'late')]
    for (const end of ends) {
      await time.pass(hour)
      await given.at(-1)?.end(end)
    }
    expect(await history()).toEqual(['ok 11:00', 'failed 12:00', 'timeout 13:00'])
    expect(scheduler.conditionOf('job').figures).toEqual({ runs: 3, failed: 2 })
  })
})

describe('a run that would overlap', () => {
  it('is left out', async () => {
    const { time, open, given, slots, history } = openScheduler(morning, { isHeld: true })
    open(everyHour)
    await time.pass(2 * hour)
    await given[0]?.end()
    await time.pass(hour)
    expect(slots()).toEqual(['11:00', '13:00'].map(at))
    expect(await history()).toEqual(['skipped-overlap 12:00', 'ok 11:00'])
  })

  it('waits its turn', async () => {
    const { time, open, given, slots } = openScheduler(morning, { isHeld: true })
    open({ ...everyHour, overlap: 'queue' })
    await time.pass(3 * hour)
    expect(slots()).toEqual([at('11:00')])
    await given[0]?.end()
    expect(slots()).toEqual(['11:00', '12:00'].map(at))
    await given[1]?.end()
    await given[2]?.end()
    expect(slots()).toEqual(['11:00', '12:00', '13:00'].map(at))
  })

  it('waits with no more than a hundred', async () => {
    const { time, open, history } = openScheduler(morning, { isHeld: true })
    open({ minutes: 1, overlap: 'queue' })
    await time.pass(110 * minute)
    expect(await history()).toHaveLength(9)
  })

  it('runs beside the other', async () => {
    const { time, open, scheduler, slots } = openScheduler(morning, { isHeld: true })
    open({ ...everyHour, overlap: 'allow' })
    await time.pass(2 * hour)
    expect(slots()).toEqual(['11:00', '12:00'].map(at))
    expect(scheduler.conditionOf('job').figures?.running).toBe(2)
  })
})

describe('a run by hand', () => {
  it('leaves the plan as it is', async () => {
    const { time, open, scheduler, slots } = openScheduler(morning)
    const values = { kind: 'once', at: '2026-01-01T11:00' }
    open(values)
    const { ended } = scheduler.run(specOf('job', values, async (message) => message))
    expect(await ended).toMatchObject({ outcome: 'ok', run: 1 })
    await time.pass(hour)
    expect(slots()).toEqual([at('11:00')])
  })

  it('is refused while the job runs and must not overlap', async () => {
    const { time, open, scheduler } = openScheduler(morning, { isHeld: true })
    open(everyHour)
    await time.pass(hour)
    const again = () => scheduler.run(specOf('job', everyHour, async (message) => message))
    expect(again).toThrow(/runs just now/)
  })
})

describe('a clock', () => {
  it('set forward leaves what it passed over to the rule of the job', async () => {
    const { time, open, slots, history } = openScheduler(morning)
    open(everyHour, 'job')
    open({ ...everyHour, missed: 'once' }, 'once')
    open({ ...everyHour, missed: 'all', catchUp: 2 }, 'all')
    time.jump(5.5 * hour)
    await time.pass(minute)
    expect(await history()).toEqual(['missed 15:00 ×5'])
    expect(await history('once')).toEqual(['missed 14:00 ×4', 'ok 15:00'])
    expect(await history('all')).toEqual(['missed 13:00 ×3', 'ok 14:00', 'ok 15:00'])
    await time.pass(hour)
    expect(slots().filter((slot) => slot === at('16:00'))).toHaveLength(3)
  })

  it('corrected by some seconds costs no run', async () => {
    const { time, open, slots } = openScheduler('2026-01-01T10:59:58.000Z')
    open(everyHour)
    time.jump(5000)
    await time.pass(minute)
    expect(slots()).toEqual([at('11:00')])
  })

  it('set back never gives a slot twice', async () => {
    const { time, open, slots } = openScheduler(morning)
    open({ minutes: 20 })
    await time.pass(2 * hour)
    time.jump(-hour)
    await time.pass(2 * hour)
    const all = slots()
    expect(new Set(all).size).toBe(all.length)
    expect(all.at(-1)).toBe(at('13:00'))
    expect(all).toHaveLength(9)
  })

  it('that was years ahead for a while does not silence the job for years', async () => {
    const { time, open, slots } = openScheduler(morning)
    open(everyHour)
    await time.pass(hour)
    time.jump(10 * 365 * 24 * hour)
    await time.pass(2 * hour)
    time.jump(-10 * 365 * 24 * hour)
    await time.pass(2 * hour)
    const all = slots()
    expect(new Set(all).size).toBe(all.length)
    expect(all.filter((slot) => slot?.startsWith('2026'))).toEqual(
      ['11:00', '14:00', '15:00'].map(at),
    )
    expect(all.filter((slot) => slot?.startsWith('203')).length).toBeGreaterThan(0)
  })

  it('that stands still while the computer sleeps shows by the timer that comes too late', async () => {
    const { time, open, history } = openScheduler(morning)
    open(everyHour)
    time.block(5.5 * hour)
    await time.pass(minute)
    expect(await history()).toEqual(['missed 15:00 ×5'])
  })

  it('looked at late because the process was busy costs no run', async () => {
    const { time, open, slots } = openScheduler(morning)
    open({ seconds: 1, overlap: 'allow' })
    time.block(20_000)
    await time.pass(1)
    expect(slots()).toHaveLength(20)
  })
})

describe('after the process was down', () => {
  async function restarted(values: Record<string, unknown>, down: number) {
    const before = openScheduler(morning)
    before.open(values)
    await before.time.pass(hour)
    // Killed: nobody stops anything; what comes after has the memory only.
    const time = new FakeTime(before.time.now() + down)
    const after = openScheduler(time, { store: before.store })
    after.open(values)
    await settle()
    return after
  }

  it('times that passed are not run again', async () => {
    const { time, slots, history } = await restarted(everyHour, 3 * hour)
    expect(await history()).toEqual(['ok 11:00', 'missed 14:00 ×3'])
    await time.pass(hour)
    expect(slots()).toEqual([at('15:00')])
  })

  it('one of them is run, where the job says so', async () => {
    const { slots } = await restarted({ ...everyHour, missed: 'once' }, 3 * hour)
    expect(slots()).toEqual([at('14:00')])
  })

  it('all are run one after the other, up to a limit', async () => {
    const { slots } = await restarted({ ...everyHour, missed: 'all', catchUp: 2 }, 3 * hour)
    expect(slots()).toEqual(['13:00', '14:00'].map(at))
  })

  it('a slot that its jitter had put off is still due', async () => {
    const values = { hours: 1, jitter: 3000 }
    const before = openScheduler(morning)
    before.open(values)
    await before.time.passUntil(Date.parse(at('11:00')) + 1000)
    const due = before.scheduler.conditionOf('job').next ?? 0
    expect(due).toBeGreaterThan(Date.parse(at('11:00')) + 2000)
    const after = openScheduler(new FakeTime(before.time.now() + 1000), { store: before.store })
    after.open(values)
    expect(after.scheduler.conditionOf('job').next).toBe(due)
    await after.time.pass(hour)
    expect(after.slots()).toEqual([at('11:00')])
  })

  it('a one-time job whose time passed is done, and missed', async () => {
    const { scheduler, history } = await restarted(
      { kind: 'once', at: '2026-01-01T12:00' },
      3 * hour,
    )
    expect(await history()).toEqual(['missed 12:00'])
    expect(scheduler.conditionOf('job')).toMatchObject({ state: 'off', figures: { missed: 1 } })
  })

  it('limits of runs go on from what was run', async () => {
    const { time, scheduler, slots } = await restarted({ ...everyHour, maxRuns: 3 }, hour)
    await time.pass(5 * hour)
    expect(slots()).toEqual(['13:00', '14:00'].map(at))
    expect(scheduler.conditionOf('job').state).toBe('off')
  })
})
