/**
 * The bodies of the last exchanges, as bytes. One record for each place, used again and again. A body that was never
 * written is kept as the message it is: nobody changes a message, and writing it only to keep it may cost more than all else.
 */
import type { Message } from '../message/message.ts'
import { largestPacked, type Packed, Slabs } from './slab.ts'

export interface KeptBody extends Packed {
  /** When it has no bytes yet. */
  message: Message | undefined
  format: Message['format']
  contentType: string | undefined
  headers: Message['headers']
  properties: Message['properties']
}

const nothing = Buffer.alloc(0)
const none = Object.freeze({})

export class KeptBodies {
  added = 0
  /** Filled as it goes round the first time: a quiet runtime has no thousands of empty records. */
  readonly #ring: (KeptBody | undefined)[]
  readonly #slabs = new Slabs()
  /** The large ones, oldest first, by index. */
  readonly #large: { index: number; memory: ArrayBufferLike }[] = []
  /** What they lie in, and how many do: a message that is run again is the same memory. */
  readonly #memory = new Map<ArrayBufferLike, number>()
  #largeBytes = 0

  constructor(
    readonly capacity: number,
    readonly largeBytes: number,
  ) {
    this.#ring = new Array(capacity)
  }

  /** @param isLeaving It is written anyway, to answer a caller. */
  add(message: Message, isLeaving: boolean): void {
    const index = this.added++
    const at = index % this.capacity
    const body = this.#ring[at] ?? emptyBody()
    this.#ring[at] = body
    const written = isLeaving || message.isWritten ? writtenOf(message) : undefined
    body.message = written === undefined ? message : undefined
    body.format = message.format
    body.contentType = message.contentType
    body.headers = message.headers
    body.properties = message.properties
    if (written === undefined) {
      body.slab = nothing
      body.length = 0
      body.filling = 0
      return
    }
    this.#slabs.pack(written, body)
    if (body.length > largestPacked) this.#noteLarge(index, body.slab.buffer)
  }

  read(index: number): KeptBody | undefined {
    if (index < 0 || index >= this.added || index < this.added - this.capacity) return undefined
    const body = this.#ring[index % this.capacity]
    return !body || body.length === -1 || !this.#slabs.isThere(body) ? undefined : body
  }

  clear(): void {
    this.#ring.fill(undefined)
    this.#large.length = 0
    this.#memory.clear()
    this.#largeBytes = 0
  }

  /** The oldest large ones go when there are too many bytes of them; the newest always stays whole. */
  #noteLarge(index: number, memory: ArrayBufferLike): void {
    this.#large.push({ index, memory })
    const sharing = this.#memory.get(memory) ?? 0
    this.#memory.set(memory, sharing + 1)
    if (sharing === 0) this.#largeBytes += memory.byteLength
    while (this.#large.length > 1 && this.#largeBytes > this.largeBytes) {
      const oldest = this.#large.shift()
      if (!oldest) return
      this.#letGo(oldest.memory)
      const body = this.#ring[oldest.index % this.capacity]
      // Its place may hold a newer one by now.
      if (!body || oldest.index < this.added - this.capacity) continue
      body.slab = nothing
      body.length = -1
    }
  }

  #letGo(memory: ArrayBufferLike): void {
    const sharing = (this.#memory.get(memory) ?? 1) - 1
    if (sharing > 0) this.#memory.set(memory, sharing)
    else {
      this.#memory.delete(memory)
      this.#largeBytes -= memory.byteLength
    }
  }
}

function emptyBody(): KeptBody {
  return {
    slab: nothing,
    offset: 0,
    length: 0,
    filling: 0,
    message: undefined,
    format: 'none',
    contentType: undefined,
    headers: none,
    properties: none,
  }
}

function writtenOf(message: Message): Buffer | string | undefined {
  try {
    return message.written
  } catch {
    // It cannot be written; whoever has to write it will say why. It is kept as the message it is.
    return undefined
  }
}

/** A kept body's bytes. Writing one that was never written may fail: then there is nothing to show but that. */
export function bytesOf(body: KeptBody): Buffer {
  if (!body.message) return body.slab.subarray(body.offset, body.offset + body.length)
  try {
    return body.message.raw
  } catch (error) {
    return Buffer.from(`This payload cannot be written as bytes: ${(error as Error).message}`)
  }
}
