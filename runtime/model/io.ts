/**
 * SimpleIO: what a service takes and gives, as a list of names. A name says its type (`cust_id` is a whole number,
 * `is_active` a boolean), an explicit element overrules it, a `?` at the end makes it optional. The same rule runs here
 * and in the type system, so that an editor knows what `this.request.input.is_active` is.
 * Declarations only: `io-plan.ts` reads and writes by them. Part of the users' API.
 */

import type {
  AnyElement,
  Element,
  ElementSpec,
  ElementType,
  Fields,
  FieldsRead,
  ScalarType,
  ValueOf,
  Ways,
  WaysOf,
  WireOf,
  WritableOf,
} from './io-types.ts'

export * from './io-names.ts'
export type * from './io-types.ts'

interface Options<Value> {
  /** Stands in for an element that is not there; makes it optional. */
  default?: Value
}

type Made<N extends string, Type extends ElementType, O, W extends Ways = WaysOf<Type>> = Element<
  N,
  W,
  O extends { default: unknown } ? true : false
>

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
  O extends { of: infer T extends ScalarType }
    ? { read: ValueOf[T][]; write: readonly WritableOf[T][]; wire: WireOf[T][] }
    : WaysOf<'list'>
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
>(
  name: N,
  members?: M,
  options?: O,
): Made<N, 'dict', O, { read: FieldsRead<M>; write: Fields<M, 'write'>; wire: Fields<M, 'wire'> }> {
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
): Made<
  N,
  'dictlist',
  O,
  {
    read: FieldsRead<M>[]
    write: readonly Fields<M, 'write'>[]
    wire: Fields<M, 'wire'>[]
  }
> {
  return make('dictlist', name, options, members) as never
}

/** Whatever it is, untouched; null too. The way to have an `order_id` that is no number. */
export function AsIs<const N extends string, const O extends Options<unknown>>(
  name: N,
  options?: O,
): Made<N, 'asis', O> {
  return make('asis', name, options) as Made<N, 'asis', O>
}
