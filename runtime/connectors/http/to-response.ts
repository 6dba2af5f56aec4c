/** From a reply, or a failure, to the status, headers and body of an answer. Pure: nothing here touches a socket. */
import type { OutgoingHttpHeaders } from 'node:http'
import { contentTypes } from '../../message/format.ts'
import type { RefusalBody } from '../../message/guard.ts'
import type { Headers, Message } from '../../message/message.ts'
import { Failure, type FailureCode } from '../../model/failure.ts'
import type { RestChannel } from './rest-channel.ts'

export interface Answer {
  status: number
  headers: OutgoingHttpHeaders
  body: Buffer | string | undefined
}

/** Those that are about one connection and the framing of one message (RFC 9110, 7.6.1 and 8.6). */
const ours = new Set([
  'connection',
  'content-length',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'x-patchbay-cid',
])

/**
 * `received`: the headers of the request. A reply that is the request, changed or not, still carries them, and the
 * caller's cookies are no answer.
 * @throws Failure OUTPUT_MALFORMED when the status or the body cannot be sent.
 */
export function toAnswer(reply: Message, channel: RestChannel, received: Headers): Answer {
  const headers: OutgoingHttpHeaders = {}
  const status = statusOf(reply)
  const body = bodyOf(reply)
  if (reply.headers !== received) copyHeaders(reply.headers, received, headers)
  if (status !== 204 && status !== 304) {
    const length = typeof body === 'string' ? Buffer.byteLength(body) : body.length
    if (length > 0 && headers['content-type'] === undefined) {
      headers['content-type'] = reply.contentType ?? channel.replyContentType ?? naturalType(reply)
    }
    headers['content-length'] = length
  }
  return { status, headers, body }
}

function statusOf({ properties }: Message): number {
  const { status } = properties
  if (status === undefined) return 200
  if (Number.isInteger(status) && Number(status) >= 200 && Number(status) <= 599) {
    return Number(status)
  }
  throw new Failure('OUTPUT_MALFORMED', `The status ${String(status)} is not one of 200 to 599.`)
}

function bodyOf(reply: Message): Buffer | string {
  try {
    return reply.written
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure(
      'OUTPUT_MALFORMED',
      `The reply cannot be written: ${(error as Error).message}`,
      {
        cause: error,
      },
    )
  }
}

function naturalType(reply: Message): string {
  if (reply.format !== 'none' || !reply.isParsed) return contentTypes[reply.format]
  const { payload } = reply
  if (typeof payload === 'string') return 'text/plain; charset=utf-8'
  return payload instanceof Uint8Array ? contentTypes.none : contentTypes.json
}

function copyHeaders(from: Headers, received: Headers, to: OutgoingHttpHeaders): void {
  // No answer has a Host: where there is one, the request's own headers are still underneath.
  const isRequest = from.host !== undefined && from.host === received.host
  for (const name in from) {
    const value = from[name]
    if (isRequest && value === received[name]) continue
    const lower = name.toLowerCase()
    if (!ours.has(lower) && value !== undefined) to[lower] = value
  }
}

/** Failures whose words are meant for the caller though they are not about his message. */
const forCaller: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'CHANNEL_BUSY',
  'CHANNEL_NOT_LINKED',
  'CHANNEL_OFF',
  'DEADLINE_PASSED',
  'RUNTIME_STOPPING',
  'SECURITY_UNAVAILABLE',
  'SERVICE_UNAVAILABLE',
])

const told = ['element', 'line', 'column', 'limit'] as const

/**
 * `{ "error": { code, message, cid, line?, column?, element?, limit? } }`. Of what failed behind the channel the caller
 * learns the code and the cid: the words may hold names and addresses of others, and are in the designer and the log.
 * Whoever is not let in and speaks a protocol that has its own words for it is told those.
 */
export function toErrorAnswer(failure: Failure, cid: string): Answer {
  const { code, kind, details } = failure
  const isTheirs = kind === 'message' || kind === 'access' || forCaller.has(code)
  const message = isTheirs ? failure.message : hidden(failure, cid)
  const error: Record<string, unknown> = { code, message, cid }
  if (isTheirs)
    for (const name of told) if (details?.[name] !== undefined) error[name] = details[name]
  const status = failure.http
  const { challenges, rateLimit, says } = (details ?? {}) as RefusalDetails
  const body = says?.body ?? JSON.stringify({ error })
  const headers: OutgoingHttpHeaders = {
    'content-type': says?.contentType ?? contentTypes.json,
    'content-length': Buffer.byteLength(body),
  }
  if (challenges && challenges.length > 0) headers['www-authenticate'] = [...challenges]
  if (rateLimit) {
    headers['ratelimit-policy'] = rateLimit.policy
    headers.ratelimit = rateLimit.now
  }
  if (status === 503 || status === 429) {
    const { retryAfter } = details ?? {}
    headers['retry-after'] = String(typeof retryAfter === 'number' ? Math.ceil(retryAfter) : 1)
  }
  return { status, headers, body }
}

interface RefusalDetails {
  /** Of `WWW-Authenticate`, which an answer 401 must have (RFC 9110, 15.5.2). */
  challenges?: readonly string[]
  rateLimit?: { policy: string; now: string }
  says?: RefusalBody
}

function hidden({ kind }: Failure, cid: string): string {
  if (kind === 'peer') return `A system behind this address failed; cid ${cid}`
  return `The request failed; cid ${cid}`
}
