import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Typing } from '../../../renderer/code/typing.ts'

let taken: [string, string][]
let typing: Typing
const texts = { a: '', b: '' }
const type = (path: 'a' | 'b', text: string) => {
  texts[path] = text
  typing.note(path, () => texts[path])
}

beforeEach(() => {
  vi.useFakeTimers()
  taken = []
  typing = new Typing((path, source) => taken.push([path, source]))
})
afterEach(() => vi.useRealTimers())

describe('typing', () => {
  it('goes in once, as it stands when the hand rests', () => {
    for (const text of ['l', 'le', 'let']) {
      type('a', text)
      vi.advanceTimersByTime(200)
    }
    expect(taken).toEqual([])
    vi.advanceTimersByTime(50)
    expect(taken).toEqual([['a', 'let']])
    vi.runAllTimers()
    expect(taken).toHaveLength(1)
  })

  it('goes in at once when asked for', () => {
    type('a', 'one')
    type('b', 'two')
    expect(typing.isWaiting('a')).toBe(true)
    typing.flush()
    expect(taken).toEqual([
      ['a', 'one'],
      ['b', 'two'],
    ])
    expect(typing.isWaiting('a')).toBe(false)
    vi.runAllTimers()
    expect(taken).toHaveLength(2)
  })

  it('in a file that is gone is forgotten', () => {
    type('a', 'one')
    typing.forget('a')
    vi.runAllTimers()
    expect(taken).toEqual([])
  })
})
