/**
 * Bodies as they may be shown. A large one is asked for in stretches, and secrets are looked for in all of it: that is done once,
 * not for each stretch. Only the one that is being read is remembered, until it has been read to its end.
 */
import type { Redactor } from './redact.ts'

/** Bytes; of less a second search costs nothing worth remembering. */
const small = 256 * 1024

export interface Range {
  offset: number
  limit: number
}

interface Reading {
  bytes: Buffer
  contentType: string | undefined
  /** Of what the redactor went by then. */
  changes: number
  shown: Buffer
}

export class MaskedBody {
  #reading: Reading | undefined

  constructor(private readonly redactor: Redactor) {}

  /** All of it, masked. @param range The stretch that is wanted of that, and so whether more will be. */
  whole(bytes: Buffer, contentType: string | undefined, range: Range | undefined): Buffer {
    if (bytes.length < small || !range) return this.redactor.bytes(bytes, contentType)
    const known = this.#reading
    const isSame =
      known !== undefined &&
      isSameMemory(known.bytes, bytes) &&
      known.contentType === contentType &&
      known.changes === this.redactor.changes
    const shown = isSame ? known.shown : this.redactor.bytes(bytes, contentType)
    const isLast = range.offset + range.limit >= shown.length
    const { changes } = this.redactor
    this.#reading = isLast ? undefined : { bytes, contentType, changes, shown }
    return shown
  }

  /** With the history gone nothing of it stays. */
  forget(): void {
    this.#reading = undefined
  }
}

function isSameMemory(one: Buffer, other: Buffer): boolean {
  return (
    one.buffer === other.buffer &&
    one.byteOffset === other.byteOffset &&
    one.length === other.length
  )
}
