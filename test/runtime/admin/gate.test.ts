import { describe, expect, it } from 'vitest'
import { Gate } from '../../../runtime/admin/gate.ts'

const token = 'a'.repeat(40)

function gate() {
  const time = { now: 0 }
  return { time, gate: new Gate(token, () => time.now) }
}

describe('the gate', () => {
  it('lets in who has the token, by its fingerprint', () => {
    const verdict = gate().gate.judge(`Bearer ${token}`, 'here')
    expect(verdict).toEqual({ kind: 'in', who: expect.stringMatching(/^token:[0-9a-f]{8}$/) })
  })

  it.each([
    undefined,
    '',
    'Bearer ',
    `Basic ${token}`,
    `Bearer ${token}x`,
    `Bearer ${token} x`,
    token,
  ])('keeps %j out', (authorization) => {
    expect(gate().gate.judge(authorization, 'here').kind).toBe('wrong')
  })

  it('slows down an address that tries often, and no other', () => {
    const { gate: one, time } = gate()
    for (let count = 0; count < 10; count++) expect(one.judge('Bearer no', 'a').kind).toBe('wrong')
    expect(one.judge('Bearer no', 'a')).toEqual({ kind: 'slow', retryAfter: 60, isFirst: true })
    expect(one.judge('Bearer no', 'a')).toMatchObject({ kind: 'slow', isFirst: false })
    expect(one.judge('Bearer no', 'b').kind).toBe('wrong')
    expect(one.judge(`Bearer ${token}`, 'a').kind).toBe('in')
    time.now += 60_000
    expect(one.judge('Bearer no', 'a').kind).toBe('wrong')
  })

  it('remembers no more addresses than it can hold', () => {
    const { gate: one } = gate()
    for (let count = 0; count < 30_000; count++) one.judge('Bearer no', `address ${count}`)
    expect(one.judge('Bearer no', 'address 1').kind).toBe('wrong')
  })
})
