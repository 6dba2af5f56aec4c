import { describe, expect, it } from 'vitest'
import { tableOf } from '../../../../runtime/connectors/amqp/table.ts'
import { Unsendable } from '../../../../runtime/connectors/amqp/unsendable.ts'

describe('headers as a field table', () => {
  it('leave what amqplib encodes by itself as it is', () => {
    const headers = { text: 'a', whole: 17, yes: true, nothing: null, nested: { list: [1, 'b'] } }
    expect(tableOf(headers).fields).toEqual(headers)
  })

  it('say the types that amqplib would guess wrong', () => {
    expect(
      tableOf({
        fraction: 0.5,
        infinite: Number.POSITIVE_INFINITY,
        beyond: 2 ** 63,
        // Too large to tell a fraction by its size alone.
        large: 2 ** 50 + 0.5,
        small: 5n,
        wide: 2n ** 60n + 1n,
      }).fields,
    ).toEqual({
      fraction: { '!': 'double', value: 0.5 },
      infinite: { '!': 'double', value: Number.POSITIVE_INFINITY },
      beyond: { '!': 'double', value: 2 ** 63 },
      large: { '!': 'double', value: 2 ** 50 + 0.5 },
      small: { '!': 'int64', value: 5 },
      wide: { '!': 'int64', value: '1152921504606846977' },
    })
  })

  it('make times of dates, and bytes of any bytes', () => {
    const { fields } = tableOf({ at: new Date(1_700_000_000_999), bytes: new Uint8Array([1, 2]) })
    expect(fields.at).toEqual({ '!': 'timestamp', value: 1_700_000_000 })
    expect(Buffer.isBuffer(fields.bytes) && [...fields.bytes]).toEqual([1, 2])
  })

  it('leave out undefined, but for its place in a list', () => {
    expect(tableOf({ a: undefined, b: { c: undefined }, d: [undefined, 1] }).fields).toEqual({
      b: {},
      d: [null, 1],
    })
  })

  it('pass on what came with a type', () => {
    const typed = {
      time: { '!': 'timestamp', value: 1_700_000_000 },
      price: { '!': 'decimal', value: { places: 2, digits: 999 } },
      byte: { '!': 'uint8', value: 255 },
      real: { '!': 'float', value: 1.5 },
    }
    expect(tableOf(typed).fields).toEqual(typed)
  })

  it('count their bytes as they are encoded', () => {
    // Name with its length, type, then 4 of length before a text and 8 of a number.
    expect(tableOf({ ab: 'ü' }).size).toBe(3 + 1 + 4 + 2)
    expect(tableOf({ n: { '!': 'double', value: 1 }, t: true }).size).toBe(2 + 1 + 8 + (2 + 2))
    expect(tableOf({ o: { a: null } }).size).toBe(2 + 5 + 2 + 1)
  })

  const circle: Record<string, unknown> = {}
  circle.again = circle
  it.each([
    ['a function', { f: () => 1 }, 'header "f" cannot be a function'],
    ['a symbol', { s: Symbol('x') }, 'header "s" cannot be a symbol'],
    ['a Map', { m: { n: new Map() } }, 'header "m.n" cannot be a Map: AMQP has no such type'],
    ['a circle', { circle }, 'goes deeper than 32 levels'],
    ['a date before 1970', { d: [new Date(-1)] }, 'header "d[0]" must be a date of 1970 or later'],
    ['no date', { d: new Date('x') }, 'header "d" must be a date of 1970 or later'],
    ['too wide', { b: 2n ** 64n }, 'header "b" is 18446744073709551616, which has more than 64'],
    ['a long name', { ['x'.repeat(256)]: 1 }, 'has a name of more than 255 bytes'],
    ['a type out of range', { t: { '!': 'uint8', value: 256 } }, 'whole number of the type uint8'],
    ['no number', { t: { '!': 'float', value: 'x' } }, 'header "t" must be a number, not "x"'],
    ['a type nobody knows', { t: { '!': 'blob', value: 1 } }, 'type that is not known: "blob"'],
    ['half a decimal', { t: { '!': 'decimal', value: { places: 1 } } }, 'must have places of'],
    ['__proto__', JSON.parse('{"a":{"__proto__":1}}'), 'header "a.__proto__" has a name that is'],
  ])('refuse %s, by its name', (_what, headers, words) => {
    const refused = () => tableOf(headers as Record<string, unknown>)
    expect(refused).toThrow(Unsendable)
    expect(refused).toThrow(words)
  })
})
