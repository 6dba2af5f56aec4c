/** A message that reaches a node of a REST connection: what it asks with it, and what goes on. */
import type { Exchange } from '../../../message/exchange.ts'
import { contentTypes, type Format, writeBody } from '../../../message/format.ts'
import type { Message } from '../../../message/message.ts'
import { Failure } from '../../../model/failure.ts'
import { addQuery, fillPath } from './address.ts'
import type { Answer } from './answer.ts'
import type { Body } from './body.ts'
import type { Call } from './call.ts'

type Fields = Readonly<Record<string, unknown>>

const bodiless = new Set(['GET', 'HEAD', 'OPTIONS'])

/** @throws Failure INPUT_MISSING when the path needs what neither the payload nor the request has. */
export function callOf(message: Message, fields: Fields, exchange: Exchange): Call {
  const method = String(fields.method ?? 'POST')
  return {
    method,
    path: addQuery(pathOf(message, String(fields.path ?? '/'), exchange), queryOf(fields.query)),
    headers: textsOf(fields.headers),
    body: bodiless.has(method) ? undefined : bodyOf(message, String(fields.bodyFormat ?? 'json')),
  }
}

/** What leaves the node. @throws Failure OUTGOING_ANSWERED_ERROR unless the node takes errors for answers, OUTGOING_UNREADABLE. */
export function answerOf(answer: Answer, fields: Fields): Message {
  if (fields.failOnError !== false && answer.status >= 400) answer.orThrow()
  // Read here, so that what is unreadable is the peer's failure and not that of the next node.
  answer.read()
  return answer.message
}

function pathOf(message: Message, path: string, exchange: Exchange): string {
  try {
    return fillPath(path, (name) => {
      const { payload } = message
      const isObject =
        typeof payload === 'object' && payload !== null && Object.hasOwn(payload, name)
      const own = isObject ? (payload as Record<string, unknown>)[name] : undefined
      return own ?? exchange.origin.http?.params[name]
    })
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new Failure('INPUT_MISSING', error.message, { cause: error })
  }
}

/** A body that is bytes stays what it was, whatever the node would like. */
function bodyOf(message: Message, format: string): Body {
  const known = format as Format
  if (known === 'none' || message.format === 'none') {
    const { payload } = message
    if (known === 'none' || payload instanceof Uint8Array) {
      return {
        bytes: message.raw,
        contentType: message.contentType ?? contentTypes[message.format],
      }
    }
  }
  const bytes = message.format === known ? message.raw : writeBody(message.payload, known)
  return { bytes, contentType: contentTypes[known] }
}

function queryOf(value: unknown): Record<string, string> {
  const texts = textsOf(value)
  return Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''))
}

function textsOf(value: unknown): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, entry]) => entry !== undefined && entry !== null)
      .map(([name, entry]) => [name, String(entry)]),
  )
}
