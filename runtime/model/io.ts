/**
 * SimpleIO: what a service takes and gives, as a list of names. A name says its type (`cust_id` is a whole number,
 * `is_active` a boolean), an explicit element overrules it, a `?` at the end makes it optional. The same rule runs here
 * and in the type system, so that an editor knows what `this.request.input.is_active` is.
 * Declarations only: `io-plan.ts` reads and writes by them. Part of the users' API.
 */

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

/** Names that begin so are booleans. */
export const boolPrefixes = ['by_', 'has_', 'is_', 'may_', 'needs_', 'should_'] as const
/** Names that are whole numbers, and endings of such names. */
export const intNames = ['id'] as const
export const intSuffixes = ['_count', '_id', '_size', '_size_max', '_size_min', '_timeout'] as const
/** Names whose values are never shown. */
export const secretNames = [
  'api_key',
  'apiKey',
  'auth_data',
  'auth_token',
  'password',
  'password1',
  'password2',
  'secret',
  'secret_key',
  'tls_pem_passphrase',
  'token',
  'xApiKey',
] as const

/** The type a plain name stands for: boolean, then whole number, then secret, else text. Letter case matters. */
export function inferType(name: string): 'bool' | 'int' | 'secret' | 'text' {
  if (boolPrefixes.some((prefix) => name.startsWith(prefix))) return 'bool'
  if ((intNames as readonly string[]).includes(name)) return 'int'
  if (intSuffixes.some((suffix) => name.endsWith(suffix))) return 'int'
  return (secretNames as readonly string[]).includes(name) ? 'secret' : 'text'
}

/** `inferType` for the compiler. */
export type InferType<Name extends string> =
  Name extends `${(typeof boolPrefixes)[number]}${string}`
    ? 'bool'
    : Name extends (typeof intNames)[number] | `${string}${(typeof intSuffixes)[number]}`
      ? 'int'
      : Name extends (typeof secretNames)[number]
        ? 'secret'
        : 'text'

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

/** What a service may put out for each type. */
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

/** The type of the value that a plain name stands for: `InferName<'cust_id'>` is `number`. */
export type InferName<Name extends string> = ValueOf[InferType<WithoutMark<Name>>]

/** An explicit element. Made by `Int`, `Text`, ...; read by nothing but SimpleIO. */
export interface Element<Name extends string, Value, Writable, HasDefault extends boolean> {
  readonly name: Name
  readonly type: ElementType
  readonly default?: unknown
  readonly hasDefault: HasDefault
  /** Of `dict`, `dictlist`: its members. Absent: any. */
  readonly members?: readonly unknown[]
  /** Of `list`: what each item is. */
  readonly of?: ScalarType
  /** Only for the compiler; never there. */
  readonly value?: Value
  readonly writable?: Writable
}

export type AnyElement = Element<string, unknown, unknown, boolean>

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

interface Options<Value> {
  /** Stands in for an element that is not there; makes it optional. */
  default?: Value
}

type Made<
  Name extends string,
  Type extends ElementType,
  Opts,
  Value = ValueOf[Type],
  Writable = WritableOf[Type],
> = Element<Name, Value, Writable, Opts extends { default: unknown } ? true : false>

function make(
  type: ElementType,
  name: string,
  options: { default?: unknown; of?: ScalarType } | undefined,
  members?: readonly unknown[],
): AnyElement {
  return {
    type,
    name,
    hasDefault: options?.default !== undefined,
    ...(options?.default === undefined ? {} : { default: options.default }),
    ...(options?.of === undefined ? {} : { of: options.of }),
    ...(members === undefined ? {} : { members }),
  }
}

/** A whole number that JavaScript holds exactly, up to 9,007,199,254,740,991 on either side of zero. Takes `"17"` too. */
export function Int<const N extends string, const O extends Options<number>>(
  name: N,
  options?: O,
): Made<N, 'int', O> {
  return make('int', name, options) as Made<N, 'int', O>
}

/** A finite number. Takes `"1.5"` and `"2e3"` too. */
export function Float<const N extends string, const O extends Options<number>>(
  name: N,
  options?: O,
): Made<N, 'float', O> {
  return make('float', name, options) as Made<N, 'float', O>
}

/** A decimal number of any length, as a text, so that no digit is lost. Send it as a text too: a JSON number is a float. */
export function Decimal<const N extends string, const O extends Options<string>>(
  name: N,
  options?: O,
): Made<N, 'decimal', O> {
  return make('decimal', name, options) as Made<N, 'decimal', O>
}

/** true, or `true yes on y t 1`; false, or `false no off n f 0`; in any letter case. Everything else is refused. */
export function Bool<const N extends string, const O extends Options<boolean>>(
  name: N,
  options?: O,
): Made<N, 'bool', O> {
  return make('bool', name, options) as Made<N, 'bool', O>
}

/** A text. Takes numbers and booleans too; an empty text is one. */
export function Text<const N extends string, const O extends Options<string>>(
  name: N,
  options?: O,
): Made<N, 'text', O> {
  return make('text', name, options) as Made<N, 'text', O>
}

/** A text that is masked in messages and logs. */
export function Secret<const N extends string, const O extends Options<string>>(
  name: N,
  options?: O,
): Made<N, 'secret', O> {
  return make('secret', name, options) as Made<N, 'secret', O>
}

