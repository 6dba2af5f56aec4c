/** What may stand in the place of a value in an expected body: `{ "$is": "uuid" }`, `{ "$matches": "^order-\\d+$" }`. Pure. */

export const kindsOfValue = [
  'any',
  'absent',
  'string',
  'number',
  'integer',
  'boolean',
  'object',
  'list',
  'uuid',
  'date-time',
] as const
export type KindOfValue = (typeof kindsOfValue)[number]

export type Matcher = { is: KindOfValue } | { matches: RegExp }

/** undefined: it is a value. @throws SyntaxError for an expression that is none; TypeError for a kind that nobody knows. */
export function matcherOf(value: unknown): Matcher | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const entries = Object.entries(value)
  const [name, told] = entries[0] ?? []
  if (entries.length !== 1 || typeof told !== 'string') return undefined
  if (name === '$matches') return { matches: new RegExp(told) }
  if (name !== '$is') return undefined
  const kind = kindsOfValue.find((one) => one === told)
  if (kind) return { is: kind }
  throw new TypeError(`"${told}" is no kind of value; there are ${kindsOfValue.join(', ')}`)
}

export function wordsOf(matcher: Matcher): string {
  if ('matches' in matcher) return `a text that matches ${matcher.matches.source}`
  return names[matcher.is]
}

const names: Readonly<Record<KindOfValue, string>> = {
  any: 'anything',
  absent: 'nothing',
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  object: 'an object',
  list: 'a list',
  uuid: 'a UUID',
  'date-time': 'a date and time',
}

/** @param value undefined: nothing is there. */
export function isMatch(matcher: Matcher, value: unknown): boolean {
  if ('matches' in matcher) return typeof value === 'string' && matcher.matches.test(value)
  return tests[matcher.is](value)
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
// RFC 3339, and without a zone, as many write it.
const dateTime = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$/i

export function isUuid(value: unknown): boolean {
  return typeof value === 'string' && uuid.test(value)
}

export function isDateTime(value: unknown): boolean {
  return typeof value === 'string' && dateTime.test(value) && !Number.isNaN(Date.parse(value))
}

const tests: Readonly<Record<KindOfValue, (value: unknown) => boolean>> = {
  any: (value) => value !== undefined,
  absent: (value) => value === undefined,
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  object: (value) => kindOf(value) === 'object',
  list: Array.isArray,
  uuid: isUuid,
  'date-time': isDateTime,
}

/** The JSON type of a value, in the words of people; undefined is `nothing`. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  return typeof value === 'string' ? 'text' : typeof value
}
