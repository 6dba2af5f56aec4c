import { describe, expect, it } from 'vitest'
import { Failure } from '../../../runtime/model/failure.ts'
import {
  AsIs,
  Bool,
  CSV,
  DateTime,
  Date as Day,
  Decimal,
  Dict,
  DictList,
  type ElementSpec,
  Float,
  Int,
  inferType,
  List,
  Secret,
  Text,
  UUID,
} from '../../../runtime/model/io.ts'
import { planOf, readInput, writeOutput } from '../../../runtime/model/io-plan.ts'

function read(input: readonly ElementSpec[], body: unknown) {
  return readInput(planOf({ input }), { body })
}

function write(output: readonly ElementSpec[], payload: unknown) {
  return writeOutput(planOf({ output }), payload)
}

/** Code and element of the refusal. */
function refusal(run: () => unknown): string {
  try {
    run()
  } catch (error) {
    if (error instanceof Failure) return `${error.code} ${error.details?.element}`
    throw error
  }
  return 'not refused'
}

describe('a plain name', () => {
  it.each([
    ['id', 'int'],
    ['cust_id', 'int'],
    ['row_count', 'int'],
    ['page_size', 'int'],
    ['page_size_min', 'int'],
    ['read_timeout', 'int'],
    ['is_active', 'bool'],
    ['by_name', 'bool'],
    ['has_id', 'bool'],
    ['needs_x', 'bool'],
    ['password', 'secret'],
    ['apiKey', 'secret'],
    ['identity', 'text'],
    ['island', 'text'],
    ['size', 'text'],
    ['ID', 'text'],
    ['password3', 'text'],
  ])('%s is %s', (name, type) => {
    expect(inferType(name)).toBe(type)
  })
})

