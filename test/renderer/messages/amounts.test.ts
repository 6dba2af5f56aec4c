import { describe, expect, it } from 'vitest'
import { bytesText, clockText, shortCid, tookText } from '../../../renderer/messages/amounts.ts'

describe('amounts', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1100, '1.1 kB'],
    [99_960, '100 kB'],
    [999_960, '1.0 MB'],
    [10_485_760, '10.5 MB'],
  ])('writes %d bytes as %s', (bytes, text) => expect(bytesText(bytes)).toBe(text))

  it.each([
    [0.01, '<0.1 ms'],
    [0.3, '0.3 ms'],
    [99.96, '100 ms'],
    [999.6, '1.00 s'],
    [1204, '1.20 s'],
    [125_000, '2 min 5 s'],
  ])('writes %d ms as %s', (span, text) => expect(tookText(span)).toBe(text))

  it('writes the time of day to the millisecond', () => {
    expect(clockText(new Date(2026, 0, 2, 3, 4, 5, 6).getTime() + 0.9)).toBe('03:04:05.006')
  })

  it('shortens a cid in the middle', () => {
    expect(shortCid('0123456789abcdef01234567')).toBe('0123…234567')
    expect(shortCid('short')).toBe('short')
  })
})
