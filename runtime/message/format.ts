/**
 * Between bytes and values: JSON, XML, form, CSV, or none. The only place that parses or writes a body; how each format
 * maps is at the head of its file in `body/`.
 */
import { readCsv, writeCsv } from './body/csv.ts'
import { readForm, writeForm } from './body/form.ts'
import { readJson, writeJson } from './body/json.ts'
import { readXml, writeXml } from './body/xml.ts'

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

/**
 * A body as a value. With `none` that is the bytes; an empty body of any other format is undefined, an empty form `{}`.
 * @throws Failure MESSAGE_NOT_JSON, _XML, _CSV, _FORM with `line` and mostly `column` in its details, MESSAGE_UNREADABLE.
 */
export function readBody(raw: Buffer, format: Format): unknown {
  switch (format) {
    case 'none':
      return raw
    case 'json':
      return readJson(raw)
    case 'xml':
      return readXml(raw)
    case 'form':
      return readForm(raw)
    case 'csv':
      return readCsv(raw)
  }
}

/**
 * A value as bytes. Bytes stay as they are in every format, and so do texts except in JSON, where a text is a value.
 * With `none`, objects and numbers become JSON. undefined is an empty body.
 * @throws Failure OUTPUT_MALFORMED when the value has no form in the format.
 */
export function writeBody(payload: unknown, format: Format): Buffer {
  if (payload === undefined) return Buffer.alloc(0)
  if (Buffer.isBuffer(payload)) return payload
  if (payload instanceof Uint8Array) return Buffer.from(payload)
  if (typeof payload === 'string' && format !== 'json') return Buffer.from(payload)
  switch (format) {
    case 'none':
    case 'json':
      return writeJson(payload)
    case 'xml':
      return writeXml(payload)
    case 'form':
      return writeForm(payload)
    case 'csv':
      return writeCsv(payload)
  }
}

/** The format that a content type names, for bodies that say themselves what they are. `none` for all others. */
export function formatOf(contentType: string | undefined): Format {
  const type = contentType?.split(';', 1)[0]?.trim().toLowerCase() ?? ''
  // RFC 6839 and 7303: a suffix says how something is written, whatever it means.
  if (type === 'application/json' || type.endsWith('+json') || type === 'text/json') return 'json'
  if (type === 'application/xml' || type.endsWith('+xml') || type === 'text/xml') return 'xml'
  if (type === contentTypes.form) return 'form'
  return type === 'text/csv' ? 'csv' : 'none'
}
