/**
 * The body of a request as one Buffer, never larger than allowed: by what it says before anything is read, by what comes
 * while reading, and by what comes out of a compressed one.
 */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { encodings, isKnownEncoding, tooLarge } from '../../message/decode.ts'
import { Failure } from '../../model/failure.ts'

export { decode, encodings, isKnownEncoding } from '../../message/decode.ts'

const none = Buffer.alloc(0)

export function hasBody(headers: IncomingHttpHeaders): boolean {
  const length = headers['content-length']
  return (length !== undefined && length !== '0') || headers['transfer-encoding'] !== undefined
}

/** undefined when the body comes as it is. @throws Failure MESSAGE_ENCODING_UNKNOWN, MESSAGE_TOO_LARGE. */
export function checkHead(headers: IncomingHttpHeaders, maxSize: number): string | undefined {
  const encoding = headers['content-encoding']?.trim().toLowerCase()
  const isPlain = !encoding || encoding === 'identity'
  if (!isPlain && !isKnownEncoding(encoding)) {
    throw new Failure(
      'MESSAGE_ENCODING_UNKNOWN',
      `The content encoding ${encoding} is not known; ${encodings} are.`,
    )
  }
  if (Number(headers['content-length']) > maxSize) throw tooLarge(maxSize)
  return isPlain ? undefined : encoding
}

/** @throws Failure MESSAGE_TOO_LARGE, CALLER_GONE when the connection ended before the body did. */
export function readRequest(request: IncomingMessage, maxSize: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    // It went while somebody was asked who it is, and nothing will tell of it any more.
    if (request.destroyed) {
      reject(gone())
      return
    }
    let first: Buffer | undefined
    let chunks: Buffer[] | undefined
    let size = 0
    // The listeners stay: they go with the request, and taking them off costs more than all else that is done here.
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > maxSize) {
        chunks = undefined
        first = none
        reject(tooLarge(maxSize))
      } else if (!first) first = chunk
      else if (chunks) chunks.push(chunk)
      else chunks = [first, chunk]
    })
    request.on('end', () => resolve(chunks ? Buffer.concat(chunks, size) : (first ?? none)))
    // Comes after the end as well; then it changes nothing.
    request.on('close', () => {
      if (!request.complete) reject(gone())
    })
  })
}

function gone(): Failure {
  return new Failure('CALLER_GONE', 'The connection ended before the body did.')
}
