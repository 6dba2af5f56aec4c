/**
 * A body made ready to look at: the rows of one format, given out a stretch at a time. Lives in the worker, where laying
 * out ten megabytes does not hold the window; tests use it directly.
 */
import { guessFormats, type PayloadFormat } from './guess-format.ts'
import { hexRow, hexRowCount } from './hex-lines.ts'
import { jsonLines, tidyJson } from './json-lines.ts'
import { type Lines, textLines } from './lines.ts'
import { xmlLines } from './xml-lines.ts'

/** A browser can scroll about 33 million pixels; more rows than this could not be reached. */
export const mostRows = 1_600_000

export interface Row {
  /** What stands in the margin: the row's number, or the offset of a hex row; empty where a long line goes on. */
  margin: string
  text: string
  /** Levels; two blanks each. */
  indent: number
  /** Number of the last row that this one holds; 0 when it holds none and cannot be folded. */
  closes: number
}

export interface Outline {
  /** The one shown, and all that make sense, the best first. */
  format: PayloadFormat
  formats: readonly PayloadFormat[]
  rows: number
  /** Rows there would be, when they are more than can be shown. */
  cut?: number
  /** Why it is not shown in the format asked for. */
  note?: string
}

export class PayloadDocument {
  readonly outline: Outline
  readonly #bytes: Uint8Array
  readonly #lines: Lines | undefined

  /** @param wanted a format the user chose; left out: the one that fits best */
  constructor(bytes: Uint8Array, contentType?: string, wanted?: PayloadFormat) {
    this.#bytes = bytes
    const formats = guessFormats(bytes, contentType)
    const asked = wanted ?? formats[0] ?? 'hex'
    this.#lines = layOut(bytes, asked)
    const format = this.#lines || asked === 'hex' ? asked : 'text'
    if (format !== asked) this.#lines = layOut(bytes, 'text')
    const rows = format === 'hex' ? hexRowCount(bytes) : (this.#lines?.length ?? 0)
    this.outline = {
      format,
      formats: formats.includes(asked) ? formats : [...formats, asked],
      rows: Math.min(rows, mostRows),
      ...(rows > mostRows ? { cut: rows } : {}),
      ...(format === asked
        ? {}
        : { note: `Not well-formed ${asked.toUpperCase()}: shown as text.` }),
    }
  }

  rows(from: number, to: number): Row[] {
    const rows: Row[] = []
    for (let row = Math.max(0, from); row < Math.min(to, this.outline.rows); row++)
      rows.push(this.#row(row))
    return rows
  }

  #row(row: number): Row {
    if (!this.#lines) {
      const { offset, hex, text } = hexRow(this.#bytes, row)
      return { margin: offset, text: `${hex}  ${text}`, indent: 0, closes: 0 }
    }
    const { text, indent, isContinued, closes } = this.#lines.at(row)
    return {
      margin: isContinued ? '' : String(row + 1),
      text: this.outline.format === 'json' && !isContinued ? tidyJson(text) : text,
      indent,
      closes,
    }
  }
}

function layOut(bytes: Uint8Array, format: PayloadFormat): Lines | undefined {
  if (format === 'hex') return undefined
  const text = new TextDecoder().decode(bytes)
  if (format === 'json') return jsonLines(text)
  if (format === 'xml') return xmlLines(text)
  return textLines(text)
}
