import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bodyTrouble, prettified } from '../../../renderer/testing/body.ts'

describe('a body', () => {
  it('is told where it is wrong', () => {
    expect(bodyTrouble('json', '{\n  "a": 1,\n}')).toMatchObject({ line: 3, column: 1 })
    expect(bodyTrouble('json', '{"a": ')).toMatchObject({ line: 1 })
    expect(bodyTrouble('xml', '<a>\n  <b></a>')).toMatchObject({ line: 2 })
  })

  it('is right where nothing can be wrong', () => {
    expect(bodyTrouble('json', '{"a": [1, null]}')).toBeUndefined()
    expect(bodyTrouble('xml', '<a x="1"><b/></a>')).toBeUndefined()
    expect(bodyTrouble('text', '{')).toBeUndefined()
    expect(bodyTrouble('json', '  ')).toBeUndefined()
  })

  it('is laid out for reading', () => {
    expect(prettified('json', '{"a":[1,{"b" : "x\\n, y"}],"c":{}}')).toBe(
      '{\n  "a": [\n    1,\n    {\n      "b": "x\\n, y"\n    }\n  ],\n  "c": {}\n}',
    )
    expect(prettified('xml', '<a><b>1</b><c/></a>')).toBe('<a>\n  <b>1</b>\n  <c/>\n</a>')
    expect(prettified('text', ' {"a":1} ')).toBe(' {"a":1} ')
  })

  it('keeps numbers and order as they were typed', () => {
    const text = '{"b":12345678901234567890,"a":1.50}'
    expect(prettified('json', text)).toBe('{\n  "b": 12345678901234567890,\n  "a": 1.50\n}')
  })

  it('stays as it is when it is not well formed', () => {
    expect(prettified('json', '{"a":')).toBe('{"a":')
    expect(prettified('xml', '<a>')).toBe('<a>')
  })

  it('means the same afterwards, and is laid out only once', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const pretty = prettified('json', text)
        expect(JSON.parse(pretty)).toEqual(JSON.parse(text))
        expect(prettified('json', pretty)).toBe(pretty)
      }),
    )
  })

  it('is laid out whole when a line is longer than a screen takes', () => {
    const long = JSON.stringify({ a: 'x'.repeat(5000), b: 1 })
    expect(JSON.parse(prettified('json', long))).toEqual(JSON.parse(long))
  })
})
