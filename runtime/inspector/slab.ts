/**
 * Keeps the bytes of small bodies packed in large buffers. A body straight from a socket is a view of the socket's whole
 * 64 KiB read buffer: keeping the view would keep all of that. The slabs go round: making a new one for every megabyte that
 * passes would have the garbage collector look at the whole heap dozens of times a second.
 */

const slabSize = 1 << 20
/** Made when first needed, so that a quiet runtime has none. 24 MiB in all. */
const mostSlabs = 24

/** Larger bodies are worth keeping as they are. In bytes. */
export const largestPacked = 64 << 10

export interface Packed {
  slab: Buffer
  offset: number
  length: number
  /** Counts the fillings of slabs; 0: a buffer of its own. */
  filling: number
}

const nothing = Buffer.alloc(0)

export class Slabs {
  readonly #slabs: Buffer[] = []
  #filling = 0
  #slab: Buffer = nothing
  #used = 0

  /** Into the given record, so that nothing is made for each body. */
  pack(bytes: Buffer | string, into: Packed): void {
    // A character takes at most three bytes in UTF-8.
    const most = typeof bytes === 'string' ? bytes.length * 3 : bytes.length
    if (most > largestPacked || most === 0) {
      into.slab = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
      into.offset = 0
      into.length = into.slab.length
      into.filling = 0
      return
    }
    if (this.#used + most > this.#slab.length) this.#turn()
    into.slab = this.#slab
    into.offset = this.#used
    into.length =
      typeof bytes === 'string'
        ? this.#slab.write(bytes, this.#used, 'utf8')
        : bytes.copy(this.#slab, this.#used)
    into.filling = this.#filling
    this.#used += into.length
  }

  /** Or has its slab been filled with newer ones since? */
  isThere({ filling }: Packed): boolean {
    return filling === 0 || filling > this.#filling - mostSlabs
  }

  #turn(): void {
    const index = this.#filling++ % mostSlabs
    this.#slabs[index] ??= Buffer.allocUnsafeSlow(slabSize)
    this.#slab = this.#slabs[index] as Buffer
    this.#used = 0
  }
}
