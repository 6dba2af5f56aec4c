import { expect, it, vi } from 'vitest'
import { Backoff, waitBefore } from '../../../../runtime/connectors/amqp/backoff.ts'

const most = () => 1

it('waits half a second at most, then twice as long each time, up to the longest', () => {
  const waits = [0, 1, 2, 3, 4, 5, 6, 500].map((tries) => waitBefore(tries, 30_000, most))
  expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000])
})

it('takes a random part of it, so that not all come back at once', () => {
  expect(waitBefore(3, 30_000, () => 0.25)).toBe(1000)
  expect(waitBefore(3, 30_000, () => 0)).toBe(0)
})

it('begins anew after it worked for a while, not after it worked for a moment', () => {
  vi.spyOn(Math, 'random').mockReturnValue(1)
  const now = vi.spyOn(performance, 'now').mockReturnValue(0)
  const backoff = new Backoff(30_000)
  expect([backoff.next(), backoff.next()]).toEqual([500, 1000])
  backoff.worked()
  now.mockReturnValue(4999)
  expect(backoff.next()).toBe(2000)
  backoff.worked()
  now.mockReturnValue(10_000)
  expect(backoff.next()).toBe(500)
  vi.restoreAllMocks()
})
