import { describe, expect, it } from 'vitest'
import { complete, type Known, taken } from '../../../renderer/messages/complete.ts'

const known: Known = { channels: ['orders', 'New invoice'], nodes: ['ERP'], keys: ['order_id'] }

function offered(text: string, caret = text.length): string[] {
  return complete(text, caret, known)?.options.map((option) => option.text) ?? []
}

describe('completion in the filter', () => {
  it('offers keys and operators before anything is typed', () => {
    expect(offered('').slice(0, 3)).toEqual(['order_id:', 'status:', 'channel:'])
  })

  it('offers what begins as the word at the caret', () => {
    expect(offered('status:error c')).toEqual(['channel:', 'cid:', 'code:'])
    expect(offered('te status:ok', 2)).toEqual(['text:'])
    expect(offered('nothing')).toEqual([])
  })

  it('offers values of an operator, and nothing where it has none', () => {
    expect(offered('status:e')).toEqual(['error'])
    expect(offered('channel:')).toEqual(['orders', 'New invoice'])
    expect(offered('node:e')).toEqual(['ERP'])
    expect(offered('text:a')).toEqual([])
  })

  it('does not offer what stands there whole', () => {
    expect(offered('status:error')).toEqual([])
  })

  it('puts what is taken in its place, quoted where it has blanks', () => {
    const take = (text: string, caret: number, index = 0) => {
      const completing = complete(text, caret, known)
      const option = completing?.options[index]
      return completing && option && taken(text, completing, option)
    }
    expect(take('sta', 3)).toEqual({ text: 'status:', caret: 7 })
    expect(take('status:er x', 9)).toEqual({ text: 'status:error x', caret: 12 })
    expect(take('channel:new', 11)).toEqual({ text: 'channel:"New invoice" ', caret: 22 })
  })
})
