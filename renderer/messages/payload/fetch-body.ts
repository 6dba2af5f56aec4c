/** Brings a body out of the runtime in stretches, so that a large one neither holds the port nor comes when it is no longer wanted. */
import type { Control } from '../../../runtime/model/control.ts'
import type { Body, BodyRef } from '../../../runtime/model/trace.ts'

const stretch = 1024 * 1024

export interface FetchedBody extends Omit<Body, 'bytes'> {
  /** In one piece, made when somebody first looks: for a copy. To show it, its stretches are enough. */
  readonly bytes: Uint8Array<ArrayBuffer>
  /** The runtime kept only the beginning. */
  isCut: boolean
}

/**
 * undefined: the body is no longer kept.
 * @param progress hears how many bytes are here, of how many.
 * @param took hears each stretch, in order.
 */
export async function fetchBody(
  body: Control['body'],
  ref: BodyRef,
  progress: (here: number, size: number) => void,
  signal: AbortSignal,
  took: (bytes: Uint8Array) => void = () => undefined,
): Promise<FetchedBody | undefined> {
  const first = await body(ref, { offset: 0, limit: stretch })
  if (!first || signal.aborted) return undefined
  const parts = [first.bytes]
  let here = first.bytes.length
  took(first.bytes)
  while (here < first.size) {
    progress(here, first.size)
    const next = await body(ref, { offset: here, limit: stretch })
    if (signal.aborted) return undefined
    if (!next || next.bytes.length === 0) break
    parts.push(next.bytes)
    took(next.bytes)
    here += next.bytes.length
  }
  const { size, contentType, headers, properties } = first
  let whole: Uint8Array<ArrayBuffer> | undefined
  return {
    get bytes() {
      whole ??= joined(parts, here)
      return whole
    },
    ...{ size, headers, properties, isCut: here < size },
    ...(contentType === undefined ? {} : { contentType }),
  }
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
