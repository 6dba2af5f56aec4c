/** Between bytes and values: JSON, XML, form, CSV, or none. The only place that parses or writes a body. */
import { Failure } from '../model/failure.ts'

export const formats = ['none', 'json', 'xml', 'form', 'csv'] as const
export type Format = (typeof formats)[number]

/** Content types by format, for answers and requests that name none (RFC 8259, 7303, 4180; WHATWG URL). */
export const contentTypes: Readonly<Record<Format, string>> = {
  none: 'application/octet-stream',
  json: 'application/json',
  xml: 'application/xml',
  form: 'application/x-www-form-urlencoded',
  csv: 'text/csv; charset=utf-8',
}

export function readBody(raw: Buffer, format: Format): unknown {
  if (format === 'none') return raw
  if (format === 'json') {
    if (raw.length === 0) return undefined
    try {
      return JSON.parse(raw.toString('utf8'))
    } catch (error) {
      throw new Failure('MESSAGE_NOT_JSON', `The body is not JSON: ${(error as Error).message}`, {
        cause: error,
      })
    }
  }
  throw new Failure('MESSAGE_UNREADABLE', `The format ${format} is not read yet.`)
}

export function writeBody(payload: unknown, format: Format): Buffer {
  if (payload === undefined) return Buffer.alloc(0)
  if (Buffer.isBuffer(payload)) return payload
  if (payload instanceof Uint8Array) return Buffer.from(payload)
  if (typeof payload === 'string' && format !== 'json') return Buffer.from(payload)
  return Buffer.from(JSON.stringify(payload) ?? '')
}
