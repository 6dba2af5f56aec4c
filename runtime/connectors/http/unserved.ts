/** What is answered where no channel takes the request: 400, 404, 405, 414, and OPTIONS. Pure. */
import type { IncomingHttpHeaders } from 'node:http'
import { Failure } from '../../model/failure.ts'
import { preflight } from './cors.ts'
import type { Routes, Unreadable } from './routes.ts'
import { type Answer, toErrorAnswer } from './to-response.ts'

export interface Ask {
  cid: string
  method: string
  url: string
}

export function unserved(
  { cid, method, url }: Ask,
  why: Unreadable | undefined,
  routes: Routes,
): Answer {
  if (why === 'malformed') return badRequest('The path has a % that does not begin an escape.', cid)
  if (why === 'too long') return badRequest('A part of the path is too long.', cid, 414)
  const allowed = routes.allowed(url)
  const headers = { Allow: allowed.join(', ') }
  if (method === 'OPTIONS' && (url === '*' || allowed.length > 0)) {
    return { status: 204, headers, body: undefined }
  }
  const path = url.replace(/[?#].*$/s, '').slice(0, 200)
  if (allowed.length === 0) {
    return toErrorAnswer(new Failure('CHANNEL_NOT_FOUND', `No channel answers at ${path}.`), cid)
  }
  const words = `${path} does not answer ${method}; it answers ${headers.Allow}.`
  const answer = toErrorAnswer(new Failure('CHANNEL_METHOD_NOT_ALLOWED', words), cid)
  Object.assign(answer.headers, headers)
  return answer
}

export function badRequest(words: string, cid: string, status = 400): Answer {
  return { ...toErrorAnswer(new Failure('BAD_REQUEST', words), cid), status }
}

/** The answer to a browser that asks before it calls; undefined when no page may call the channel meant. */
export function preflightAnswer(
  url: string,
  headers: IncomingHttpHeaders,
  routes: Routes,
): Answer | undefined {
  const wanted = headers['access-control-request-method']
  const found = wanted && routes.find(wanted.toUpperCase(), url)
  if (typeof found !== 'object' || !found.channel.cors) return undefined
  const allow = routes.allowed(url).join(', ')
  return { status: 204, headers: preflight(found.channel.cors, headers, allow), body: undefined }
}
