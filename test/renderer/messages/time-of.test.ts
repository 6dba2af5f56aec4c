import { describe, expect, it } from 'vitest'
import { timeOf } from '../../../renderer/messages/time-of.ts'

const now = new Date(2026, 10, 24, 16, 30, 5).getTime()

describe('a time in the filter', () => {
  it.each<[string, number | undefined]>([
    ['90s', now - 90_000],
    ['15m', now - 900_000],
    ['1.5h', now - 5_400_000],
    ['7d', now - 604_800_000],
    ['today', new Date(2026, 10, 24).getTime()],
    ['yesterday', new Date(2026, 10, 23).getTime()],
    ['14:30', new Date(2026, 10, 24, 14, 30).getTime()],
    ['2026-11-20', new Date(2026, 10, 20).getTime()],
    ['2026-11-20t08:15', new Date(2026, 10, 20, 8, 15).getTime()],
    ['2026-11-20t08:15:00z', Date.UTC(2026, 10, 20, 8, 15)],
    ['2026-13-99', undefined],
    ['soon', undefined],
    ['', undefined],
  ])('%j', (text, time) => {
    expect(timeOf(text, now)).toBe(time)
  })
})
