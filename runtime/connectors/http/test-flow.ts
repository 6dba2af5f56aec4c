/**
 * A test that goes straight into the flow: no socket, but the message, the origin and the answer are made by the same code
 * as those of a request. Whoever is asked at the door is not: security, limits, CORS.
 */
import { type OutgoingHttpHeaders, STATUS_CODES } from 'node:http'
import { newCid } from '../../message/cid.ts'
import { decode, tooLarge } from '../../message/decode.ts'
import type { Origin } from '../../message/exchange.ts'
import { Message } from '../../message/message.ts'
import { Failure, toFailure } from '../../model/failure.ts'
import type { HostOptions, Tested } from '../connector.ts'
import { checkHead } from './read-request.ts'
import type { RestChannel } from './rest-channel.ts'
import type { Routes } from './routes.ts'
import { addTracing } from './send.ts'
import type { TestRequestLine } from './test-request.ts'
import { askedOf, traceparentOf } from './to-message.ts'
import { type Answer, toAnswer, toErrorAnswer } from './to-response.ts'

type Doors = Pick<HostOptions, 'deliver' | 'refused'>

/** @throws Failure CHANNEL_NOT_FOUND when the request leads to another channel, or to none. */
export async function testFlow(
  name: string,
  request: TestRequestLine & { body: Buffer; host: string },
  { routes, doors, signal }: { routes: Routes; doors: Doors; signal: AbortSignal },
): Promise<Tested> {
  const { method, url } = request
  const found = routes.find(method, url)
  if (typeof found !== 'object' || found.channel.name !== name) throw leadsElsewhere(name, request)
  const { channel } = found
  const headers = headersOf(request)
  const traceparent = traceparentOf(headers)
  const origin: Origin = {
    channel: name,
    cid: newCid(),
    timeout: channel.timeout,
    signal,
    http: askedOf(method, url, found, '127.0.0.1'),
    ...(traceparent ? { traceparent } : {}),
  }
  const answer = await answerOf(channel, headers, request.body, { origin, doors })
  signal.throwIfAborted()
  addTracing(answer.status, answer.headers, origin.cid, traceparent)
  return toTested(answer, method, origin.cid)
}

async function answerOf(
  channel: RestChannel,
  headers: Record<string, string>,
  body: Buffer,
  { origin, doors }: { origin: Origin; doors: Doors },
): Promise<Answer> {
  let message = new Message({ raw: Buffer.alloc(0) })
  let isDelivered = false
  try {
    const encoding = checkHead(headers, channel.maxSize)
    if (body.length > channel.maxSize) throw tooLarge(channel.maxSize)
    const raw = encoding ? await decode(body, encoding, channel.maxSize) : body
    const { 'content-encoding': _, 'content-length': __, ...decoded } = headers
    message = new Message({
      raw,
      format: channel.format,
      contentType: headers['content-type'],
      headers: encoding ? decoded : headers,
    })
    if (channel.format !== 'none') void message.payload
    isDelivered = true
    return toAnswer(await doors.deliver(message, origin), channel, message.headers)
  } catch (thrown) {
    const failure = toFailure(thrown)
    if (!isDelivered) doors.refused(message, origin, failure)
    return toErrorAnswer(failure, origin.cid)
  }
}

/** As Node gives those of a request: lower case, one text for each. */
function headersOf(request: TestRequestLine & { body: Buffer; host: string }) {
  const headers: Record<string, string> = { host: request.host }
  for (const [name, value] of request.headers) {
    const key = name.toLowerCase()
    const before = key === 'host' ? undefined : headers[key]
    headers[key] =
      before === undefined ? value : `${before}${key === 'cookie' ? '; ' : ', '}${value}`
  }
  if (request.body.length > 0) headers['content-length'] = String(request.body.length)
  return headers
}

function toTested({ status, headers, body }: Answer, method: string, cid: string): Tested {
  return {
    cid,
    status,
    words: STATUS_CODES[status] ?? '',
    headers: pairsOf(headers),
    // Who asks with HEAD is told the length of what GET would give, and gets none of it.
    body: method === 'HEAD' ? Buffer.alloc(0) : Buffer.from(body ?? ''),
  }
}

function pairsOf(headers: OutgoingHttpHeaders): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, String(one)]),
  )
}

function leadsElsewhere(name: string, { method, url }: TestRequestLine): Failure {
  const words = `${method} ${url} does not lead to the channel "${name}", so nothing can be put into its flow. Send it over the network to see what becomes of it.`
  return new Failure('CHANNEL_NOT_FOUND', words, { at: { collection: 'channels', name } })
}
