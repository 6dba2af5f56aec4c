import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { minimalEdit } from '../../../renderer/code/minimal-edit.ts'

describe('the smallest edit', () => {
  it('is nothing between equal texts', () => {
    expect(minimalEdit('abc', 'abc')).toBeUndefined()
  })

  it('keeps what both texts begin and end with', () => {
    expect(minimalEdit("get('ERP')", "get('CRM')")).toEqual({ from: 5, to: 8, text: 'CRM' })
    expect(minimalEdit('aa', 'aaa')).toEqual({ from: 2, to: 2, text: 'a' })
    expect(minimalEdit('aaa', 'aa')).toEqual({ from: 2, to: 3, text: '' })
  })

  it('turns the one text into the other', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '\n') })
    fc.assert(
      fc.property(text, text, (before, after) => {
        const edit = minimalEdit(before, after) ?? { from: 0, to: 0, text: '' }
        return before.slice(0, edit.from) + edit.text + before.slice(edit.to) === after
      }),
    )
  })
})
