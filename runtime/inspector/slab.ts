/**
 * Keeps the bytes of small bodies packed in large buffers. A body straight from a socket is a view of the socket's whole
 * 64 KiB read buffer: keeping the view would keep all of that. A slab goes when the last record that points into it has.
 */

const slabSize = 1 << 20

/** Larger bodies are worth keeping as they are. */
export const largestPacked = 64 << 10

export interface Packed {
  slab: Buffer
  offset: number
  length: number
}

let slab = Buffer.allocUnsafeSlow(0)
let used = 0

export function pack(bytes: Buffer): Packed {
  const { length } = bytes
  if (length > largestPacked) return { slab: bytes, offset: 0, length }
  if (used + length > slab.length) {
    slab = Buffer.allocUnsafeSlow(slabSize)
    used = 0
  }
  const offset = used
  bytes.copy(slab, offset)
  used += length
  return { slab, offset, length }
}

export function unpack({ slab, offset, length }: Packed): Buffer {
  return slab.subarray(offset, offset + length)
}
