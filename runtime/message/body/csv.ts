/**
 * CSV (RFC 4180) with a header row: a list of objects, all values texts. Fields are separated by commas, or by the
 * semicolons or tabs that some spreadsheets write when the header row has no comma. Written with commas and CRLF.
 */
import { createRequire } from 'node:module'
import { Failure } from '../../model/failure.ts'
import { textOf, wrongAt } from './position.ts'

const what = 'The body is not CSV'

/** Loaded when first needed: most projects never read CSV, and the runtime starts without it. */
function parser(): typeof import('csv-parse/sync') {
  return typeof require === 'function'
    ? require('csv-parse/sync')
    : createRequire(import.meta.url)('csv-parse/sync')
}

/** undefined for an empty body. @throws Failure MESSAGE_NOT_CSV with the line. */
export function readCsv(raw: Buffer): unknown {
  if (raw.length === 0) return undefined
  const text = textOf(raw, 'MESSAGE_NOT_CSV', what)
  const { parse, CsvError } = parser()
  try {
    return parse(text, {
      columns: (names: string[]) => checked(names, text),
      delimiter: delimiterOf(text),
      skip_empty_lines: true,
    })
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const line = typeof error.lines === 'number' ? error.lines : 1
    const reason = error.message.split(/,? (?:at|on) line /, 1)[0]
    throw new Failure('MESSAGE_NOT_CSV', `${what}: ${reason}, line ${line}.`, {
      cause: error,
      details: { line, reason: error.code },
    })
  }
}

function delimiterOf(text: string): string {
  const end = text.search(/[\r\n]/)
  const header = end === -1 ? text : text.slice(0, end)
  return [',', ';', '\t'].find((candidate) => header.includes(candidate)) ?? ','
}

function checked(names: string[], text: string): string[] {
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) {
    throw wrongAt('MESSAGE_NOT_CSV', what, `the column "${twice}" comes twice`, text, 0)
  }
  if (names.includes('__proto__')) {
    throw wrongAt('MESSAGE_NOT_CSV', what, 'a column cannot be named __proto__', text, 0)
  }
  return names
}

/**
 * A list of objects, with a header row of all names in the order they appear; or a list of lists, without one.
 * @throws Failure OUTPUT_MALFORMED for anything else.
 */
export function writeCsv(value: unknown): Buffer {
  const rows = Array.isArray(value) ? value : [value]
  if (rows.every(Array.isArray)) return lines(rows)
  if (!rows.every(isRecord)) {
    throw new Failure('OUTPUT_MALFORMED', 'CSV is written from a list of objects or of lists.')
  }
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  return lines([names, ...rows.map((row) => names.map((name) => row[name]))])
}

function isRecord(row: unknown): row is Record<string, unknown> {
  return typeof row === 'object' && row !== null && !Array.isArray(row)
}

function lines(rows: readonly (readonly unknown[])[]): Buffer {
  // A row of one empty cell would be an empty line, which is no row.
  return Buffer.from(rows.map((row) => `${row.map(cell).join(',') || '""'}\r\n`).join(''))
}

function cell(value: unknown): string {
  if (value === undefined || value === null) return ''
  const text =
    value instanceof Date
      ? value.toISOString()
      : typeof value === 'object'
        ? JSON.stringify(value)
        : String(value)
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
