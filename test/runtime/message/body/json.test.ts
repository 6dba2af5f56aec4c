import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readJson, writeJson } from '../../../../runtime/message/body/json.ts'
import { whereJsonBreaks } from '../../../../runtime/message/body/json-position.ts'
import { Failure } from '../../../../runtime/model/failure.ts'

function failureOf(text: string | Buffer): Failure {
  try {
    readJson(Buffer.from(text as string))
  } catch (error) {
    if (error instanceof Failure) return error
    throw error
  }
  throw new Error('it was read')
}

/** Those that may be read: two names are refused wherever they stand. */
const readable = fc
  .jsonValue()
  .filter((value) => !/"__proto__"|"constructor"/.test(JSON.stringify(value)))

describe('reading JSON', () => {
  it('gives back what was written', () => {
    fc.assert(
      fc.property(readable, (value) => {
        expect(readJson(writeJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('takes an empty body for no value', () => {
    expect(readJson(Buffer.alloc(0))).toBeUndefined()
  })

  it('passes over a byte order mark', () => {
    expect(readJson(Buffer.from('\ufeff{"a":1}'))).toEqual({ a: 1 })
  })

  it.each([
    ['{"a":}', 1, 6, "a value is expected, not '}'"],
    ['{\n  "a": 1,\n}', 3, 1, "a name in double quotes is expected, not '}'"],
    ['[1 2]', 1, 4, "',' or ']' is expected, not '2'"],
    ['{"a" 1}', 1, 6, "':' is expected, not '1'"],
    ['nul', 1, 1, "a value is expected, not 'n'"],
    ['"a', 1, 3, 'it ends within a string'],
    ['[', 1, 2, 'it ends too early'],
    ['"\\x"', 1, 2, 'no such escape in a string'],
    ['["a\tb"]', 1, 4, 'a string cannot hold U+0009 unescaped'],
    ['{} {}', 1, 4, "the end is expected, not '{'"],
    ['01', 1, 2, "the end is expected, not '1'"],
    [' ', 1, 2, 'it ends too early'],
  ])('tells where %j breaks', (text, line, column, reason) => {
    const failure = failureOf(text)
    expect(failure.code).toBe('MESSAGE_NOT_JSON')
    expect(failure.details).toMatchObject({ line, column })
    expect(failure.message).toBe(`The body is not JSON: ${reason}, line ${line}, column ${column}.`)
  })

  it('agrees with JSON.parse on what is JSON', () => {
    const pieces = fc.constantFrom(
      ...['{', '}', '[', ']', ',', ':', '"', '"a"', '1', '-', '0', '.5', 'e1', 'true', 'null'],
      ...[' ', '\n', '\\', '\\u0041', '\u0001', 'x'],
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join('')
        let isJson = true
        try {
          JSON.parse(text)
        } catch {
          isJson = false
        }
        expect(whereJsonBreaks(text) === undefined).toBe(isJson)
      }),
      { numRuns: 3000 },
    )
  })

  it('survives any nesting', () => {
    const deep = 200_000
    expect(failureOf('['.repeat(deep)).details).toMatchObject({ position: deep })
    expect(failureOf(`{"__proto__":1,"a":${'['.repeat(deep)}${']'.repeat(deep)}}`).code).toBe(
      'MESSAGE_UNREADABLE',
    )
  })

  it('survives a large broken string', () => {
    expect(failureOf(`["${'a\\n'.repeat(2_000_000)}`).details).toMatchObject({ line: 1 })
  })

  it('refuses bytes that are not UTF-8', () => {
    const failure = failureOf(Buffer.from([0x22, 0x61, 0xe9, 0x22]))
    expect(failure.message).toContain('not UTF-8, line 1, column 3')
  })

  it.each([
    '{"__proto__":{"isAdmin":true}}',
    '{"a":[{"\\u005f\\u005fproto__":1}]}',
    '{"constructor":{"prototype":{"isAdmin":true}}}',
  ])('refuses %s', (text) => {
    expect(failureOf(text).code).toBe('MESSAGE_UNREADABLE')
  })

  it('leaves harmless names alone', () => {
    const value = { constructor: 'ACME', a: '__proto__', b: '\u0001' }
    expect(readJson(writeJson(value))).toEqual(value)
  })
})

describe('writing JSON', () => {
  it('says why a value has none', () => {
    const circle: Record<string, unknown> = {}
    circle.self = circle
    expect(() => writeJson(circle)).toThrow('cannot be written as JSON')
    expect(() => writeJson(1n)).toThrow(Failure)
  })
})
