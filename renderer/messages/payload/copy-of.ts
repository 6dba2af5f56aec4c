/** A body as text for the clipboard: as it came where it is text, as a hex dump where that is what is shown. */
import type { FetchedBody } from './fetch-body.ts'
import type { PayloadFormat } from './guess-format.ts'
import { hexRow, hexRowCount } from './hex-lines.ts'

export function copyOf(body: FetchedBody, shown: PayloadFormat | 'headers'): string {
  if (shown === 'headers')
    return Object.entries(body.headers)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n')
  if (shown !== 'hex') return new TextDecoder().decode(body.bytes)
  const rows: string[] = []
  for (let row = 0; row < hexRowCount(body.bytes); row++) {
    const { offset, hex, text } = hexRow(body.bytes, row)
    rows.push(`${offset}  ${hex}  ${text}`)
  }
  return rows.join('\n')
}
