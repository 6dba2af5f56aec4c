/** Brings a body out of the runtime in stretches, so that a large one neither holds the port nor comes when it is no longer wanted. */
import type { Control } from '../../../runtime/model/control.ts'
import type { Body, BodyRef } from '../../../runtime/model/trace.ts'

const stretch = 1024 * 1024

export interface FetchedBody extends Omit<Body, 'bytes'> {
  bytes: Uint8Array<ArrayBuffer>
  /** The runtime kept only the beginning. */
  isCut: boolean
}

/** @param progress hears how many bytes are here, of how many. undefined: the body is no longer kept. */
export async function fetchBody(
  body: Control['body'],
  ref: BodyRef,
  progress: (here: number, size: number) => void,
  signal: AbortSignal,
): Promise<FetchedBody | undefined> {
  const first = await body(ref, { offset: 0, limit: stretch })
  if (!first || signal.aborted) return undefined
  const parts = [first.bytes]
  let here = first.bytes.length
  while (here < first.size) {
    progress(here, first.size)
    const next = await body(ref, { offset: here, limit: stretch })
    if (signal.aborted) return undefined
    if (!next || next.bytes.length === 0) break
    parts.push(next.bytes)
    here += next.bytes.length
  }
  const { size, contentType, headers, properties } = first
  return { bytes: joined(parts, here), size, contentType, headers, properties, isCut: here < size }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
