/**
 * JSON (RFC 8259). What arrives is data from outside: a `__proto__` in it must not become anybody's prototype, and
 * what is wrong has a position.
 */
import { Failure } from '../../model/failure.ts'
import { whereJsonBreaks } from './json-position.ts'
import { textOf, wrongAt } from './position.ts'

const what = 'The body is not JSON'

/** undefined for an empty body. @throws Failure MESSAGE_NOT_JSON with line and column, MESSAGE_UNREADABLE. */
export function readJson(raw: Buffer): unknown {
  if (raw.length === 0) return undefined
  const text = textOf(raw, 'MESSAGE_NOT_JSON', what)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    // V8 tells a position for some mistakes only, and in words that change with its version.
    const broken = whereJsonBreaks(text)
    if (!broken) throw new Failure('MESSAGE_NOT_JSON', `${what}.`, { cause: error })
    throw wrongAt('MESSAGE_NOT_JSON', what, broken.reason, text, broken.offset)
  }
  if (isSuspect(text)) refuseProtoIn(value)
  return value
}

/** @throws Failure OUTPUT_MALFORMED when the value has no JSON: a circle, a bigint. */
export function writeJson(value: unknown): Buffer {
  try {
    return Buffer.from(JSON.stringify(value) ?? '')
  } catch (error) {
    const reason = (error as Error).message.split('\n', 1)[0]
    throw new Failure('OUTPUT_MALFORMED', `The payload cannot be written as JSON: ${reason}`, {
      cause: error,
    })
  }
}

/** Could one of the two dangerous names be in there, written plainly or with \u escapes? Cheap, and says yes too often. */
function isSuspect(text: string): boolean {
  return text.includes('__proto__') || text.includes('"constructor"') || text.includes('\\u00')
}

function refuseProtoIn(root: unknown): void {
  const open: unknown[] = [root]
  // A list of our own and no recursion: the nesting is the caller's choice.
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (typeof value !== 'object' || value === null) continue
    if (Object.hasOwn(value, '__proto__')) throw dangerous('__proto__')
    if (Object.hasOwn(value, 'constructor')) {
      const made = (value as { constructor: unknown }).constructor
      if (typeof made === 'object' && made !== null && Object.hasOwn(made, 'prototype')) {
        throw dangerous('constructor.prototype')
      }
    }
    for (const inner of Object.values(value)) if (typeof inner === 'object') open.push(inner)
  }
}

function dangerous(name: string): Failure {
  return new Failure(
    'MESSAGE_UNREADABLE',
    `The body has an element ${name}, which is refused because copying it changes what all objects inherit.`,
    { details: { element: name } },
  )
}
