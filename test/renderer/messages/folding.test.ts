import { describe, expect, it } from 'vitest'
import {
  outermost,
  rowAt,
  shownCount,
  toggleFold,
} from '../../../renderer/messages/payload/folding.ts'

const inner = { row: 3, closes: 5 }
const outer = { row: 1, closes: 8 }
const later = { row: 12, closes: 14 }

describe('folding', () => {
  it('takes away the rows after the first of a fold', () => {
    const shown = outermost([inner, later])
    expect(shownCount(20, shown)).toBe(16)
    expect([0, 3, 4, 10, 11].map((at) => rowAt(shown, at))).toEqual([0, 3, 6, 12, 15])
  })

  it('counts a fold inside another once', () => {
    expect(outermost(toggleFold(toggleFold([], inner), outer))).toEqual([outer])
    expect(shownCount(20, outermost([outer, inner]))).toBe(13)
  })

  it('opens again what is folded', () => {
    expect(toggleFold(toggleFold([], inner), inner)).toEqual([])
  })
})
