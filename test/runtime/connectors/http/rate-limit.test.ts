import { describe, expect, it } from 'vitest'
import {
  addressKey,
  Buckets,
  limitsOf,
  takeOne,
} from '../../../../runtime/connectors/http/rate-limit.ts'

describe('a bucket', () => {
  it('gives out its burst, then one as often as the rate says', () => {
    const buckets = new Buckets(2, 3)
    const at = (now: number) => buckets.take('a', now)
    expect([at(0), at(0), at(0)]).toEqual([0, 0, 0])
    expect(at(0)).toBe(500)
    expect(at(250)).toBe(250)
    expect(at(500)).toBe(0)
    expect(at(500)).toBe(500)
    expect([at(1000), at(1500)]).toEqual([0, 0])
  })

  it('never holds more than its burst', () => {
    const buckets = new Buckets(10, 2)
    expect(buckets.take('a', 0)).toBe(0)
    const after = 3_600_000
    expect([buckets.take('a', after), buckets.take('a', after)]).toEqual([0, 0])
    expect(buckets.take('a', after)).toBeGreaterThan(0)
  })

  it('is one for each', () => {
    const buckets = new Buckets(1, 1)
    expect(buckets.take('a', 0)).toBe(0)
    expect(buckets.take('b', 0)).toBe(0)
    expect(buckets.take('a', 0)).toBeGreaterThan(0)
  })

  it('forgets those longest unseen before the memory is full', () => {
    const buckets = new Buckets(1, 1)
    for (let index = 0; index < 50_001; index++) buckets.take(`a${index}`, 0)
    expect(buckets.take('a0', 0)).toBe(0)
    expect(buckets.take('a50000', 0)).toBeGreaterThan(0)
  })
})

describe('limits', () => {
  it('are none unless they are set', () => {
    expect(limitsOf({ limitPer: 'second', limitBurst: 4 })).toBeUndefined()
  })

  it('are for a second or a minute, with a burst as large unless it is given', () => {
    const limits = limitsOf({ limitCaller: 30, limitAddress: 0.5, limitPer: 'minute' })
    expect(limits?.caller).toMatchObject({ rate: 0.5, burst: 30 })
    expect(limits?.address?.burst).toBe(1)
    expect(limitsOf({ limitCaller: 5, limitBurst: 20 })?.caller).toMatchObject({
      rate: 5,
      burst: 20,
    })
  })

  it('say when to come again', () => {
    const buckets = new Buckets(0.5, 1)
    takeOne(buckets, 'a', 'caller')
    expect(() => takeOne(buckets, 'a', 'caller')).toThrowError(
      expect.objectContaining({
        code: 'TOO_MANY_REQUESTS',
        details: {
          retryAfter: 2,
          rateLimit: { policy: '"caller";q=1;w=2', now: '"caller";r=0;t=2' },
        },
      }),
    )
  })
})

it.each([
  ['10.1.2.3', '10.1.2.3'],
  ['::ffff:10.1.2.3', '10.1.2.3'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2::9', '2001:db8:1:2'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['', ''],
])('counts %j as %j', (address, key) => {
  expect(addressKey(address)).toBe(key)
})
