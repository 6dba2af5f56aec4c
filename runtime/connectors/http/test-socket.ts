/** A test over a real socket, to the very address that callers use: everything on a request's way is met. */
import { type ClientRequest, type IncomingMessage, type RequestOptions, request } from 'node:http'
import { Failure } from '../../model/failure.ts'
import type { Tested } from '../connector.ts'
import type { TestRequestLine } from './test-request.ts'

/** What an answer may have at most, in bytes: it is kept in memory. */
const mostAnswer = 1024 * 1024 * 1024

/**
 * @param base `http://127.0.0.1:8080`: where the listener is.
 * @throws Failure CHANNEL_LOST when no whole answer came; the signal's reason when it was aborted.
 */
export async function testSocket(
  base: string,
  { method, url, headers, body }: TestRequestLine & { body: Buffer },
  signal: AbortSignal,
): Promise<Tested> {
  const { protocol, hostname, port } = new URL(base)
  const options: RequestOptions = {
    host: hostname.replace(/^\[|\]$/g, ''),
    port,
    method,
    path: url,
    // A connection of its own: what one test leaves behind must not touch the next.
    agent: false,
    signal,
  }
  // Our own listener in our own process: its certificate is made for the names that others know this machine by.
  const asking =
    protocol === 'https:'
      ? (await import('node:https')).request({ ...options, rejectUnauthorized: false })
      : request(options)
  try {
    put(asking, headers)
    return await answerTo(asking, body)
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof Failure) throw error
    throw new Failure('CHANNEL_LOST', `${method} ${base}${url}: ${(error as Error).message}.`, {
      cause: error,
    })
  } finally {
    asking.destroy()
  }
}

function put(asking: ClientRequest, headers: TestRequestLine['headers']): void {
  for (const [name, value] of headers) {
    if (name.toLowerCase() === 'host') asking.setHeader(name, value)
    else asking.appendHeader(name, value)
  }
}

async function answerTo(asking: ClientRequest, body: Buffer): Promise<Tested> {
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    asking.once('response', resolve)
    // The channel may answer before it has heard all, and close then: that is no failure of the answer's.
    asking.on('error', reject)
  })
  // Said even where it is empty: what follows a request without a length would be taken for its body.
  if (body.length > 0 && !asking.hasHeader('content-length')) {
    asking.setHeader('Content-Length', body.length)
  }
  asking.end(body)
  const response = await answered
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > mostAnswer) {
      throw new Failure('MESSAGE_TOO_LARGE', 'The answer is larger than 1 GiB and is not kept.')
    }
    chunks.push(chunk)
  }
  const cid = response.headers['x-patchbay-cid']
  return {
    ...(typeof cid === 'string' ? { cid } : {}),
    status: response.statusCode ?? 0,
    words: response.statusMessage ?? '',
    headers: pairsOf(response.rawHeaders),
    body: Buffer.concat(chunks, size),
  }
}

function pairsOf(raw: readonly string[]): [string, string][] {
  const pairs: [string, string][] = []
  for (let at = 0; at + 1 < raw.length; at += 2) pairs.push([raw[at] ?? '', raw[at + 1] ?? ''])
  return pairs
}
