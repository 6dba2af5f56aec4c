/** Bytes as a hex dump: sixteen a row, made when the row is looked at. */

const width = 16

export interface HexRow {
  /** Of the row's first byte, eight hex digits. */
  offset: string
  /** Two groups of eight, padded to the full width. */
  hex: string
  /** Printable ASCII; a dot for the rest. */
  text: string
}

export function hexRowCount(bytes: Uint8Array): number {
  return Math.ceil(bytes.length / width)
}

export function hexRow(bytes: Uint8Array, row: number): HexRow {
  const part = bytes.subarray(row * width, (row + 1) * width)
  const pairs = Array.from(part, (byte) => byte.toString(16).padStart(2, '0'))
  const hex = `${pairs.slice(0, 8).join(' ')}  ${pairs.slice(8).join(' ')}`
  return {
    offset: (row * width).toString(16).padStart(8, '0'),
    hex: hex.padEnd(width * 3),
    text: Array.from(part, (byte) =>
      byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.',
    ).join(''),
  }
}
