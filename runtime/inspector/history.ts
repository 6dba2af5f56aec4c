/**
 * The last exchanges, in memory: their steps as they were and their bodies as bytes. Bounded by count and by bytes, oldest
 * out first. Adding is on every message's way, so it keeps what is there and works out what is shown only when asked.
 */
import type { OpenExchange } from '../flow/open-exchange.ts'
import type { Step } from '../flow/step.ts'
import type { Message } from '../message/message.ts'
import type { Failure } from '../model/failure.ts'
import { largestPacked, type Packed, pack, unpack } from './slab.ts'

/** A body as it is kept. One not written yet is kept as the message it is: nobody changes a message. */
export interface KeptBody {
  packed: Packed | undefined
  message: Message | undefined
  format: Message['format']
  contentType: string | undefined
  headers: Message['headers']
  properties: Message['properties']
}

export interface Kept {
  seq: number
  cid: string
  channel: string
  /** Empty when nothing was ever sent on. */
  traceparent: string
  /** Epoch milliseconds, and the same instant on the clock that steps use. */
  beganAt: number
  began: number
  took: number
  /** Bytes received. */
  size: number
  failure: Failure | undefined
  /** What the service said the status is; undefined when none did. */
  status: unknown
  steps: readonly Step[]
  leftOut: number
  /** Bodies by step, `in` at twice the step's id, `out` after it; the same body twice is one object. */
  bodies: (KeptBody | undefined)[]
  largeBytes: number
}

export interface Limits {
  /** Exchanges kept. Default 2,000. */
  exchanges: number
  /** Bytes of bodies larger than 64 KiB kept in all. Default 128 MiB. */
  largeBytes: number
}

export class History {
  readonly #ring: (Kept | undefined)[]
  readonly #limits: Limits
  #seq = 0
  #oldestLarge = 0
  #largeBytes = 0

  constructor(limits: Partial<Limits> = {}) {
    this.#limits = { exchanges: 2000, largeBytes: 128 << 20, ...limits }
    this.#ring = new Array(this.#limits.exchanges)
  }

  get seq(): number {
    return this.#seq
  }

  add(exchange: OpenExchange): Kept {
    const slot = this.#seq % this.#ring.length
    this.#drop(this.#ring[slot])
    const kept = toKept(this.#seq++, exchange)
    keepBodies(kept)
    this.#ring[slot] = kept
    this.#largeBytes += kept.largeBytes
    if (this.#largeBytes > this.#limits.largeBytes) this.#dropLarge(kept)
    return kept
  }

  /** Newest first. */
  *newest(before = this.#seq): Generator<Kept> {
    const oldest = Math.max(0, this.#seq - this.#ring.length)
    for (let seq = Math.min(before, this.#seq) - 1; seq >= oldest; seq--) {
      const kept = this.#ring[seq % this.#ring.length]
      if (kept?.seq === seq) yield kept
    }
  }

  find(cid: string): Kept | undefined {
    for (const kept of this.newest()) if (kept.cid === cid) return kept
    return undefined
  }

  clear(): void {
    this.#ring.fill(undefined)
    this.#largeBytes = 0
    this.#oldestLarge = this.#seq
  }

  #drop(kept: Kept | undefined): void {
    if (kept) this.#largeBytes -= kept.largeBytes
  }

  /** The oldest large bodies go, their exchanges stay. The newest one always stays whole. */
  #dropLarge(newest: Kept): void {
    this.#oldestLarge = Math.max(this.#oldestLarge, this.#seq - this.#ring.length)
    for (
      ;
      this.#largeBytes > this.#limits.largeBytes && this.#oldestLarge < newest.seq;
      this.#oldestLarge++
    ) {
      const kept = this.#ring[this.#oldestLarge % this.#ring.length]
      if (!kept || kept.largeBytes === 0) continue
      this.#largeBytes -= kept.largeBytes
      kept.largeBytes = 0
      kept.bodies = kept.bodies.map((body) => (sizeOf(body) > largestPacked ? undefined : body))
    }
  }
}

/** What is kept of an exchange; not the exchange itself, which holds the plans and services it ran on. */
function toKept(seq: number, exchange: OpenExchange): Kept {
  const { origin, message } = exchange
  return {
    seq,
    cid: origin.cid,
    channel: origin.channel,
    traceparent: exchange.knownTraceparent ?? origin.traceparent ?? '',
    beganAt: exchange.beganAt,
    began: exchange.began,
    took: exchange.ended - exchange.began,
    size: message.isWritten ? message.raw.length : 0,
    failure: exchange.failure,
    status: exchange.reply?.properties.status,
    steps: exchange.steps,
    leftOut: exchange.leftOut,
    bodies: [],
    largeBytes: 0,
  }
}

/** Takes the bodies out of the steps, so that no payload outlives its exchange as a graph of objects. */
function keepBodies(kept: Kept): void {
  const { steps } = kept
  let last: Message | undefined
  let lastKept: KeptBody | undefined
  for (const step of steps) {
    for (let side = 0; side < 2; side++) {
      const message = side === 0 ? step.sent : step.out
      if (!message) continue
      // The reply of one step is nearly always the next one's input.
      if (message !== last) {
        lastKept = findSame(kept, steps, message) ?? keepBody(message)
        last = message
        if (sizeOf(lastKept) > largestPacked) kept.largeBytes += sizeOf(lastKept)
      }
      kept.bodies[step.id * 2 + side] = lastKept
    }
  }
  for (const step of steps) {
    step.sent = undefined
    step.out = undefined
  }
}

function findSame(kept: Kept, steps: readonly Step[], message: Message): KeptBody | undefined {
  for (let slot = 0; slot < kept.bodies.length; slot++) {
    const step = steps[slot >> 1]
    if (step && (slot % 2 === 0 ? step.sent : step.out) === message) return kept.bodies[slot]
  }
  return undefined
}

function keepBody(message: Message): KeptBody {
  const { format, contentType, headers, properties } = message
  const packed = message.isWritten ? pack(message.raw) : undefined
  return { packed, message: packed ? undefined : message, format, contentType, headers, properties }
}

export function sizeOf(body: KeptBody | undefined): number {
  return body?.packed?.length ?? 0
}

/** A kept body's bytes. Writing one that was never written may fail: then there is nothing to show but that. */
export function bytesOf(body: KeptBody): Buffer {
  if (body.packed) return unpack(body.packed)
  try {
    return body.message?.raw ?? Buffer.alloc(0)
  } catch (error) {
    return Buffer.from(`This payload cannot be written as bytes: ${(error as Error).message}`)
  }
}
