import { describe, expect, it } from 'vitest'
import { matchScore, notNow } from '../../../renderer/ui/match.ts'

const score = (search: string, ...keywords: string[]) => matchScore('', search, keywords)

describe('what is typed into a list', () => {
  it('finds a beginning before a middle, and a middle before scattered letters', () => {
    expect(score('set', 'Set', 'Blocks')).toBeGreaterThan(score('set', 'reset', 'Blocks'))
    expect(score('set', 'reset')).toBeGreaterThan(score('set', 'store.file a t', 'Services'))
    expect(score('set', 'Set')).toBeGreaterThan(score('set', 'store.file', 'set'))
  })

  it('finds by initials', () => {
    expect(score('bh', 'billing.handler')).toBeGreaterThan(0)
    expect(score('hb', 'billing.handler')).toBe(0)
    expect(score('the', 'Without code', 'flow')).toBe(0)
    expect(score('the', 'Accept', 'on Three')).toBe(0)
  })

  it('wants every word', () => {
    expect(score('new flow', 'New flow')).toBeGreaterThan(0)
    expect(score('new door', 'New flow')).toBe(0)
  })

  it('puts what cannot be done just now behind all that can', () => {
    const worst = score('set', 'store.file', 'set')
    expect(matchScore(`${notNow}command set`, 'set', ['Set'])).toBeLessThan(worst)
    expect(matchScore(`${notNow}command set`, 'set', ['Set'])).toBeGreaterThan(0)
  })

  it('takes everything while nothing is typed', () => {
    expect(score('', 'anything')).toBe(1)
  })
})