describe('reading', () => {
  const good: [string, ElementSpec, unknown, unknown][] = [
    ['a whole number', Int('x'), 17, 17],
    ['a whole number as text', Int('x'), ' -17 ', -17],
    ['minus zero as zero', Int('x'), '-0', 0],
    ['the largest safe number', Int('x'), '9007199254740991', Number.MAX_SAFE_INTEGER],
    ['a number', Float('x'), '2.5e3', 2500],
    [
      'a decimal without losing a digit',
      Decimal('x'),
      '0.10000000000000000000001',
      '0.10000000000000000000001',
    ],
    ['a decimal given as number', Decimal('x'), 19.9, '19.9'],
    ['true in words', Bool('x'), ' YES ', true],
    ['false in words', Bool('x'), 'off', false],
    ['one as true', Bool('x'), 1, true],
    ['a number as text', Text('x'), 5, '5'],
    ['an empty text', Text('x'), '', ''],
    ['a secret', Secret('x'), 'hush', 'hush'],
    ['a day', Day('x'), '2024-02-29', '2024-02-29'],
    ['a day of the first century', Day('x'), '0050-01-31', '0050-01-31'],
    [
      'a moment with zone',
      DateTime('x'),
      '2024-05-01T10:00:00+02:00',
      new Date('2024-05-01T08:00:00Z'),
    ],
    [
      'a moment without zone as UTC',
      DateTime('x'),
      '2024-05-01 10:00',
      new Date('2024-05-01T10:00:00Z'),
    ],
    ['a day as its first moment', DateTime('x'), '2024-05-01', new Date('2024-05-01T00:00:00Z')],
    [
      'a UUID in any dress',
      UUID('x'),
      '0190A3B4C5D67E8F9012345678901234',
      '0190a3b4-c5d6-7e8f-9012-345678901234',
    ],
    ['one item as a list', List('x'), 'a', ['a']],
    ['items of a type', List('x', { of: 'int' }), ['1', 2], [1, 2]],
    ['commas as a list', CSV('x'), 'a, b,,c', ['a', 'b', '', 'c']],
    ['an empty text as no items', CSV('x'), '', []],
    ['any object', Dict('x'), { a: [1] }, { a: [1] }],
    [
      'declared members only',
      Dict('x', ['n_id', 't?']),
      { n_id: '1', z: 2 },
      { n_id: 1, t: undefined },
    ],
    [
      'objects of a list',
      DictList('x', ['a_id']),
      [{ a_id: '1' }, { a_id: 2 }],
      [{ a_id: 1 }, { a_id: 2 }],
    ],
    ['null as it is', AsIs('x'), null, null],
  ]
  it.each(good)('takes %s', (_, element, given, expected) => {
    expect(read([element], { x: given })).toEqual({ x: expected })
  })

  const bad: [string, ElementSpec, unknown][] = [
    ['a fraction for a whole number', Int('x'), 1.5],
    ['a number too large to be exact', Int('x'), '9007199254740993'],
    ['a text with a number in front', Int('x'), '17px'],
    ['hexadecimal', Int('x'), '0x10'],
    ['a boolean for a number', Int('x'), true],
    ['infinity', Float('x'), 'Infinity'],
    ['a number too large', Float('x'), '1e999'],
    ['a decimal in exponent form', Decimal('x'), 1e21],
    ['a word for a boolean', Bool('x'), 'maybe'],
    ['two for a boolean', Bool('x'), 2],
    ['an object for a text', Text('x'), {}],
    ['a list for a text', Text('x'), ['a']],
    ['a day that no calendar has', Day('x'), '2023-02-30'],
    ['a moment for a day', Day('x'), '2023-02-20T10:00'],
    ['an hour that no clock has', DateTime('x'), '2024-05-01T25:00:00Z'],
    ['a number for a moment', DateTime('x'), 1714550400000],
    ['a short UUID', UUID('x'), '0190a3b4'],
    ['a list for an object', Dict('x'), []],
    ['bytes for an object', Dict('x'), new Uint8Array(2)],
    ['one object for a list of them', DictList('x'), {}],
  ]
  it.each(bad)('refuses %s', (_, element, given) => {
    expect(refusal(() => read([element], { x: given }))).toBe('INPUT_MALFORMED x')
  })

  it('names the element by its whole path', () => {
    const input = [{ order: [DictList('lines', ['sku', Int('quantity')])] }] as const
    const body = {
      order: {
        lines: [
          { sku: 'a', quantity: 1 },
          { sku: 'b', quantity: 'x' },
        ],
      },
    }
    expect(refusal(() => read(input, body))).toBe('INPUT_MALFORMED order.lines[1].quantity')
    expect(refusal(() => read(input, { order: { lines: [{ quantity: 1 }] } }))).toBe(
      'INPUT_MISSING order.lines[0].sku',
    )
    expect(refusal(() => read([List('n', { of: 'int' })], { n: [1, 'x'] }))).toBe(
      'INPUT_MALFORMED n[1]',
    )
  })

  it('says what is expected and what came', () => {
    expect(() => read(['cust_id'], { cust_id: 'abc' })).toThrow(
      'The input element "cust_id" must be a whole number, not "abc".',
    )
    expect(() => read(['cust_id'], {})).toThrow(
      'The input element "cust_id" is missing, and it is required.',
    )
  })

  it('never shows the value of a secret', () => {
    expect(() => read(['password'], { password: ['hunter2'] })).toThrow(/must be a text\.$/)
  })

  it('counts null and an empty number as not there', () => {
    expect(read(['cust_id?', 'is_x?', 'name?'], { cust_id: '', is_x: '', name: null })).toEqual({
      cust_id: undefined,
      is_x: undefined,
      name: undefined,
    })
    expect(refusal(() => read(['cust_id'], { cust_id: '' }))).toBe('INPUT_MISSING cust_id')
    expect(refusal(() => read(['name'], { name: null }))).toBe('INPUT_MISSING name')
  })

  it('gives defaults, a fresh one each time', () => {
    const input = [Int('n', { default: 5 }), List('l?', { default: [1] })]
    const first = read(input, {})
    expect(first).toEqual({ n: 5, l: [1] })
    ;(first.l as number[]).push(2)
    expect(read(input, { n: null }).l).toEqual([1])
  })

  it('looks at the path, then the query, then the payload', () => {
    const plan = planOf({ input: ['a', 'b', 'c'] })
    const source = {
      params: { a: 'path' },
      query: { a: 'query', b: 'query' },
      body: { a: 'body', b: 'body', c: 'body' },
    }
    expect(readInput(plan, source)).toEqual({ a: 'path', b: 'query', c: 'body' })
  })

  it('takes nothing from a prototype', () => {
    expect(refusal(() => read(['constructor'], {}))).toBe('INPUT_MISSING constructor')
    expect(refusal(() => read([{ x: ['toString'] }], { x: {} }))).toBe('INPUT_MISSING x.toString')
  })

  it('leaves undeclared members out', () => {
    expect(read(['a'], { a: 'x', b: 'y' })).toEqual({ a: 'x' })
  })

  it('finds no elements in what is no object', () => {
    for (const body of [undefined, null, 'text', [{ a: 1 }], Uint8Array.of(1)]) {
      expect(refusal(() => read(['a'], body))).toBe('INPUT_MISSING a')
    }
  })
})

