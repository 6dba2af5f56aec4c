/** SimpleIO for the compiler: the shape of a declaration, and what its elements are for whoever reads and writes them. */
import type { InferType } from './io-names.ts'

/** What an element can be. `object` is a nested declaration. */
export type ElementType =
  | 'int'
  | 'float'
  | 'decimal'
  | 'bool'
  | 'text'
  | 'secret'
  | 'date'
  | 'datetime'
  | 'uuid'
  | 'list'
  | 'csv'
  | 'dict'
  | 'dictlist'
  | 'asis'
  | 'object'

/** What a service reads for each type. */
export interface ValueOf {
  int: number
  float: number
  /** Exact, as a text: `'19.90'`. */
  decimal: string
  bool: boolean
  text: string
  secret: string
  /** `YYYY-MM-DD`. A day has no time zone, so it is no JavaScript Date. */
  date: string
  datetime: Date
  /** Lower case with hyphens. */
  uuid: string
  list: unknown[]
  csv: string[]
  dict: Record<string, unknown>
  dictlist: Record<string, unknown>[]
  asis: unknown
  object: Record<string, unknown>
}

/** What a service may put out for each type, and may give when it invokes another. */
export interface WritableOf {
  int: number | bigint
  float: number
  decimal: string | number | bigint
  bool: boolean
  text: string | number | boolean
  secret: string
  date: string | Date
  datetime: string | Date
  uuid: string
  list: readonly unknown[]
  csv: readonly (string | number)[] | string
  dict: Readonly<Record<string, unknown>>
  dictlist: readonly Readonly<Record<string, unknown>>[]
  asis: unknown
  object: Readonly<Record<string, unknown>>
}

/** What leaves for each type: `ValueOf`, but for what JSON has no words for. */
export interface WireOf extends Omit<ValueOf, 'datetime' | 'csv'> {
  datetime: string
  csv: string
}

/** The type of the value that a plain name stands for: `InferName<'cust_id'>` is `number`. */
export type InferName<Name extends string> = ValueOf[InferType<WithoutMark<Name>>]

/** The types of one element: as read by a service, as given by one, as sent. */
export interface Ways {
  read: unknown
  write: unknown
  wire: unknown
}

/** An explicit element. Made by `Int`, `Text`, ...; read by nothing but SimpleIO. */
export interface Element<Name extends string, W extends Ways, HasDefault extends boolean> {
  /** With its `?`, if it has one. */
  readonly name: Name
  readonly type: ElementType
  readonly default?: unknown
  readonly hasDefault: HasDefault
  /** Of `dict`, `dictlist`: its members. Absent: any. */
  readonly members?: readonly unknown[]
  /** Of `list`: what each item is. */
  readonly of?: ScalarType
  /** Only for the compiler; never there. */
  readonly ways?: W
}

export type AnyElement = Element<string, Ways, boolean>

/**
 * One thing of a list of elements: a name, an explicit element, or an object of nested lists.
 *
 * ```ts
 * input: ['cust_id', 'segment?', Float('amount'), { address: ['street', 'city?'] }]
 * ```
 */
export type ElementSpec = string | AnyElement | { readonly [name: string]: readonly ElementSpec[] }

/** A service's `static io`. Both may be left out: then nothing is read or checked on that side. Write `as const` behind it. */
export interface Io {
  readonly input?: readonly ElementSpec[]
  readonly output?: readonly ElementSpec[]
}

export type ScalarType =
  | 'int'
  | 'float'
  | 'decimal'
  | 'bool'
  | 'text'
  | 'date'
  | 'datetime'
  | 'uuid'
  | 'asis'

export type WaysOf<Type extends ElementType> = {
  read: ValueOf[Type]
  write: WritableOf[Type]
  wire: WireOf[Type]
}

type WithoutMark<Name extends string> = Name extends `${infer Bare}?` ? Bare : Name
type Merge<Union> = (Union extends unknown ? (one: Union) => void : never) extends (
  all: infer All,
) => void
  ? { [Key in keyof All]: All[Key] }
  : never

