/**
 * A document as rows to show, none of them made until it is looked at: a row is a stretch of the source and an indent.
 * Ten megabytes of one-line JSON become half a million rows in some tens of milliseconds and a few megabytes.
 */

/** No row is longer, so that one endless line cannot stall the view; the rest of the line follows in rows of its own. */
export const longestRow = 1000

export class Lines {
  length = 0
  #start = new Int32Array(1024)
  #end = new Int32Array(1024)
  #indent = new Uint16Array(1024)
  /** Row number of the line's first row where this one continues a line, else -1. */
  #first = new Int32Array(1024)
  /** Last row of what this row opens, or 0 when it opens nothing. */
  #closes = new Int32Array(1024)

  readonly source: string

  constructor(source: string) {
    this.source = source
  }

  /** Adds the line from `start` up to `end`; gives the number of its first row. */
  push(start: number, end: number, indent = 0): number {
    const first = this.length
    let from = start
    do {
      const to = Math.min(end, from + longestRow)
      this.#add(from, to, indent, from === start ? -1 : first)
      from = to
    } while (from < end)
    return first
  }

  /** Says that the row `opened` holds all rows up to and including `closed`. */
  fold(opened: number, closed: number) {
    this.#closes[opened] = closed
  }

  at(row: number): { text: string; indent: number; isContinued: boolean; closes: number } {
    return {
      text: this.source.slice(this.#start[row] ?? 0, this.#end[row] ?? 0),
      indent: this.#indent[row] ?? 0,
      isContinued: (this.#first[row] ?? -1) >= 0,
      closes: this.#closes[row] ?? 0,
    }
  }

  #add(start: number, end: number, indent: number, first: number) {
    if (this.length === this.#start.length) this.#grow()
    this.#start[this.length] = start
    this.#end[this.length] = end
    this.#indent[this.length] = indent
    this.#first[this.length] = first
    this.length++
  }

  #grow() {
    const size = this.#start.length * 2
    const copy = <T extends Int32Array | Uint16Array>(from: T, to: T): T => {
      to.set(from)
      return to
    }
    this.#start = copy(this.#start, new Int32Array(size))
    this.#end = copy(this.#end, new Int32Array(size))
    this.#indent = copy(this.#indent, new Uint16Array(size))
    this.#first = copy(this.#first, new Int32Array(size))
    this.#closes = copy(this.#closes, new Int32Array(size))
  }
}

/** Plain text: its own lines, whatever ends them. */
export function textLines(text: string): Lines {
  const lines = new Lines(text)
  let from = 0
  while (from < text.length) {
    const at = text.indexOf('\n', from)
    const end = at < 0 ? text.length : at
    lines.push(from, text.charCodeAt(end - 1) === 13 && end > from ? end - 1 : end)
    from = end + 1
  }
  return lines
}
