/**
 * XML laid out for reading: one element a line, text beside the tags that hold it, nothing changed or expanded.
 * undefined when the tags do not match: then the text is better shown as it is.
 */
import { Lines } from './lines.ts'

interface Open {
  row: number
  name: string
}

export function xmlLines(text: string): Lines | undefined {
  const lines = new Lines(text)
  const open: Open[] = []
  let at = 0
  while (at < text.length) {
    const begin = text.indexOf('<', at)
    const words = trimmed(text, at, begin < 0 ? text.length : begin)
    if (words) lines.push(words.start, words.end, open.length)
    if (begin < 0) break
    const end = endOfTag(text, begin)
    if (end === undefined) return undefined
    if (text.startsWith('</', begin)) {
      const opened = open.pop()
      if (opened?.name !== nameAt(text, begin + 2)) return undefined
      lines.fold(opened.row, lines.push(begin, end, open.length))
      at = end
    } else if (/[!?]/.test(text[begin + 1] ?? '') || text[end - 2] === '/') {
      lines.push(begin, end, open.length)
      at = end
    } else {
      const name = nameAt(text, begin + 1)
      const whole = endOfLeaf(text, end, name)
      if (whole === undefined) open.push({ row: lines.push(begin, end, open.length), name })
      else lines.push(begin, whole, open.length)
      at = whole ?? end
    }
  }
  return open.length === 0 ? lines : undefined
}

/** Where an element that holds nothing but text ends, its closing tag included; undefined when it holds more. */
function endOfLeaf(text: string, from: number, name: string): number | undefined {
  const next = text.indexOf('<', from)
  if (next < 0 || !text.startsWith('</', next) || nameAt(text, next + 2) !== name) return undefined
  return endOfTag(text, next)
}

/** The place after a tag, a comment, a section or a declaration that begins at `from`. */
function endOfTag(text: string, from: number): number | undefined {
  if (text.startsWith('<!--', from)) return after(text, '-->', from)
  if (text.startsWith('<![CDATA[', from)) return after(text, ']]>', from)
  if (text.startsWith('<?', from)) return after(text, '?>', from)
  let quote = ''
  // A document type may hold declarations of its own in square brackets.
  let depth = 0
  for (let at = from + 1; at < text.length; at++) {
    const sign = text[at]
    if (quote !== '') {
      if (sign === quote) quote = ''
    } else if (sign === '"' || sign === "'") quote = sign
    else if (sign === '[') depth++
    else if (sign === ']') depth--
    else if (sign === '>' && depth <= 0) return at + 1
  }
  return undefined
}

function after(text: string, mark: string, from: number): number | undefined {
  const at = text.indexOf(mark, from)
  return at < 0 ? undefined : at + mark.length
}

function nameAt(text: string, from: number): string {
  let end = from
  while (end < text.length && !/[\s/>]/.test(text[end] ?? '')) end++
  return text.slice(from, end)
}

function trimmed(text: string, from: number, to: number): { start: number; end: number } | null {
  let start = from
  let end = to
  while (start < end && text.charCodeAt(start) <= 32) start++
  while (end > start && text.charCodeAt(end - 1) <= 32) end--
  return end > start ? { start, end } : null
}
