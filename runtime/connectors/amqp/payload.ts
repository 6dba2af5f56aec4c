/** What a payload becomes in a broker's message: its bytes and their content type. Pure. */
import { contentTypes, writeBody } from '../../message/format.ts'
import type { Message } from '../../message/message.ts'

export interface Content {
  bytes: Buffer
  /** undefined: nothing is known of the bytes, or there are none. */
  contentType: string | undefined
}

const text = 'text/plain; charset=utf-8'
const empty = Buffer.alloc(0)

/**
 * Bytes stay as they are, a string is text, undefined an empty body, everything else JSON.
 * @throws Failure OUTPUT_MALFORMED when the value has no JSON.
 */
export function contentOf(payload: unknown): Content {
  if (payload === undefined) return { bytes: empty, contentType: undefined }
  if (typeof payload === 'string') return { bytes: Buffer.from(payload), contentType: text }
  const format = payload instanceof Uint8Array ? 'none' : 'json'
  return { bytes: bytesOf(payload), contentType: contentTypes[format] }
}

/** A message on a flow leaves as the bytes it is, with the content type it has. */
export function contentOfMessage(message: Message): Content {
  const known = message.format === 'none' ? undefined : contentTypes[message.format]
  return { bytes: message.raw, contentType: message.contentType ?? known }
}

function bytesOf(payload: unknown): Buffer {
  if (payload instanceof Uint8Array && !Buffer.isBuffer(payload)) {
    // The same memory: nobody changes it before it has been written.
    return Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
  }
  return writeBody(payload, 'json')
}
