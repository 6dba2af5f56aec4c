/** What of a plan is due, and what to do with what was not run in its time. Pure. */
import { countSlots, lastSlots, nextSlot, type Plan } from './plan.ts'
import { type JobMemory, takenUntil } from './record.ts'
import type { Settings } from './settings.ts'

/**
 * By how much a slot is put off: up to the job's jitter, and always the same for the same slot, so that one which a crash
 * found waiting is still due at the same moment afterwards.
 */
export function jitterOf(key: string, slot: number, jitter: number): number {
  if (jitter === 0) return 0
  // FNV-1a, with the mixing at the end that it lacks for texts that differ only in their last signs (MurmurHash3).
  let hash = 0x811c9dc5
  for (const char of `${key}|${slot}`)
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return ((hash ^ (hash >>> 16)) >>> 0) % (jitter + 1)
}

/** The first slot after the instant that was never taken; only a clock that was set back comes upon one that was. */
export function freeSlot(plan: Plan, memory: JobMemory, after: number): number | undefined {
  let slot = nextSlot(plan, after)
  while (slot !== undefined) {
    const until = takenUntil(memory, slot)
    if (until === undefined) return slot
    slot = nextSlot(plan, until)
  }
  return undefined
}

/** What passed while nobody looked, and what becomes of it. */
export interface Arrears {
  /** To be run, oldest first. */
  run: readonly number[]
  /** Not to be run; `slot` is the last of them. */
  missed: { first: number; slot: number; count: number; isMore: boolean } | undefined
  /** The next slot, which is not due yet. */
  next: number | undefined
}

// A slot that is overdue by less is only late: a clock corrected by a few seconds must not cost a day's only run.
const late = 60_000
// Cron expressions cannot be counted without looking at each slot.
const mostCounted = 20

/**
 * @param isLenient The newest slot is run when it is less than a minute overdue, whatever the rule: not after the process was
 * down, when the articles' "not run again" holds for every slot.
 */
export function arrearsOf(
  key: string,
  settings: Settings,
  memory: JobMemory,
  { now, isLenient }: { now: number; isLenient: boolean },
): Arrears {
  const { plan, jitter, missed: rule, catchUp } = settings
  const { seen } = memory
  const isDue = (slot: number) => slot + jitterOf(key, slot, jitter) <= now
  const wanted = rule === 'all' ? catchUp : 1
  // Some of the newest may not be due yet, put off by their jitter.
  const newest = lastSlots(plan, seen, now, wanted + 1).filter(
    (slot) => takenUntil(memory, slot) === undefined,
  )
  const due = newest.filter(isDue)
  const last = due.at(-1)
  const next = newest.find((slot) => !isDue(slot)) ?? freeSlot(plan, memory, Math.max(now, seen))
  if (last === undefined) return { run: [], missed: undefined, next }
  const isLate = isLenient && last + jitterOf(key, last, jitter) > now - late
  const count = rule === 'no' ? (isLate ? 1 : 0) : wanted
  const run = count === 0 ? [] : due.slice(-count)
  return { run, missed: missedOf(plan, seen, run[0] ?? last + 1), next }
}

/** The slots in (seen, before). */
function missedOf(plan: Plan, seen: number, before: number): Arrears['missed'] {
  const first = nextSlot(plan, seen)
  const [slot] = lastSlots(plan, seen, before - 1, 1)
  if (first === undefined || slot === undefined) return undefined
  const count = countSlots(plan, seen, before - 1, mostCounted)
  return { first, slot, count, isMore: plan.kind === 'cron' && count >= mostCounted }
}
