/**
 * An exchange on its way from the engine's thread to the one that writes: as it was, nothing masked. It is put together as
 * cheaply as can be; everything that costs (masking, parsing, packing) is the writer's work.
 */
import type { Kept } from '../inspector/history.ts'
import { bytesOf, type KeptBody } from '../inspector/kept-bodies.ts'
import { detailOf } from '../inspector/summary.ts'
import type { Format } from '../message/format.ts'
import { factsOf, type OriginFacts } from '../message/origin-facts.ts'
import type { ExchangeDetail } from '../model/trace.ts'

/** A body is kept on disk up to here, in bytes. */
export const mostOfBody = 256 << 10
/** Of one exchange in all. */
export const mostOfExchange = 4 << 20
// So much more is handed over and masked with it, lest half a secret stay at the edge of a cut.
const beyond = 4 << 10

export interface EntryBody {
  format: Format
  contentType?: string
  headers: Readonly<Record<string, string>>
  properties: Readonly<Record<string, unknown>>
  /** Bytes that it had. */
  size: number
  /** Where it stands among the bytes of its batch. */
  from: number
  length: number
}

export interface Entry {
  detail: ExchangeDetail
  origin: OriginFacts
  /** For each step the index of what went in, then of what came out; -1: there was none, or it was no longer kept. */
  refs: readonly number[]
  /** The same body is here once, however many steps had it. */
  bodies: readonly EntryBody[]
  /** Paths of the payload that it can be found by. */
  keys: readonly string[]
}

/** What is handed over as one: the entries as JSON, since a text crosses between threads quicker than objects, and all bytes. */
export interface Batch {
  entries: string
  bytes: Uint8Array<ArrayBuffer>
  count: number
}

/** Gathers exchanges until they are enough for a batch. */
export class Packing {
  readonly #texts: string[] = []
  readonly #parts: Buffer[] = []
  /** Bytes of all parts, and with the texts. */
  #bytes = 0
  #length = 0

  get count(): number {
    return this.#texts.length
  }

  /** Bytes so far. */
  get size(): number {
    return this.#length
  }

  add(kept: Kept, keys: readonly string[]): void {
    const known: KeptBody[] = []
    const bodies: EntryBody[] = []
    let left = mostOfExchange
    const refs = kept.steps.flatMap(({ id }) =>
      [kept.bodies[id * 2], kept.bodies[id * 2 + 1]].map((body) => {
        if (!body) return -1
        const at = known.indexOf(body)
        if (at >= 0) return at
        const entry = this.#take(body, Math.min(mostOfBody, left))
        left -= entry.length
        bodies.push(entry)
        return known.push(body) - 1
      }),
    )
    const entry: Entry = {
      detail: detailOf(kept),
      origin: factsOf(kept.origin),
      refs,
      bodies,
      keys,
    }
    const text = JSON.stringify(entry)
    this.#texts.push(text)
    this.#length += text.length
  }

  done(): Batch {
    const bytes = new Uint8Array(this.#bytes)
    let at = 0
    for (const part of this.#parts) {
      bytes.set(part, at)
      at += part.length
    }
    return { entries: `[${this.#texts.join(',')}]`, bytes, count: this.count }
  }

  #take(body: KeptBody, most: number): EntryBody {
    const all = bytesOf(body)
    const bytes = all.subarray(0, most <= 0 ? 0 : most + beyond)
    const from = this.#bytes
    // In a slab that goes round, but until `done` nothing else runs on this thread.
    this.#parts.push(bytes)
    this.#bytes += bytes.length
    this.#length += bytes.length
    const { format, contentType, headers, properties } = body
    return {
      ...{ format, headers, properties, size: all.length, from, length: bytes.length },
      ...(contentType === undefined ? {} : { contentType }),
    }
  }
}
