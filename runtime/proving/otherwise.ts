/**
 * Where a value came out otherwise than before, without what moves from run to run. What moves is found out by looking: the
 * same was run twice, and what differs between those two says nothing. Pure.
 */
import { isEpoch, type Moment, timeless, uuid } from './moment.ts'

/** One value, or part of one, that came out otherwise. `undefined`: it is not there. */
export interface Otherwise {
  /** JSON Pointer. */
  pointer: string
  expected: unknown
  actual: unknown
}

/** Whose values are compared: then, now, and now once more. */
export interface Moments {
  expected: Moment
  actual: Moment
  /** Left out: it was run only once, and whatever looks like an identifier made anew is taken for one. */
  again?: Moment
}

/** A value as it was three times. `again` is looked at only when there was a second run. */
export interface Three<T> {
  expected: T
  actual: T
  again?: T | undefined
}

/** More would be read by nobody. */
const most = 50

export function otherwise(
  values: Three<unknown>,
  moments: Moments,
  pointer = '',
  found: Otherwise[] = [],
): Otherwise[] {
  if (found.length >= most) return found
  const { expected, actual, again } = values
  if (isList(expected) && isList(actual)) {
    if (moments.again && isList(again) && again.length !== actual.length) return found
    const others = isList(again) ? again : []
    for (let index = 0; index < Math.max(expected.length, actual.length); index++) {
      const members = { expected: expected[index], actual: actual[index], again: others[index] }
      otherwise(members, moments, `${pointer}/${index}`, found)
    }
    return found
  }
  if (isFields(expected) && isFields(actual)) {
    const others = isFields(again) ? again : {}
    for (const name of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
      const members = { expected: expected[name], actual: actual[name], again: others[name] }
      otherwise(members, moments, `${pointer}/${escaped(name)}`, found)
    }
    return found
  }
  if (isOtherwise(values, moments)) found.push({ pointer, expected, actual })
  return found
}

/** Of a leaf, or of two things that are not of one type. */
function isOtherwise({ expected, actual, again }: Three<unknown>, moments: Moments): boolean {
  if (typeof expected === 'string' && typeof actual === 'string') {
    return textsDiffer(
      { expected, actual, again: typeof again === 'string' ? again : undefined },
      moments,
    )
  }
  if (typeof expected !== typeof actual || isList(expected) !== isList(actual)) {
    // Now and then it is there: that moves as well.
    return !(moments.again && (actual === undefined) !== (again === undefined))
  }
  if (Object.is(expected, actual)) return false
  if (typeof expected === 'number' && typeof actual === 'number') {
    if (isEpoch(expected, moments.expected) && isEpoch(actual, moments.actual)) return false
    return !(moments.again && typeof again === 'number' && again !== actual)
  }
  if (typeof expected === 'object' || typeof actual === 'object') return expected !== actual
  return !(moments.again && again !== actual)
}

export function textsDiffer(texts: Three<string>, moments: Moments): boolean {
  if (texts.expected === texts.actual) return false
  const expected = timeless(texts.expected, moments.expected)
  const actual = timeless(texts.actual, moments.actual)
  if (expected === actual) return false
  if (!moments.again || texts.again === undefined) {
    return expected.replace(uuid, '{uuid}') !== actual.replace(uuid, '{uuid}')
  }
  const again = timeless(texts.again, moments.again)
  if (again === actual) return true
  return piecesDiffer(pieces(expected), pieces(actual), pieces(again))
}

/** Those pieces that are the same in both runs must be as they were; where the runs are built otherwise nothing can be said. */
function piecesDiffer(expected: string[], actual: string[], again: string[]): boolean {
  if (actual.length !== again.length) return false
  const stays = actual.map((piece, index) => piece === again[index])
  if (!stays.some((one, index) => one && /\w/.test(actual[index] ?? ''))) return false
  if (expected.length !== actual.length) return true
  return stays.some((one, index) => one && expected[index] !== actual[index])
}

function pieces(text: string): string[] {
  return text.replace(uuid, '{uuid}').split(/([^A-Za-z0-9]+)/)
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !ArrayBuffer.isView(value)
  )
}

/** RFC 6901, section 3. */
function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1')
}