/** A day, `YYYY-MM-DD`, as a text. On output a Date is taken for its day in UTC. */
function DateElement<const N extends string, const O extends Options<string>>(
  name: N,
  options?: O,
): Made<N, 'date', O> {
  return make('date', name, options) as Made<N, 'date', O>
}

export { DateElement as Date }

/** A moment, as a JavaScript Date. ISO 8601; without a time zone it is taken as UTC. Written in UTC with milliseconds. */
export function DateTime<const N extends string, const O extends Options<Date>>(
  name: N,
  options?: O,
): Made<N, 'datetime', O> {
  return make('datetime', name, options) as Made<N, 'datetime', O>
}

/** RFC 9562, with or without hyphens, in any letter case; becomes lower case with hyphens. */
export function UUID<const N extends string, const O extends Options<string>>(
  name: N,
  options?: O,
): Made<N, 'uuid', O> {
  return make('uuid', name, options) as Made<N, 'uuid', O>
}

/** A list; what is not one becomes a list of one. `of` says what each item is; without it items are left as they are. */
export function List<
  const N extends string,
  const O extends Options<readonly unknown[]> & { of?: ScalarType },
>(
  name: N,
  options?: O,
): Made<
  N,
  'list',
  O,
  O extends { of: infer T extends ScalarType } ? ValueOf[T][] : unknown[],
  O extends { of: infer T extends ScalarType } ? readonly WritableOf[T][] : readonly unknown[]
> {
  return make('list', name, options) as never
}

/** A text with commas in it as a list of trimmed texts, and back. An empty text is an empty list. No quoting. */
export function CSV<const N extends string, const O extends Options<readonly string[]>>(
  name: N,
  options?: O,
): Made<N, 'csv', O> {
  return make('csv', name, options) as Made<N, 'csv', O>
}

/** An object. With members only those are read and written, each by its type; without, everything. */
export function Dict<
  const N extends string,
  const M extends readonly ElementSpec[] = readonly string[],
  const O extends Options<Readonly<Record<string, unknown>>> = Options<never>,
>(name: N, members?: M, options?: O): Made<N, 'dict', O, FieldsRead<M>, FieldsWritten<M>> {
  return make('dict', name, options, members) as never
}

/** A list of objects, each like `Dict`. */
export function DictList<
  const N extends string,
  const M extends readonly ElementSpec[] = readonly string[],
  const O extends Options<readonly Readonly<Record<string, unknown>>[]> = Options<never>,
>(
  name: N,
  members?: M,
  options?: O,
): Made<N, 'dictlist', O, FieldsRead<M>[], readonly FieldsWritten<M>[]> {
  return make('dictlist', name, options, members) as never
}

/** Whatever it is, untouched; null too. The way to have an `order_id` that is no number. */
export function AsIs<const N extends string, const O extends Options<unknown>>(
  name: N,
  options?: O,
): Made<N, 'asis', O> {
  return make('asis', name, options) as Made<N, 'asis', O>
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
  : Spec extends Element<infer N, infer Value, unknown, infer HasDefault>
    ? ElementRead<N, Value, HasDefault>
    : NestedRead<Spec>

type NameWritten<N extends string> = string extends N
  ? Readonly<Record<string, unknown>>
  : N extends `${infer Bare}?`
    ? { readonly [Key in Bare]?: WritableOf[InferType<Bare>] | null | undefined }
    : { readonly [Key in N]: WritableOf[InferType<N>] }

type ElementWritten<N extends string, Writable, HasDefault> = N extends `${infer Bare}?`
  ? { readonly [Key in Bare]?: Writable | null | undefined }
  : HasDefault extends true
    ? { readonly [Key in N]?: Writable | undefined }
    : { readonly [Key in N]: Writable }

type NestedWritten<S> = {
  readonly [Key in keyof S & string as Key extends `${string}?`
    ? never
    : Key]: S[Key] extends readonly ElementSpec[] ? FieldsWritten<S[Key]> : never
} & {
  readonly [Key in keyof S &
    `${string}?` as WithoutMark<Key>]?: S[Key] extends readonly ElementSpec[]
    ? FieldsWritten<S[Key]> | null | undefined
    : never
}

type SpecWritten<Spec> = Spec extends string
  ? NameWritten<Spec>
  : Spec extends Element<infer N, unknown, infer Writable, infer HasDefault>
    ? ElementWritten<N, Writable, HasDefault>
    : NestedWritten<Spec>

/** The object that a list of elements is read into. */
export type FieldsRead<List extends readonly ElementSpec[]> = [List[number]] extends [never]
  ? Record<never, never>
  : Merge<SpecRead<List[number]>>
/** The objects that a list of elements takes when it is written. */
export type FieldsWritten<List extends readonly ElementSpec[]> = [List[number]] extends [never]
  ? Record<never, never>
  : Merge<SpecWritten<List[number]>>

/** The type of `this.request.input` of a service with this `io`. */
export type InputOf<T> = T extends { readonly input: infer List extends readonly ElementSpec[] }
  ? FieldsRead<List>
  : Record<string, unknown>

/** What may be put into `this.response.payload` of a service with this `io`: one object, or a list of them. */
export type OutputOf<T> = T extends { readonly output: infer List extends readonly ElementSpec[] }
  ? FieldsWritten<List> | readonly FieldsWritten<List>[]
  : unknown
