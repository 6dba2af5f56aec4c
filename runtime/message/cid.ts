/** Correlation ids and W3C trace context (https://www.w3.org/TR/trace-context/). */
import { randomFillSync } from 'node:crypto'

// Random bytes are drawn 8 KiB at a time: asking the system for each id would cost more than the rest of an HTTP request.
const pool = Buffer.allocUnsafe(8192)
let used = pool.length

function hex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += bytes
  return pool.toString('hex', used - bytes, used)
}

/** 96 random bits as 24 hex digits. */
export function newCid(): string {
  return hex(12)
}

const traceparentPattern = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

/** The trace id of a caller's `traceparent`, or undefined when it is not one (all zeros is not one either). */
export function traceIdOf(traceparent: string): string | undefined {
  const match = traceparentPattern.exec(traceparent)
  if (!match || match[1] === undefined || traceparent.startsWith('ff')) return undefined
  return /^0+$/.test(match[1]) || /^0+$/.test(match[2] ?? '') ? undefined : match[1]
}

/** 64 random bits as 16 hex digits. */
export function newSpanId(): string {
  return hex(8)
}

let isSampled: (traceId: string) => boolean = () => true

/** Which of the traces that begin here are kept by whoever collects them; default all. What a caller decided holds. */
export function sampleTraces(decide: (traceId: string) => boolean): void {
  isSampled = decide
}

/** What is sent on to a peer: the caller's trace and whether it is sampled, or a new one, with a parent id of our own. */
export function newTraceparent(caller?: string): string {
  const known = caller === undefined ? undefined : traceIdOf(caller)
  const trace = known ?? hex(16)
  const flags = known === undefined ? (isSampled(trace) ? '01' : '00') : caller?.slice(53, 55)
  return `00-${trace}-${hex(8)}-${flags}`
}
