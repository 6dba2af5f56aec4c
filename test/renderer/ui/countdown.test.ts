import { expect, it } from 'vitest'
import { secondsUntil, untilText } from '../../../renderer/ui/countdown.ts'

it('counts whole seconds down to now, and not below', () => {
  expect([3000, 2001, 2000, 1, 0, -500].map((left) => secondsUntil(10_000 + left, 10_000))).toEqual(
    [3, 3, 2, 1, 0, 0],
  )
})

it('says it in words', () => {
  expect([0, 1, 59, 60, 125].map(untilText)).toEqual([
    'now',
    'in 1 s',
    'in 59 s',
    'in 1 min 0 s',
    'in 2 min 5 s',
  ])
})
