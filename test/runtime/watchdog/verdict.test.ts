import { beforeEach, describe, expect, it } from 'vitest'
import { Verdict } from '../../../runtime/watchdog/verdict.ts'

const limits = { leastHeld: 5000, limit: 60_000 }
const now = 1_000_000
/** Nothing is under way any more. */
const none = 0

let verdict: Verdict
beforeEach(() => {
  verdict = new Verdict(limits)
})

describe('a message that holds the loop', () => {
  it('may take its time', () => {
    const deadline = now + 29_000
    expect(verdict.endsAt({ held: 1000, cid: 'a', deadline }, none, now)).toBe(deadline)
    expect(verdict.endsAt({ held: 29_000, cid: 'a', deadline }, none, now + 28_000)).toBe(deadline)
  })

  it('whose time is up has some seconds left', () => {
    const deadline = now - 100
    expect(verdict.endsAt({ held: 1000, cid: 'a', deadline }, none, now)).toBe(now + 4000)
    const later = verdict.endsAt({ held: 5000, cid: 'a', deadline }, none, now + 4000)
    expect(later).toBe(now + 4000)
  })

  it('is over and goes on all the same: the same', () => {
    expect(verdict.endsAt({ held: 1000, cid: 'a' }, none, now)).toBe(now + 4000)
  })

  it('is not blamed for the time of others before it', () => {
    const deadline = now - 100
    verdict.endsAt({ held: 1000, cid: 'a', deadline }, none, now)
    expect(verdict.endsAt({ held: 20_000, cid: 'b', deadline }, none, now)).toBe(now + 5000)
    expect(verdict.endsAt({ held: 24_000, cid: 'b', deadline }, none, now)).toBe(now + 1000)
    // Each of many that come one after the other is at work, none of them loops.
    expect(verdict.endsAt({ held: 25_000, cid: 'c', deadline }, none, now)).toBe(now + 5000)
  })

  it('stays the same when it cannot be told for a moment', () => {
    const deadline = now - 100
    verdict.endsAt({ held: 1000, cid: 'a', deadline }, none, now)
    verdict.endsAt({ held: 2000 }, none, now + 1000)
    expect(verdict.endsAt({ held: 3000, cid: 'a', deadline }, none, now + 2000)).toBe(now + 4000)
  })

  it('begins anew when the loop was let go', () => {
    const deadline = now - 100
    verdict.endsAt({ held: 4000, cid: 'a', deadline }, none, now)
    verdict.reset()
    expect(verdict.endsAt({ held: 1000, cid: 'a', deadline }, none, now)).toBe(now + 4000)
  })
})

describe('what belongs to no known message', () => {
  it('ends after the limit', () => {
    expect(verdict.endsAt({ held: 1000 }, none, now)).toBe(now + 59_000)
    expect(verdict.endsAt({ held: 60_000 }, none, now)).toBe(now)
  })

  it('goes on while it may be working for one that has time left', () => {
    const lastDeadline = now + 600_000
    expect(verdict.endsAt({ held: 60_000 }, lastDeadline, now)).toBe(lastDeadline)
  })
})
