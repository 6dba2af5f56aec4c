/** What a payload becomes on its way out. Pure. */
import { contentTypes, writeBody } from '../../../message/format.ts'
import type { RestFormat } from '../../../services/clients.ts'

export interface Body {
  bytes: Buffer
  contentType: string
}

/** undefined when there is no payload. @throws Failure OUTPUT_MALFORMED when the payload has no form in the format. */
export function toBody(
  payload: unknown,
  format: RestFormat = naturalFormat(payload),
): Body | undefined {
  if (payload === undefined) return undefined
  if (format === 'bytes')
    return { bytes: writeBody(payload, 'none'), contentType: contentTypes.none }
  if (format === 'text') {
    const text = typeof payload === 'string' ? payload : writeBody(payload, 'none')
    return { bytes: Buffer.from(text), contentType: 'text/plain; charset=utf-8' }
  }
  return { bytes: writeBody(payload, format), contentType: contentTypes[format] }
}

function naturalFormat(payload: unknown): RestFormat {
  if (payload instanceof Uint8Array) return 'bytes'
  if (typeof payload === 'string') return 'text'
  return payload instanceof URLSearchParams ? 'form' : 'json'
}
