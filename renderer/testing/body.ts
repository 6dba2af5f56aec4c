/** Is a body what it says it is, and how does it read best? Nothing is parsed and written again: numbers and order stay. Pure. */
import { XMLValidator } from 'fast-xml-parser'
import { parseJson } from '../../runtime/model/json.ts'
import { jsonLines, tidyJson } from '../messages/payload/json-lines.ts'
import type { Lines } from '../messages/payload/lines.ts'
import { xmlLines } from '../messages/payload/xml-lines.ts'
import type { BodyFormat } from './draft.ts'

/** Where a text is wrong; 1-based. */
export interface BodyTrouble {
  message: string
  line: number
  column: number
}

/** undefined: it is well formed, or its format has no form. */
export function bodyTrouble(format: BodyFormat, text: string): BodyTrouble | undefined {
  if (text.trim() === '') return undefined
  if (format === 'json') {
    const read = parseJson(text)
    return read.ok ? undefined : { message: read.message, line: read.line, column: read.column }
  }
  if (format === 'xml') {
    const valid = XMLValidator.validate(text)
    if (valid === true) return undefined
    const { msg, line, col } = valid.err
    return { message: msg.replace(/\.$/, ''), line, column: col }
  }
  return undefined
}

/** Laid out for reading. The text itself when it cannot be: it is not well formed, or there is nothing to lay out. */
export function prettified(format: BodyFormat, text: string): string {
  if (format !== 'json' && format !== 'xml') return text
  if (bodyTrouble(format, text) !== undefined || text.trim() === '') return text
  const lines = format === 'json' ? jsonLines(text) : xmlLines(text)
  return lines ? textOf(lines, format === 'json' ? tidyJson : (row) => row) : text
}

function textOf(lines: Lines, tidy: (row: string) => string): string {
  const rows: { text: string; indent: number }[] = []
  for (let row = 0; row < lines.length; row++) {
    const { text, indent, isContinued } = lines.at(row)
    const before = rows.at(-1)
    // A row that was cut for the screen goes on where it was.
    if (isContinued && before) before.text += text
    else rows.push({ text, indent })
  }
  return rows.map(({ text, indent }) => '  '.repeat(indent) + tidy(text)).join('\n')
}
