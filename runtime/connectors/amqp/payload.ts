/** What a payload becomes in a broker's message: its bytes and their content type. Pure. */
import { contentTypes, type Format, formatOf, writeBody } from '../../message/format.ts'
import type { Message } from '../../message/message.ts'

export interface Content {
  bytes: Buffer
  /** undefined: nothing is known of the bytes, or there are none. */
  contentType: string | undefined
  /** As its content type says. */
  format: Format
}

const text = 'text/plain; charset=utf-8'
const empty = Buffer.alloc(0)

/**
 * Bytes stay as they are, a string is text, undefined an empty body, everything else JSON.
 * @throws Failure OUTPUT_MALFORMED when the value has no JSON.
 */
export function contentOf(payload: unknown): Content {
  if (payload === undefined) return { bytes: empty, contentType: undefined, format: 'none' }
  if (typeof payload === 'string')
    return { bytes: Buffer.from(payload), contentType: text, format: 'none' }
  const format = payload instanceof Uint8Array ? 'none' : 'json'
  return { bytes: bytesOf(payload), contentType: contentTypes[format], format }
}

/** A message on a flow leaves as the bytes it is, with the content type it has. */
export function contentOfMessage(message: Message): Content {
  const { raw, contentType, format } = message
  if (contentType !== undefined) return { bytes: raw, contentType, format: formatOf(contentType) }
  return { bytes: raw, contentType: format === 'none' ? undefined : contentTypes[format], format }
}

function bytesOf(payload: unknown): Buffer {
  if (payload instanceof Uint8Array && !Buffer.isBuffer(payload)) {
    // The same memory: nobody changes it before it has been written.
    return Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
  }
  return writeBody(payload, 'json')
}
