/** From a request to a message and where it came from. Whatever nobody may look at is worked out when somebody does. */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import { traceIdOf } from '../../message/cid.ts'
import type { HttpRequest, Origin } from '../../message/exchange.ts'
import type { KnownCaller } from '../../message/guard.ts'
import { type HttpParts, HttpSeen } from '../../message/http-seen.ts'
import { type Headers, Message } from '../../message/message.ts'
import type { Found } from './routes.ts'

/** `wasEncoded`: the body was compressed, and is not any more. */
export function toMessage(
  request: IncomingMessage,
  { channel }: Found,
  raw: Buffer,
  wasEncoded: boolean,
): Message {
  return new Message({
    raw,
    format: channel.format,
    contentType: request.headers['content-type'],
    headers: wasEncoded ? withoutEncoding(request) : headersOf(request),
  })
}

/** Node gives each header as one text, but for the one that no request has. */
function headersOf({ headers }: IncomingMessage): Headers {
  const cookies = headers['set-cookie']
  return (cookies ? { ...headers, 'set-cookie': cookies.join(', ') } : headers) as Headers
}

function withoutEncoding(request: IncomingMessage): Headers {
  const { 'content-encoding': _, 'content-length': __, ...headers } = headersOf(request)
  return headers
}

export class Caller implements Origin {
  readonly channel: string
  readonly cid: string
  readonly timeout: number
  security?: KnownCaller | undefined
  readonly #found: Found
  readonly #url: string
  readonly #method: string
  readonly #address: string
  readonly #headers: IncomingHttpHeaders
  #response: ServerResponse | undefined
  #controller: AbortController | undefined
  #http: HttpRequest | undefined

  constructor(
    cid: string,
    found: Found,
    request: IncomingMessage,
    response: ServerResponse,
    url: string,
  ) {
    this.channel = found.channel.name
    this.cid = cid
    this.timeout = found.channel.timeout
    this.#found = found
    this.#url = url
    this.#method = request.method ?? 'GET'
    // Asked now: a connection that is gone has no address any more.
    this.#address = request.socket.remoteAddress ?? ''
    this.#headers = request.headers
    this.#response = response
  }

  get http(): HttpRequest {
    this.#http ??= askedOf(this.#method, this.#url, this.#found, this.#address)
    return this.#http
  }

  keepHttp(into: HttpParts): void {
    const { channel, params } = this.#found
    into.method = methodFor(this.#method, this.#found)
    into.url = this.#url
    into.pattern = channel.path.text
    into.params = params
    into.remoteAddress = this.#address
  }

  get traceparent(): string | undefined {
    return traceparentOf(this.#headers)
  }

  /** Made when somebody first asks: most exchanges never look. */
  get signal(): AbortSignal {
    if (!this.#controller) {
      const controller = new AbortController()
      this.#controller = controller
      const response = this.#response
      if (response?.destroyed) controller.abort()
      response?.once('close', () => {
        if (!response.writableFinished) controller.abort()
      })
    }
    return this.#controller.signal
  }

  /** The answer is on its way; whoever keeps the origin must not keep the connection with it. */
  release(): void {
    this.#response = undefined
  }
}

/** The caller's trace context, when it sent one that can be read. */
export function traceparentOf({ traceparent }: IncomingHttpHeaders): string | undefined {
  return typeof traceparent === 'string' && traceIdOf(traceparent) ? traceparent : undefined
}

/** What a request that came by no socket is known by. */
export function askedOf(method: string, url: string, found: Found, address: string): HttpRequest {
  return new HttpSeen({
    method: methodFor(method, found),
    url,
    pattern: found.channel.path.text,
    params: found.params,
    remoteAddress: address,
  })
}

/** Who wants the headers of GET alone asks with HEAD; what is done for it is the same (RFC 9110, 9.3.2). */
function methodFor(method: string, { channel }: Found): string {
  return method === 'HEAD' && channel.method !== 'HEAD' ? 'GET' : method
}
