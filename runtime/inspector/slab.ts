/**
 * Keeps the bytes of small bodies packed in large buffers. A body straight from a socket is a view of the socket's whole
 * 64 KiB read buffer: keeping the view would keep all of that. A slab goes when the last record that points into it has.
 */

const slabSize = 1 << 20

/** Larger bodies are worth keeping as they are. In bytes. */
export const largestPacked = 64 << 10

export interface Packed {
  slab: Buffer
  offset: number
  length: number
}

const nothing = Buffer.alloc(0)
let slab = nothing
let used = 0

/** Into the given record, so that nothing is made for each body. */
export function pack(bytes: Buffer | string, into: Packed): void {
  if (bytes.length === 0) {
    into.slab = nothing
    into.offset = 0
    into.length = 0
    return
  }
  // A character takes at most three bytes in UTF-8.
  const most = typeof bytes === 'string' ? bytes.length * 3 : bytes.length
  if (most > largestPacked) {
    into.slab = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
    into.offset = 0
    into.length = into.slab.length
    return
  }
  if (used + most > slab.length) {
    slab = Buffer.allocUnsafeSlow(slabSize)
    used = 0
  }
  into.slab = slab
  into.offset = used
  into.length = typeof bytes === 'string' ? slab.write(bytes, used, 'utf8') : bytes.copy(slab, used)
  used += into.length
}
