/**
 * The conversions of SimpleIO, one function a type. Each gives the value or `wrong`; none throws, none guesses:
 * what is not surely of the type is refused. Whether a value is there at all is decided by the caller (`io-plan.ts`).
 */
import type { ElementType } from './io.ts'

/** Given back instead of a value that does not convert. */
export const wrong: unique symbol = Symbol('wrong')

export type Convert = (value: unknown) => unknown

/** How people call the types, for refusals. */
export const words: Readonly<Record<ElementType, string>> = {
  int: 'a whole number',
  float: 'a number',
  decimal: 'a decimal number',
  bool: 'a boolean (true or false)',
  text: 'a text',
  secret: 'a text',
  date: 'a date (YYYY-MM-DD)',
  datetime: 'a date and time (ISO 8601)',
  uuid: 'a UUID',
  list: 'a list',
  csv: 'a text with commas',
  dict: 'an object',
  dictlist: 'a list of objects',
  asis: 'anything',
  object: 'an object',
}

const wholePattern = /^[+-]?\d+$/
const floatPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/
const decimalPattern = /^[+-]?\d+(?:\.\d+)?$/

function int(value: unknown): unknown {
  let number: unknown = value
  if (typeof value === 'string') {
    const text = value.trim()
    if (!wholePattern.test(text)) return wrong
    number = Number(text)
  } else if (typeof value === 'bigint') number = Number(value)
  // Beyond 2^53 neighbours become equal: an id must not turn into another one.
  return Number.isSafeInteger(number) ? (number as number) + 0 : wrong
}

function float(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : wrong
  if (typeof value !== 'string') return wrong
  const text = value.trim()
  const number = floatPattern.test(text) ? Number(text) : Number.NaN
  return Number.isFinite(number) ? number : wrong
}

function decimal(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'string' && typeof value !== 'number') return wrong
  // A number in exponent form (1e21) has lost its digits already.
  const text = String(value).trim()
  return decimalPattern.test(text) ? text.replace(/^\+/, '') : wrong
}

const truths = new Map<unknown, boolean>([
  ...['true', 'yes', 'on', 'y', 't', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'off', 'n', 'f', '0'].map((word) => [word, false] as const),
  [1, true],
  [0, false],
])

function bool(value: unknown): unknown {
  if (typeof value === 'boolean') return value
  return truths.get(typeof value === 'string' ? value.trim().toLowerCase() : value) ?? wrong
}

function text(value: unknown): unknown {
  if (typeof value === 'string') return value
  const isPlain =
    typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
  return isPlain ? String(value) : wrong
}

const dayPattern = /^(\d{4})-(\d{2})-(\d{2})$/

function date(value: unknown): unknown {
  if (value instanceof Date) {
    return Number.isNaN(value.getTime()) ? wrong : value.toISOString().slice(0, 10)
  }
  if (typeof value !== 'string') return wrong
  const day = value.trim()
  const [, year, month, dayOfMonth] = dayPattern.exec(day) ?? []
  if (year === undefined) return wrong
  // The calendar's own opinion: 2023-02-30 would quietly become March.
  const real = new Date(Date.UTC(Number(year), Number(month) - 1, Number(dayOfMonth)))
  real.setUTCFullYear(Number(year))
  const isReal =
    real.getUTCMonth() === Number(month) - 1 && real.getUTCDate() === Number(dayOfMonth)
  return isReal ? day : wrong
}

const momentPattern =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:[.,]\d{1,9})?)?\s*(Z|z|[+-]\d{2}:?\d{2})?)?$/

function datetime(value: unknown): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? wrong : value
  if (typeof value !== 'string') return wrong
  const [, day, time = '00:00', seconds = ':00', zone = 'Z'] =
    momentPattern.exec(value.trim()) ?? []
  if (day === undefined || date(day) === wrong) return wrong
  const offset = zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone.toUpperCase()
  const moment = new Date(`${day}T${time}${seconds.replace(',', '.')}${offset}`)
  return Number.isNaN(moment.getTime()) ? wrong : moment
}

const uuidPattern = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/i

function uuid(value: unknown): unknown {
  const match = typeof value === 'string' ? uuidPattern.exec(value.trim()) : null
  return match ? match.slice(1).join('-').toLowerCase() : wrong
}

function csv(value: unknown): unknown {
  if (Array.isArray(value)) {
    const items = value.map(text)
    return items.includes(wrong) ? wrong : items
  }
  const line = text(value)
  if (typeof line !== 'string') return wrong
  return line.trim() === '' ? [] : line.split(',').map((item) => item.trim())
}

function asis(value: unknown): unknown {
  return value
}

/** What arrives, to what a service reads. Lists and objects are the plan's own business. */
export const reading = {
  int,
  float,
  decimal,
  bool,
  text,
  secret: text,
  date,
  datetime,
  uuid,
  csv,
  asis,
} as const satisfies Partial<Record<ElementType, Convert>>

/** What a service gives, to what leaves. */
export const writing: Readonly<Record<keyof typeof reading, Convert>> = {
  ...reading,
  datetime: (value) => {
    const moment = datetime(value)
    return moment instanceof Date ? moment.toISOString() : wrong
  },
  csv: (value) => {
    const items = csv(value)
    return Array.isArray(items) ? items.join(',') : wrong
  },
}
