/** Where in a text something is wrong, as editors count, and the one way of saying so. */
import { isUtf8 } from 'node:buffer'
import { Failure, type FailureCode } from '../../model/failure.ts'

export interface Position {
  /** 1-based. */
  line: number
  /** 1-based, in UTF-16 units as editors count. */
  column: number
  /** 0-based offset in the text. */
  position: number
}

export function positionAt(text: string, offset: number): Position {
  let line = 1
  let start = 0
  for (let next = text.indexOf('\n'); next !== -1 && next < offset; ) {
    line++
    start = next + 1
    next = text.indexOf('\n', start)
  }
  return { line, column: offset - start + 1, position: offset }
}

/** `The body is not JSON: ',' or '}' is missing, line 3, column 14.` */
export function wrongAt(
  code: FailureCode,
  what: string,
  reason: string,
  text: string,
  offset: number,
): Failure {
  const at = positionAt(text, offset)
  return new Failure(code, `${what}: ${reason}, line ${at.line}, column ${at.column}.`, {
    details: { ...at },
  })
}

const byteOrderMark = 0xfeff

/**
 * The bytes as text, without a byte order mark. Bytes that are not UTF-8 are refused rather than replaced: a `?` in
 * somebody's name would travel on unseen.
 */
export function textOf(raw: Buffer, code: FailureCode, what: string): string {
  if (!isUtf8(raw)) {
    const text = raw.toString('utf8')
    throw wrongAt(code, what, 'it is not UTF-8', text, Math.max(0, text.indexOf('\ufffd')))
  }
  const text = raw.toString('utf8')
  return text.charCodeAt(0) === byteOrderMark ? text.slice(1) : text
}
