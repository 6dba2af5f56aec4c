/** Where one JSON value is other than another. Pure. */

import { isMatch, kindOf, matcherOf, wordsOf } from '../model/matchers.ts'
import { type Path, pointerOf } from '../model/pointer.ts'
import type { Masks } from './masks.ts'

export interface ValueDifference {
  pointer: string
  /** What follows the name of the place: `is 200, not 201`. */
  words: string
  /** From where the comparison began: `items[0].total`; empty: the value itself. */
  place: string
  expected?: unknown
  actual?: unknown
}

export interface HowToCompare {
  how: 'equal' | 'subset'
  masks: Masks
  /** The pointer of the value itself. */
  at: Path
}

/** More tell nobody anything. */
const most = 200

export function valuesDiffer(
  expected: unknown,
  actual: unknown,
  { how, masks, at }: HowToCompare,
): ValueDifference[] {
  const found: ValueDifference[] = []
  visit(expected, actual, at)
  return found.slice(0, most)

  function visit(one: unknown, other: unknown, path: Path): void {
    if (found.length >= most) return
    if (masks.has(path)) {
      if (kindOf(one) !== kindOf(other)) tell(path, one, other, maskedWords(one, other))
      return
    }
    const matcher = matcherOf(one)
    if (matcher) {
      if (isMatch(matcher, other)) return
      tell(path, one, other, `is ${shown(other)}, not ${wordsOf(matcher)}`)
    } else if (Array.isArray(one) && Array.isArray(other)) visitLists(one, other, path)
    else if (isObject(one) && isObject(other)) visitObjects(one, other, path)
    else if (!Object.is(one, other) && !(one === 0 && other === 0)) {
      tell(path, one, other, wordsFor(one, other))
    }
  }

  function visitLists(one: readonly unknown[], other: readonly unknown[], path: Path): void {
    if (one.length !== other.length) {
      const entries = other.length === 1 ? 'entry' : 'entries'
      tell(path, one, other, `has ${other.length} ${entries}, not ${one.length}`)
    }
    const common = Math.min(one.length, other.length)
    for (let index = 0; index < common; index++) {
      visit(one[index], other[index], [...path, String(index)])
    }
  }

  function visitObjects(one: Fields, other: Fields, path: Path): void {
    for (const key of Object.keys(one)) {
      visit(one[key], Object.hasOwn(other, key) ? other[key] : undefined, [...path, key])
    }
    if (how === 'subset') return
    for (const key of Object.keys(other)) {
      if (!Object.hasOwn(one, key)) visit(undefined, other[key], [...path, key])
    }
  }

  function tell(path: Path, one: unknown, other: unknown, words: string): void {
    found.push({
      pointer: pointerOf(path),
      words,
      place: placeOf(path.slice(at.length)),
      ...(one === undefined ? {} : { expected: one }),
      ...(other === undefined ? {} : { actual: other }),
    })
  }
}

type Fields = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function wordsFor(expected: unknown, actual: unknown): string {
  if (actual === undefined) return `is not there; ${shown(expected)} was expected`
  if (expected === undefined) return `is there, ${shown(actual)}, and was not expected`
  return `is ${shown(actual)}, not ${shown(expected)}`
}

function maskedWords(expected: unknown, actual: unknown): string {
  if (actual === undefined)
    return `is not there; its value is masked, but ${kindOf(expected)} was expected`
  return `is ${kindOf(actual)}, not ${kindOf(expected)}; its value is masked`
}

/** `items[0].total` */
function placeOf(path: Path): string {
  return path.reduce((text, part) => {
    if (/^\d+$/.test(part)) return `${text}[${part}]`
    if (!/^[\p{L}_$][\p{L}\p{N}_$-]*$/u.test(part)) return `${text}[${JSON.stringify(part)}]`
    return text === '' ? part : `${text}.${part}`
  }, '')
}

/** As JSON, in a few characters. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 77)}…` : text
}