type NameRead<N extends string> = string extends N
  ? Record<string, unknown>
  : N extends `${infer Bare}?`
    ? { [Key in Bare]: ValueOf[InferType<Bare>] | undefined }
    : { [Key in N]: ValueOf[InferType<N>] }

type ElementRead<N extends string, Value, HasDefault> = N extends `${infer Bare}?`
  ? { [Key in Bare]: HasDefault extends true ? Value : Value | undefined }
  : { [Key in N]: Value }

type NestedRead<S> = {
  [Key in keyof S & string as WithoutMark<Key>]: S[Key] extends readonly ElementSpec[]
    ? Key extends `${string}?`
      ? FieldsRead<S[Key]> | undefined
      : FieldsRead<S[Key]>
    : never
}

type SpecRead<Spec> = Spec extends string
  ? NameRead<Spec>
  : Spec extends Element<infer N, infer W, infer HasDefault>
    ? ElementRead<N, W['read'], HasDefault>
    : NestedRead<Spec>

// Out of a service, `write` is what it may give and `wire` what becomes of it.
type Way = 'write' | 'wire'
interface Tables {
  write: WritableOf
  wire: WireOf
}

type NameField<N extends string, W extends Way> = string extends N
  ? Record<string, unknown>
  : N extends `${infer Bare}?`
    ? { [Key in Bare]?: Tables[W][InferType<Bare>] | null | undefined }
    : { [Key in N]: Tables[W][InferType<N>] }

type ElementField<N extends string, Value, HasDefault, W extends Way> = N extends `${infer Bare}?`
  ? { [Key in Bare]?: Value | null | undefined }
  : [HasDefault, W] extends [true, 'write']
    ? { [Key in N]?: Value | undefined }
    : { [Key in N]: Value }

type NestedField<S, W extends Way> = {
  [Key in keyof S & string as Key extends `${string}?`
    ? never
    : Key]: S[Key] extends readonly ElementSpec[] ? Fields<S[Key], W> : never
} & {
  [Key in keyof S & `${string}?` as WithoutMark<Key>]?: S[Key] extends readonly ElementSpec[]
    ? Fields<S[Key], W> | null | undefined
    : never
}

type SpecField<Spec, W extends Way> = Spec extends string
  ? NameField<Spec, W>
  : Spec extends Element<infer N, infer Types, infer HasDefault>
    ? ElementField<N, Types[W], HasDefault, W>
    : NestedField<Spec, W>

/** The object that a list of elements is read into. */
export type FieldsRead<List extends readonly ElementSpec[]> = [List[number]] extends [never]
  ? Record<never, never>
  : Merge<SpecRead<List[number]>>
/** The object that a list of elements is written from, or becomes. */
export type Fields<List extends readonly ElementSpec[], W extends Way> = [List[number]] extends [
  never,
]
  ? Record<never, never>
  : Merge<SpecField<List[number], W>>

/** The type of `this.request.input` of a service with this `io`. */
export type InputOf<T> = T extends { readonly input: infer List extends readonly ElementSpec[] }
  ? FieldsRead<List>
  : Record<string, unknown>

/** What may be put into `this.response.payload` of a service with this `io`: one object, or a list of them. */
export type OutputOf<T> = T extends { readonly output: infer List extends readonly ElementSpec[] }
  ? Fields<List, 'write'> | readonly Fields<List, 'write'>[]
  : unknown

/** What another service may give to one with this `io`. */
export type PayloadOf<T> = T extends { readonly input: infer List extends readonly ElementSpec[] }
  ? Fields<List, 'write'>
  : unknown

/** What another service gets from one with this `io`. */
export type AnswerOf<T> = T extends { readonly output: infer List extends readonly ElementSpec[] }
  ? Fields<List, 'wire'>
  : unknown
