/** Writes an answer. Each names its correlation id; one that cannot be sent becomes a defect of whoever made it. */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { Failure } from '../../model/failure.ts'
import { allowOrigin, type Cors } from './cors.ts'
import { passOver } from './pass-over.ts'
import { encodings, hasBody } from './read-request.ts'
import { traceparentOf } from './to-message.ts'
import { type Answer, toErrorAnswer } from './to-response.ts'

/** One request and its answer. */
export interface Taken {
  cid: string
  request: IncomingMessage
  response: ServerResponse
  /** The caller sends its body only after we say so (RFC 9110, 10.1.1). */
  waits: boolean
}

/** @returns What made the answer unfit to be sent: a line break in a header, a name that is none. */
export function send(
  taken: Taken,
  { status, headers, body }: Answer,
  cors: Cors | undefined,
  isLast: boolean,
): Failure | undefined {
  const { cid, request, response } = taken
  if (response.destroyed) return undefined
  addOurs(status, headers, taken, cors, isLast)
  let unfit: Failure | undefined
  try {
    response.writeHead(status, headers)
    response.end(body)
  } catch (error) {
    if (response.headersSent) throw error
    const words = `The reply has a header that cannot be sent: ${(error as Error).message}`
    unfit = new Failure('OUTPUT_MALFORMED', words, { cause: error })
    const answer = toErrorAnswer(unfit, cid)
    addOurs(answer.status, answer.headers, taken, cors, isLast)
    response.writeHead(answer.status, answer.headers)
    response.end(answer.body)
  }
  // A caller still sending must be heard out, or the reset that it gets destroys the answer on its way.
  if (!request.complete && !taken.waits && hasBody(request.headers)) passOver(request)
  return unfit
}

/** What every answer has, whichever way it goes. */
export function addTracing(
  status: number,
  headers: OutgoingHttpHeaders,
  cid: string,
  traceparent: string | undefined,
): void {
  headers['X-Patchbay-CID'] = cid
  if (traceparent) headers.traceparent = traceparent
  if (status === 415) headers['Accept-Encoding'] = encodings
}

function addOurs(
  status: number,
  headers: OutgoingHttpHeaders,
  { cid, request }: Taken,
  cors: Cors | undefined,
  isLast: boolean,
): void {
  const { origin } = request.headers
  addTracing(status, headers, cid, traceparentOf(request.headers))
  if (isLast) headers.Connection = 'close'
  if (cors && origin) allowOrigin(cors, origin, headers)
}
