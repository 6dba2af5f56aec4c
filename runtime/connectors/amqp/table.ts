/**
 * Headers as a field table of AMQP 0-9-1 (section 4.2.5.5, with the types that RabbitMQ knows), in the form that amqplib
 * takes. Checked before anything is sent, since amqplib and the broker have few words for what they do not like. Pure.
 */
import { shown, Unsendable } from './unsendable.ts'

export interface Table {
  readonly fields: Readonly<Record<string, unknown>>
  /** Bytes of its fields, encoded. */
  readonly size: number
}

/** A value with its type, as amqplib hands it over and takes it: `{ '!': 'timestamp', value: 1700000000 }`. */
interface Typed {
  '!': string
  value: unknown
}

// Deeper is a circle, or a mistake.
const deepest = 32
const twoTo63 = 2 ** 63
const maxDecimalDigits = 2 ** 32 - 1

/**
 * Texts, numbers, bigints of 64 bits, booleans, null, dates, bytes, and lists and objects of these. Dates keep their seconds
 * only, whole numbers are sent as integers. undefined is left out of an object, and is null in a list.
 * @throws Unsendable that names the header.
 */
export function tableOf(headers: Readonly<Record<string, unknown>>): Table {
  const fields: Record<string, unknown> = {}
  const size = fill(fields, headers, '', 0)
  return { fields, size }
}

/** @returns The size of what has been added. */
function fill(
  fields: Record<string, unknown>,
  values: Readonly<Record<string, unknown>>,
  path: string,
  depth: number,
): number {
  let size = 0
  for (const name of Object.keys(values)) {
    const value = values[name]
    if (value === undefined) continue
    const at = path === '' ? name : `${path}.${name}`
    const length = Buffer.byteLength(name)
    if (length > 255) throw unfit(at.slice(0, 60), 'has a name of more than 255 bytes')
    // A plain assignment of this name would set a prototype.
    if (name === '__proto__') throw unfit(at, 'has a name that is not allowed')
    const field = fieldOf(value, at, depth)
    fields[name] = field.value
    size += 1 + length + field.size
  }
  return size
}

interface Field {
  value: unknown
  /** Bytes, with the one that says the type. */
  size: number
}

function fieldOf(value: unknown, at: string, depth: number): Field {
  switch (typeof value) {
    case 'string':
      return { value, size: 5 + Buffer.byteLength(value) }
    case 'boolean':
      return { value, size: 2 }
    case 'number':
      return { value: isInteger(value) ? value : { '!': 'double', value }, size: 9 }
    case 'bigint':
      return { value: { '!': 'int64', value: plain(inRange(value, at)) }, size: 9 }
    case 'object':
      return ofObject(value, at, depth)
    default:
      throw unfit(at, `cannot be ${typeof value === 'symbol' ? 'a symbol' : shown(value)}`)
  }
}

function ofObject(value: object | null, at: string, depth: number): Field {
  if (value === null) return { value, size: 1 }
  if (value instanceof Date) return ofDate(value, at)
  if (value instanceof Uint8Array) {
    const { buffer, byteOffset, byteLength } = value
    const bytes = Buffer.isBuffer(value) ? value : Buffer.from(buffer, byteOffset, byteLength)
    return { value: bytes, size: 5 + byteLength }
  }
  if (depth >= deepest) throw unfit(at, `goes deeper than ${deepest} levels`)
  if (Array.isArray(value)) return ofList(value, at, depth)
  if (Object.hasOwn(value, '!')) return ofTyped(value as Typed, at)
  const kind = Object.prototype.toString.call(value).slice(8, -1)
  if (kind !== 'Object') throw unfit(at, `cannot be a ${kind}: AMQP has no such type`)
  const fields: Record<string, unknown> = {}
  return { value: fields, size: 5 + fill(fields, value as Record<string, unknown>, at, depth + 1) }
}

function ofList(list: readonly unknown[], at: string, depth: number): Field {
  let size = 5
  const values = list.map((value, index) => {
    const field = fieldOf(value ?? null, `${at}[${index}]`, depth + 1)
    size += field.size
    return field.value
  })
  return { value: values, size }
}

function ofDate(date: Date, at: string): Field {
  const seconds = Math.floor(date.getTime() / 1000)
  if (!(seconds >= 0)) throw unfit(at, 'must be a date of 1970 or later')
  return { value: { '!': 'timestamp', value: seconds }, size: 9 }
}

/** What came with a type, from another message, and leaves with it. */
function ofTyped(typed: Typed, at: string): Field {
  const { '!': type, value } = typed
  if (type === 'decimal') {
    const { places, digits } = (value ?? {}) as { places?: unknown; digits?: unknown }
    if (isWhole(places, 255) && isWhole(digits, maxDecimalDigits)) return { value: typed, size: 6 }
    throw unfit(at, `must have places of 0 to 255 and digits of 32 bits, not ${shown(value)}`)
  }
  const limits = integers[type]
  if (limits) {
    const isWide = typeof value === 'bigint' || Number.isInteger(value)
    const whole = isWide ? BigInt(value as number | bigint) : undefined
    if (whole !== undefined && whole >= limits[0] && whole <= limits[1]) {
      return { value: { '!': type, value: plain(whole) }, size: 9 }
    }
    throw unfit(at, `must be a whole number of the type ${type}, not ${shown(value)}`)
  }
  if (!reals.has(type)) throw unfit(at, `has a type that is not known: ${shown(type)}`)
  if (typeof value !== 'number') throw unfit(at, `must be a number, not ${shown(value)}`)
  return { value: typed, size: 9 }
}

const reals = new Set(['double', 'float64', 'float'])

const int8 = [-(2n ** 7n), 2n ** 7n - 1n] as const
const uint8 = [0n, 2n ** 8n - 1n] as const
const int16 = [-(2n ** 15n), 2n ** 15n - 1n] as const
const uint16 = [0n, 2n ** 16n - 1n] as const
const int32 = [-(2n ** 31n), 2n ** 31n - 1n] as const
const uint32 = [0n, 2n ** 32n - 1n] as const
const int64 = [-(2n ** 63n), 2n ** 63n - 1n] as const

type Limits = readonly [least: bigint, most: bigint]

/** The names that amqplib has for them. */
const integers: Readonly<Record<string, Limits | undefined>> = {
  byte: int8,
  int8,
  unsignedbyte: uint8,
  uint8,
  short: int16,
  int16,
  unsignedshort: uint16,
  uint16,
  int: int32,
  int32,
  unsignedint: uint32,
  uint32,
  long: int64,
  int64,
  timestamp: [0n, 2n ** 64n - 1n],
}

/** amqplib takes a text for what is too wide for a number; a bigint could not be shown as JSON. */
function plain(whole: bigint): number | string {
  const number = Number(whole)
  return Number.isSafeInteger(number) ? number : String(whole)
}

/** amqplib takes for whole, and fails on, what is too large for 64 bits or has a fraction beyond 50. */
function isInteger(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < twoTo63
}

function isWhole(value: unknown, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most
}

function inRange(value: bigint, at: string): bigint {
  if (value >= int64[0] && value <= int64[1]) return value
  throw unfit(at, `is ${value}, which has more than 64 bits`)
}

function unfit(name: string, why: string): Unsendable {
  return new Unsendable(`header "${name}"`, why)
}
