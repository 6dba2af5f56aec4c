/** The slots ahead, each with what is odd about it: a change of clocks that moved or doubled it, and why there are no more. Pure. */
import { nextSlot, type Plan, readCron } from './plan.ts'
import { type Change, changesIn, localOf, localText } from './zone.ts'

export interface TimelineSlot {
  /** Epoch milliseconds. */
  at: number
  /** What the zone's clocks show then. */
  local: string
  /** moved: its own time does not exist that day. skipped: times before it do not exist. second, first: its time comes twice. */
  note?: { kind: 'moved' | 'skipped' | 'first' | 'second'; words: string }
}

export interface Timeline {
  slots: readonly TimelineSlot[]
  /** Why there are fewer than were asked for. */
  ends?: string
}

const day = 86_400_000
// Beyond that a gap between two slots is not looked through: what matters in it cannot be told in one line.
const longest = 400 * day

/** The next `count` slots after an instant. */
export function slots(plan: Plan, from: number, count: number): Timeline {
  const found: TimelineSlot[] = []
  let before = from
  for (let at = nextSlot(plan, from); at !== undefined; at = nextSlot(plan, at)) {
    if (found.length === count) return { slots: found }
    const note = noteOn(plan, before, at)
    found.push({ at, local: localText(plan.zone, at), ...(note ? { note } : {}) })
    before = at
  }
  return found.length === count ? { slots: found } : { slots: found, ends: whyNoMore(plan, found) }
}

function whyNoMore(plan: Plan, found: readonly TimelineSlot[]): string {
  const text = (instant: number) => `${localText(plan.zone, instant)} ${plan.zone}`
  if (plan.kind === 'once') {
    return found.length > 0 ? 'It runs once.' : `Its time, ${text(plan.at)}, has passed.`
  }
  if (plan.kind === 'interval' && plan.repeats !== undefined) {
    const all = nextSlot({ ...plan, repeats: plan.repeats + 1 }, lastOf(plan, found))
    if (all !== undefined) return `It repeats ${plan.repeats} times, and then ends.`
  }
  if (plan.end !== undefined) return `It ends at ${text(plan.end)}.`
  return 'No later date fits its expression.'
}

function lastOf(plan: Plan & { kind: 'interval' }, found: readonly TimelineSlot[]): number {
  return found.at(-1)?.at ?? plan.start + ((plan.repeats ?? 1) - 1) * plan.every
}

function noteOn(plan: Plan, before: number, at: number): TimelineSlot['note'] | undefined {
  if (plan.kind === 'once' || plan.zone === 'UTC') return undefined
  if (plan.kind === 'interval' && !plan.calendar) return undefined
  const from = Math.max(before, at - longest)
  // A day beyond the slot, because a time that comes twice does so by a change that is still to come.
  for (const change of changesIn(plan.zone, from - day, at + day)) {
    const note =
      change.after > change.before ? onGap(plan, change, from, at) : onTwice(plan, change, at)
    if (note) return note
  }
  return undefined
}

function onGap(
  plan: Plan,
  change: Change,
  from: number,
  at: number,
): TimelineSlot['note'] | undefined {
  if (change.at <= from || change.at > at) return undefined
  const begins = change.at + change.before
  const ends = change.at + change.after
  const lost = localSlots(plan, begins, ends, at)
  const [first] = lost
  if (first === undefined) return undefined
  const gap = `${clock(begins)} to ${clock(ends)} does not exist on ${date(begins)}`
  if (at === change.at && localSlots(plan, ends, ends + 1, at).length === 0) {
    return { kind: 'moved', words: `${clock(first)} is moved to ${clock(ends)}: ${gap}` }
  }
  const many = lost.length >= most ? `${most} or more` : String(lost.length)
  return { kind: 'skipped', words: `${many} left out before: ${gap}` }
}

function onTwice(
  plan: Plan,
  { at: change, before, after }: Change,
  at: number,
): TimelineSlot['note'] | undefined {
  const overlap = before - after
  const isFirst = at >= change - overlap && at < change
  const isSecond = at >= change && at < change + overlap
  if (!isFirst && !isSecond) return undefined
  const again = isFirst ? at + overlap : at - overlap
  const runsTwice = nextSlot(plan, again - 1) === again
  const local = localOf(plan.zone, at)
  const twice = `${clock(local)} comes twice on ${date(local)}`
  if (isSecond)
    return runsTwice ? { kind: 'second', words: `${twice}; this is the second` } : undefined
  const words = runsTwice ? `${twice}; this is the first` : `${twice}; it runs the first time only`
  return { kind: 'first', words }
}

const most = 100

/** The local times in [begins, ends) that the plan names, whether or not the clocks ever show them. */
function localSlots(plan: Plan, begins: number, ends: number, at: number): number[] {
  if (plan.kind === 'interval' && plan.calendar) {
    const { start, days } = plan.calendar
    const n = Math.ceil((begins - start) / (days * day))
    const local = start + n * days * day
    return n >= 0 && local < ends && Math.abs(local - localOf(plan.zone, at)) < 2 * day
      ? [local]
      : []
  }
  if (plan.kind !== 'cron') return []
  // Taken as if it were UTC, which leaves nothing out.
  const cron = readCron(plan.expression, 'UTC')
  const times: number[] = []
  let next = cron.nextRun(new Date(begins - 1000))
  while (next && next.getTime() < ends && times.length < most) {
    if (next.getTime() >= begins) times.push(next.getTime())
    next = cron.nextRun(next)
  }
  return times
}

function clock(local: number): string {
  const text = new Date(local).toISOString().slice(11, 19)
  return text.endsWith(':00') ? text.slice(0, -3) : text
}

function date(local: number): string {
  return new Date(local).toISOString().slice(0, 10)
}