describe('writing', () => {
  it('leaves as the declaration says', () => {
    const output = [
      'n_id',
      'is_ok',
      'text?',
      DateTime('at'),
      Day('day'),
      CSV('tags'),
      Decimal('sum'),
      { inner: ['x_id', 'y?'] },
    ]
    const payload = {
      n_id: '5',
      is_ok: true,
      at: new Date(0),
      day: new Date(0),
      tags: ['a', 'b'],
      sum: '1.10',
      inner: { x_id: 1, y: null, z: 3 },
      more: 1,
    }
    expect(write(output, payload)).toEqual({
      n_id: 5,
      is_ok: true,
      at: '1970-01-01T00:00:00.000Z',
      day: '1970-01-01',
      tags: 'a,b',
      sum: '1.10',
      inner: { x_id: 1, y: null },
    })
  })

  it('writes a list of objects', () => {
    expect(write(['a_id'], [{ a_id: 1 }, { a_id: 2 }])).toEqual([{ a_id: 1 }, { a_id: 2 }])
    expect(refusal(() => write(['a_id'], [{ a_id: 1 }, {}]))).toBe('OUTPUT_MISSING [1].a_id')
  })

  it('asks for what is declared', () => {
    expect(refusal(() => write(['a'], undefined))).toBe('OUTPUT_MISSING a')
    expect(refusal(() => write(['a_id'], { a_id: 'x' }))).toBe('OUTPUT_MALFORMED a_id')
    expect(refusal(() => write(['a'], 'text'))).toBe('OUTPUT_MALFORMED ')
    expect(write(['a?'], undefined)).toEqual({})
  })

  it('fills defaults in', () => {
    expect(write([Int('n', { default: 3 }), CSV('c', { default: ['a', 'b'] })], {})).toEqual({
      n: 3,
      c: 'a,b',
    })
  })

  it('reads getters of an object', () => {
    class Row {
      get name() {
        return 'x'
      }
    }
    expect(write(['name'], new Row())).toEqual({ name: 'x' })
  })

  it('passes what is not declared', () => {
    const payload = Symbol('same')
    expect(writeOutput(planOf({}), payload)).toBe(payload)
  })
})

describe('a declaration', () => {
  it('is planned once', () => {
    const io = { input: ['a'] }
    expect(planOf(io)).toBe(planOf(io))
  })

  it('is refused when it makes no sense', () => {
    expect(refusal(() => planOf({ input: ['a', 'a?'] }))).toBe('SERVICE_NOT_COMPILED a')
    expect(refusal(() => planOf({ input: ['?'] }))).toBe('SERVICE_NOT_COMPILED ')
    expect(refusal(() => planOf({ input: [{ x: ['b', 'b'] }] }))).toBe('SERVICE_NOT_COMPILED x.b')
    expect(refusal(() => planOf({ input: [5 as never] }))).toBe('SERVICE_NOT_COMPILED 5')
    expect(refusal(() => planOf({ input: [{ x: 'a' } as never] }))).toBe('SERVICE_NOT_COMPILED x')
  })
})
