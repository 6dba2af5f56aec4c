/** From a service's response to the message that goes on. */
import { contentTypes, type Format } from '../message/format.ts'
import { type Headers, Message } from '../message/message.ts'
import type { ServiceResponse } from './service.ts'

const none: Headers = Object.freeze({})
const noProperties = Object.freeze({})

export function toMessage(response: ServiceResponse, request: Message): Message {
  const { payload, status } = response
  const properties =
    status === undefined ? (payload === undefined ? noContent : noProperties) : { status }
  const headers = lowerCase(response.headers)
  if (payload === undefined) return new Message({ headers, properties, raw: empty })
  const format = formatOf(payload, response.contentType, request)
  const contentType = response.contentType ?? typeOf(payload, format)
  return new Message({ payload, format, contentType, headers, properties })
}

const empty = Buffer.alloc(0)
const noContent = Object.freeze({ status: 204 })

function formatOf(payload: unknown, contentType: string | undefined, request: Message): Format {
  if (typeof payload === 'string' || payload instanceof Uint8Array) return 'none'
  if (contentType === undefined) return request.format === 'xml' ? 'xml' : 'json'
  if (/\bxml\b/.test(contentType)) return 'xml'
  if (/\bcsv\b/.test(contentType)) return 'csv'
  return contentType.startsWith(contentTypes.form) ? 'form' : 'json'
}

function typeOf(payload: unknown, format: Format): string {
  return typeof payload === 'string' ? 'text/plain; charset=utf-8' : contentTypes[format]
}

function lowerCase(headers: Record<string, string>): Headers {
  let lowered: Record<string, string> | undefined
  for (const name in headers) {
    lowered ??= {}
    lowered[name.toLowerCase()] = String(headers[name])
  }
  return lowered ?? none
}
