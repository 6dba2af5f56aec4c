import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatOf, formats, readBody, writeBody } from '../../../runtime/message/format.ts'
import { Failure } from '../../../runtime/model/failure.ts'

const read = (text: string, format: 'form' | 'csv') => readBody(Buffer.from(text), format)

describe('no format', () => {
  it('leaves bytes untouched', () => {
    const raw = Buffer.from([0, 255, 1])
    expect(readBody(raw, 'none')).toBe(raw)
    expect(writeBody(raw, 'none')).toBe(raw)
  })
})

describe('a form', () => {
  it('makes a list of a repeated name', () => {
    expect(read('a=1&b=2&b=%C3%BC+x&b=3&c', 'form')).toEqual({
      a: '1',
      b: ['2', 'ü x', '3'],
      c: '',
    })
  })

  it('keeps names that objects have by nature', () => {
    const value = read('__proto__=1&constructor=2&toString=3', 'form') as Record<string, unknown>
    expect(Object.entries(value)).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
      ['toString', '3'],
    ])
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  })

  it('tells where an escape is broken', () => {
    expect(() => read('a=1\n&b=%zz', 'form')).toThrow('line 2, column 4')
  })

  it('gives back what was written', () => {
    const text = fc.string({ unit: 'grapheme' })
    const value = fc.dictionary(text, fc.oneof(text, fc.array(text, { minLength: 2 })), {
      noNullPrototype: true,
    })
    fc.assert(
      fc.property(value, (form) => {
        expect(readBody(writeBody(form, 'form'), 'form')).toEqual(form)
      }),
    )
  })

  it('has no place for an object', () => {
    expect(() => writeBody({ a: { b: 1 } }, 'form')).toThrow('no place for an object: a')
  })
})

describe('CSV', () => {
  it('makes an object of each row', () => {
    expect(read('\ufeffid,name\r\n1,"a ""b"", c"\r\n\r\n2,\r\n', 'csv')).toEqual([
      { id: '1', name: 'a "b", c' },
      { id: '2', name: '' },
    ])
  })

  it('takes semicolons and tabs when the header has no comma', () => {
    expect(read('a;b\n1,5;2', 'csv')).toEqual([{ a: '1,5', b: '2' }])
    expect(read('a\tb\n1\t2', 'csv')).toEqual([{ a: '1', b: '2' }])
  })

  it.each([
    ['a,b\n1,2\n3\n', 3],
    ['a,b\n1,"2', 2],
    ['a,a\n1,2', 1],
    ['a,__proto__\n1,2', 1],
  ])('tells the line where %j breaks', (text, line) => {
    const failure = (() => {
      try {
        return read(text, 'csv')
      } catch (error) {
        return error
      }
    })()
    expect(failure).toBeInstanceOf(Failure)
    expect(failure).toMatchObject({ code: 'MESSAGE_NOT_CSV', details: { line } })
    expect((failure as Failure).message).toContain(`line ${line}`)
  })

  it('gives back what was written', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.startsWith('\ufeff'))
    const rows = fc
      .uniqueArray(text, { minLength: 1, maxLength: 4 })
      // One empty name makes an empty header row.
      .filter((names) => names.join('') !== '' && !names.includes('__proto__'))
      .chain((names) =>
        fc
          .array(fc.tuple(...names.map(() => text)), { minLength: 1 })
          .map((cells) =>
            cells.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index]]))),
          ),
      )
    fc.assert(
      fc.property(rows, (value) => {
        expect(readBody(writeBody(value, 'csv'), 'csv')).toEqual(value)
      }),
    )
  })

  it('is written from objects with different names', () => {
    expect(writeBody([{ a: 1 }, { b: 'x"' }], 'csv').toString()).toBe('a,b\r\n1,\r\n,"x"""\r\n')
    expect(() => writeBody([1], 'csv')).toThrow(Failure)
  })
})

describe('every format', () => {
  it('answers any bytes with a value or a failure', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.constantFrom(...formats), (bytes, format) => {
        try {
          readBody(Buffer.from(bytes), format)
        } catch (error) {
          expect(error).toBeInstanceOf(Failure)
        }
      }),
      { numRuns: 2000 },
    )
  })
})

describe('a content type', () => {
  it.each([
    ['application/json; charset=utf-8', 'json'],
    ['application/problem+json', 'json'],
    ['text/xml', 'xml'],
    ['image/svg+xml', 'xml'],
    ['Application/X-WWW-Form-Urlencoded', 'form'],
    ['text/csv', 'csv'],
    ['text/plain', 'none'],
    [undefined, 'none'],
  ])('%s is %s', (type, format) => {
    expect(formatOf(type)).toBe(format)
  })
})
