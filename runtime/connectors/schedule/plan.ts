/**
 * When a job runs. Pure: a plan and an instant give the next slot, always the same one. A slot is the instant that the plan
 * says; what happens to it (jitter, a late start, another run in the way) is not the plan's matter.
 *
 * Intervals are anchored: slot n is start + n × interval, so nothing drifts however long a run takes. Whole days and weeks
 * are those of the zone's calendar and keep their time of day over a change of clocks; everything else is elapsed time.
 * All instants are epoch milliseconds.
 */
import { Cron } from 'croner'
import { instantOf, localOf } from './zone.ts'

export interface OncePlan {
  kind: 'once'
  at: number
  zone: string
}

export interface IntervalPlan {
  kind: 'interval'
  /** Slot 0. */
  start: number
  /** Milliseconds, at least 1. */
  every: number
  /** The interval is whole days: local time of slot 0 (`zone.ts`), and how many days. */
  calendar?: { start: number; days: number }
  /** How many slots there are in all; left out: no end. */
  repeats?: number
  /** No slot is later. */
  end?: number
  zone: string
}

export interface CronPlan {
  kind: 'cron'
  /** Five parts, six with seconds first, seven with the year last, or a shortcut: `@hourly`. */
  expression: string
  /** No slot is earlier. */
  start?: number
  end?: number
  zone: string
}

export type Plan = OncePlan | IntervalPlan | CronPlan

const day = 86_400_000

/** The first slot later than the given instant; undefined: there is none. */
export function nextSlot(plan: Plan, after: number): number | undefined {
  switch (plan.kind) {
    case 'once':
      return plan.at > after ? plan.at : undefined
    case 'interval':
      return intervalSlot(plan, indexAfter(plan, after))
    case 'cron': {
      const from = Math.max(after, (plan.start ?? Number.NEGATIVE_INFINITY) - 1)
      const next = cronOf(plan).nextRun(new Date(from))?.getTime()
      return next === undefined || next > (plan.end ?? Number.POSITIVE_INFINITY) ? undefined : next
    }
  }
}

/** The newest slots in (after, upTo], at most `most` of them, oldest first. */
export function lastSlots(plan: Plan, after: number, upTo: number, most: number): number[] {
  if (most <= 0) return []
  if (plan.kind === 'once') return plan.at > after && plan.at <= upTo ? [plan.at] : []
  if (plan.kind === 'cron') return lastOfCron(plan, after, upTo, most)
  const slots: number[] = []
  for (let n = newestIndex(plan, upTo); n >= 0 && slots.length < most; n--) {
    const slot = slotAt(plan, n)
    if (slot <= after) break
    slots.unshift(slot)
  }
  return slots
}

/** How many slots are in (after, upTo]; cron is counted up to `most`, which then means that many or more. */
export function countSlots(plan: Plan, after: number, upTo: number, most: number): number {
  if (upTo <= after) return 0
  if (plan.kind === 'interval')
    return Math.max(0, newestIndex(plan, upTo) + 1 - indexAfter(plan, after))
  let count = 0
  let slot = nextSlot(plan, after)
  while (slot !== undefined && slot <= upTo && count < most) {
    count++
    slot = nextSlot(plan, slot)
  }
  return count
}

/** The smallest n whose slot is later than the instant, whether or not the plan goes so far. */
function indexAfter({ start, every, calendar, zone }: IntervalPlan, instant: number): number {
  if (instant < start) return 0
  if (!calendar) return Math.floor((instant - start) / every) + 1
  const step = calendar.days * day
  // A change of clocks moves a slot by less than a day, so the guess is at most one step too late.
  let n = Math.max(0, Math.floor((localOf(zone, instant) - calendar.start) / step) - 1)
  while (instantOf(zone, calendar.start + n * step) <= instant) n++
  return n
}

/** The greatest n whose slot the plan has and is not later than the instant; -1: none. */
function newestIndex(plan: IntervalPlan, instant: number): number {
  const newest = indexAfter(plan, Math.min(instant, plan.end ?? instant)) - 1
  return Math.min(newest, (plan.repeats ?? Number.POSITIVE_INFINITY) - 1)
}

function intervalSlot(plan: IntervalPlan, n: number): number | undefined {
  if (plan.repeats !== undefined && n >= plan.repeats) return undefined
  const slot = slotAt(plan, n)
  return plan.end !== undefined && slot > plan.end ? undefined : slot
}

function slotAt({ start, every, calendar, zone }: IntervalPlan, n: number): number {
  return calendar ? instantOf(zone, calendar.start + n * calendar.days * day) : start + n * every
}

function lastOfCron(plan: CronPlan, after: number, upTo: number, most: number): number[] {
  const until = Math.min(upTo, plan.end ?? upTo)
  const from = Math.max(after, (plan.start ?? after + 1) - 1)
  // Slots are whole seconds; croner looks for those before its reference.
  const reference = new Date((Math.floor(until / 1000) + 1) * 1000)
  return cronOf(plan)
    .previousRuns(most, reference)
    .map((date) => date.getTime())
    .filter((slot) => slot > from)
    .reverse()
}

const crons = new WeakMap<CronPlan, Cron>()

function cronOf(plan: CronPlan): Cron {
  let cron = crons.get(plan)
  if (!cron) {
    cron = readCron(plan.expression, plan.zone)
    crons.set(plan, cron)
  }
  return cron
}

/**
 * A time of day that a change of clocks leaves out runs at the first instant after the gap, and one that comes twice runs the
 * first time; what runs every so often runs in the repeated hour too, and has nothing to make up for in the missing one
 * (as Vixie's cron has it).
 * @throws Error with croner's words.
 */
export function readCron(expression: string, zone: string): Cron {
  return new Cron(expression, { timezone: zone, fixedTimeRule: 'no-wildcard', paused: true })
}
