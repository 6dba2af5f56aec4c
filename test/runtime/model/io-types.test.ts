import { describe, expectTypeOf, it } from 'vitest'
import {
  type AnswerOf,
  AsIs,
  Bool,
  CSV,
  DateTime,
  Date as Day,
  Decimal,
  Dict,
  DictList,
  Float,
  type InferName,
  type InputOf,
  Int,
  List,
  type OutputOf,
  type PayloadOf,
  Secret,
  Text,
  UUID,
} from '../../../runtime/model/io.ts'

describe('a name in the type system', () => {
  it('says its type by the same rule as at run time', () => {
    expectTypeOf<InferName<'cust_id'>>().toEqualTypeOf<number>()
    expectTypeOf<InferName<'id'>>().toEqualTypeOf<number>()
    expectTypeOf<InferName<'page_size_max?'>>().toEqualTypeOf<number>()
    expectTypeOf<InferName<'is_active'>>().toEqualTypeOf<boolean>()
    expectTypeOf<InferName<'is_id'>>().toEqualTypeOf<boolean>()
    expectTypeOf<InferName<'password'>>().toEqualTypeOf<string>()
    expectTypeOf<InferName<'idea'>>().toEqualTypeOf<string>()
    expectTypeOf<InferName<'Id'>>().toEqualTypeOf<string>()
  })
})

const plain = {
  input: ['cust_id', 'amount', 'segment?', 'is_vip?'],
  output: ['is_accepted', 'note?'],
} as const

const explicit = {
  input: [
    AsIs('order_id'),
    Int('n'),
    Float('f?'),
    Decimal('d', { default: '0' }),
    Bool('b?', { default: true }),
    Text('t'),
    Secret('s'),
    Day('day'),
    DateTime('at'),
    UUID('u'),
    List('l'),
    List('ids', { of: 'int' }),
    CSV('c'),
    Dict('any'),
    Dict('address', ['street', 'zip_id?']),
    DictList('lines', ['sku', Int('quantity')]),
    { customer: ['cust_id', { contact: ['name'] }], 'extra?': ['is_x'] },
  ],
  output: [DateTime('at'), Day('day?'), CSV('tags', { default: [] }), { sum: ['n?', 'x_id'] }],
} as const

describe('the input of a declaration', () => {
  it('has each name with its type', () => {
    expectTypeOf<InputOf<typeof plain>>().toEqualTypeOf<{
      cust_id: number
      amount: string
      segment: string | undefined
      is_vip: boolean | undefined
    }>()
  })

  it('has explicit and nested elements', () => {
    expectTypeOf<InputOf<typeof explicit>>().toEqualTypeOf<{
      order_id: unknown
      n: number
      f: number | undefined
      d: string
      b: boolean
      t: string
      s: string
      day: string
      at: Date
      u: string
      l: unknown[]
      ids: number[]
      c: string[]
      any: Record<string, unknown>
      address: { street: string; zip_id: number | undefined }
      lines: { sku: string; quantity: number }[]
      customer: { cust_id: number; contact: { name: string } }
      extra: { is_x: boolean } | undefined
    }>()
  })

  it('is any object when nothing is declared', () => {
    expectTypeOf<InputOf<undefined>>().toEqualTypeOf<Record<string, unknown>>()
    expectTypeOf<InputOf<{ output: readonly ['a'] }>>().toEqualTypeOf<Record<string, unknown>>()
    expectTypeOf<InputOf<{ input: string[] }>>().toEqualTypeOf<Record<string, unknown>>()
    expectTypeOf<InputOf<{ input: readonly [] }>>().toEqualTypeOf<Record<never, never>>()
  })
})

describe('the output of a declaration', () => {
  it('may leave optional elements out', () => {
    type Out = OutputOf<typeof plain>
    expectTypeOf<{ is_accepted: boolean }>().toExtend<Out>()
    expectTypeOf<{ is_accepted: boolean; note: null }>().toExtend<Out>()
    expectTypeOf<{ is_accepted: boolean }[]>().toExtend<Out>()
    expectTypeOf<{ note: string }>().not.toExtend<Out>()
    expectTypeOf<{ is_accepted: string }>().not.toExtend<Out>()
  })

  it('takes a Date for a day or a moment and sends texts', () => {
    expectTypeOf<{ at: Date; day: Date; sum: { x_id: number } }>().toExtend<
      OutputOf<typeof explicit>
    >()
    expectTypeOf<AnswerOf<typeof explicit>>().toEqualTypeOf<{
      at: string
      day?: string | null | undefined
      tags: string
      sum: { n?: string | null | undefined; x_id: number }
    }>()
  })

  it('is anything when nothing is declared', () => {
    expectTypeOf<OutputOf<undefined>>().toEqualTypeOf<unknown>()
    expectTypeOf<PayloadOf<{ output: readonly ['a'] }>>().toEqualTypeOf<unknown>()
  })
})

describe('the payload for another service', () => {
  it('is what the input can be read from', () => {
    type Payload = PayloadOf<typeof plain>
    expectTypeOf<{ cust_id: number; amount: number }>().toExtend<Payload>()
    expectTypeOf<{ cust_id: number }>().not.toExtend<Payload>()
  })
})
