/** Between bytes and bodies as people write them in a test: JSON as a value, other text as text, everything else as base64. Pure. */

import { formatOf } from '../message/format.ts'
import type { Message } from '../message/message.ts'
import type { WrittenBody } from '../model/saved-test.ts'

export function bytesOf(body: WrittenBody | undefined): Buffer {
  if (body === undefined) return Buffer.alloc(0)
  if ('json' in body) return Buffer.from(JSON.stringify(body.json) ?? '')
  if (body.text !== undefined) return Buffer.from(body.text)
  return Buffer.from(body.base64 ?? '', 'base64')
}

/** What it says, or what its form says; undefined: bytes of whatever kind, or no body at all. */
export function contentTypeOf(body: WrittenBody | undefined): string | undefined {
  if (body?.contentType !== undefined) return body.contentType
  if (body && 'json' in body) return 'application/json'
  return body?.text === undefined ? undefined : 'text/plain'
}

/** undefined: no body. JSON is told by its type, and by its look where no type says anything. */
export function writtenOf(message: Message): WrittenBody | undefined {
  const { contentType, format, raw } = message
  return writtenFrom(raw, contentType, format === 'json')
}

export function writtenFrom(
  raw: Buffer,
  contentType: string | undefined,
  isJson = false,
): WrittenBody | undefined {
  if (raw.length === 0) return undefined
  const type = contentType === undefined ? {} : { contentType }
  const text = textOf(raw)
  if (text === undefined) return { ...type, base64: raw.toString('base64') }
  if (isJson || formatOf(contentType) === 'json' || contentType === undefined) {
    const json = parsed(text)
    if (json !== undefined && (isJson || contentType !== undefined || typeof json === 'object'))
      return { ...type, json }
  }
  return { ...type, text }
}

/** undefined: it is no UTF-8, or no text. */
function textOf(raw: Buffer): string | undefined {
  if (raw.includes(0)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(raw)
  } catch {
    return undefined
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
