import { describe, expect, it } from 'vitest'
import { setFuses } from '../../build/electron/fuses.mjs'

const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'

/** An executable as far as fuses go: schema 1, nine fuses, one more than we know. */
function executable(fuses: string, schema = 1): Buffer {
  return Buffer.concat([
    Buffer.from(`before${sentinel}`),
    Buffer.from([schema, fuses.length]),
    Buffer.from(`${fuses}after`),
  ])
}

describe('fuses', () => {
  it('change the ones that are named and no other byte', () => {
    const bytes = executable('110000111')
    setFuses(bytes, { runAsNode: false, inspect: true })
    expect(bytes).toEqual(executable('010100111'))
  })

  it('are refused where their layout is unknown', () => {
    expect(() => setFuses(executable('11000011', 2), {})).toThrow('unknown fuse schema 2')
    expect(() => setFuses(Buffer.from('no sentinel'), {})).toThrow('not where they are expected')
  })
})
