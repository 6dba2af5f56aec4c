import { describe, expect, it } from 'vitest'
import { copyOf } from '../../../renderer/messages/payload/copy-of.ts'
import { fetchBody } from '../../../renderer/messages/payload/fetch-body.ts'
import type { Control } from '../../../runtime/model/control.ts'

const ref = { cid: 'c', step: 0, side: 'in' } as const

/** A runtime that keeps `kept` of a body of `size` bytes, and what it was asked for. */
function runtime(size: number, kept = size) {
  const asked: [number, number][] = []
  const body: Control['body'] = async (_ref, range = { offset: 0, limit: size }) => {
    asked.push([range.offset, range.limit])
    const bytes = Uint8Array.from({ length: kept }, (_, at) => at % 251).subarray(
      range.offset,
      range.offset + range.limit,
    )
    return { bytes, size, contentType: 'text/plain', headers: { a: '1' }, properties: {} }
  }
  return { asked, body }
}

describe('a body', () => {
  it('comes in stretches and is whole at the end', async () => {
    const { asked, body } = runtime(2_500_000)
    const seen: number[] = []
    const stop = new AbortController()
    const stretches: number[] = []
    const found = await fetchBody(
      body,
      ref,
      (here) => seen.push(here),
      stop.signal,
      ({ length }) => stretches.push(length),
    )
    expect(found).toMatchObject({ size: 2_500_000, isCut: false, contentType: 'text/plain' })
    expect(found?.bytes.every((byte, at) => byte === at % 251)).toBe(true)
    expect(asked.map(([offset]) => offset)).toEqual([0, 1_048_576, 2_097_152])
    expect(seen).toEqual([1_048_576, 2_097_152])
    expect(stretches).toEqual([1_048_576, 1_048_576, 402_848])
  })

  it('says when the runtime kept only its beginning', async () => {
    const stop = new AbortController()
    const found = await fetchBody(runtime(100, 40).body, ref, () => {}, stop.signal)
    expect([found?.bytes.length, found?.size, found?.isCut]).toEqual([40, 100, true])
  })

  it('is not fetched further when nobody wants it any more', async () => {
    const { asked, body } = runtime(5_000_000)
    const stop = new AbortController()
    const found = await fetchBody(body, ref, () => stop.abort(), stop.signal)
    expect([found, asked.length]).toEqual([undefined, 2])
  })

  it('is copied as it came, or as the dump that is shown', async () => {
    const bytes = new TextEncoder().encode('{"a":  1}')
    const body = { bytes, size: 9, headers: { A: 'b' }, properties: {}, isCut: false }
    expect(copyOf(body, 'json')).toBe('{"a":  1}')
    expect(copyOf(body, 'headers')).toBe('A: b')
    expect(copyOf(body, 'hex')).toMatch(/^00000000 {2}7b 22 61 .* {2}\{"a": {2}1\}$/)
  })
})
