/**
 * JSON laid out for reading without parsing it: numbers, escapes and the order of keys stay exactly as they came.
 * undefined when the brackets do not match: then the text is better shown as it is.
 */
import { Lines } from './lines.ts'

const quote = 34
const backslash = 92

export function jsonLines(text: string): Lines | undefined {
  const lines = new Lines(text)
  /** The rows that opened what we are in, innermost last, and the bracket that must close it. */
  const open: { row: number; bracket: number }[] = []
  let start = skipBlank(text, 0)
  let at = start
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === quote) {
      at = endOfString(text, at)
    } else if (code === 123 || code === 91) {
      const bracket = code + 2
      const inside = skipBlank(text, at + 1)
      if (text.charCodeAt(inside) === bracket) {
        at = inside + 1
        continue
      }
      open.push({ row: lines.push(start, at + 1, open.length), bracket })
      start = at = inside
    } else if (code === 125 || code === 93) {
      if (at > start) lines.push(start, at, open.length)
      const opened = open.pop()
      if (opened?.bracket !== code) return undefined
      start = at
      at = skipBlank(text, at + 1)
      if (text.charCodeAt(at) === 44) at++
      lines.fold(opened.row, lines.push(start, at, open.length))
      start = at = skipBlank(text, at)
    } else if (code === 44) {
      lines.push(start, at + 1, open.length)
      start = at = skipBlank(text, at + 1)
    } else {
      at++
    }
  }
  const end = text.trimEnd().length
  if (end > start) lines.push(start, end, open.length)
  return open.length === 0 ? lines : undefined
}

/** One row of JSON with its blanks put right: none but one after a colon. Strings are untouched. */
export function tidyJson(row: string): string {
  let tidy = ''
  for (const token of row.match(/"(?:[^"\\]|\\.)*"?|[^\s":]+|:/g) ?? [])
    tidy += token === ':' ? ': ' : token
  return tidy
}

function skipBlank(text: string, from: number): number {
  let at = from
  while (at < text.length && text.charCodeAt(at) <= 32) at++
  return at
}

/** The place after the closing quote; the end of the text when there is none. */
function endOfString(text: string, from: number): number {
  let at = from + 1
  while (at < text.length) {
    const code = text.charCodeAt(at)
    if (code === quote) return at + 1
    at += code === backslash ? 2 : 1
  }
  return text.length
}
