/** A request as security may look at it: its headers and the certificate of its connection. */
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { DetailedPeerCertificate, TLSSocket } from 'node:tls'
import type { Knock, ShownCertificate } from '../../message/guard.ts'

/** PEM of the CAs that the listener trusts now. */
export type Trusted = () => string

export class HttpKnock implements Knock {
  /** For the answer. */
  given: Readonly<Record<string, string>> | undefined
  /** Why the body, which was asked for, cannot be read: the caller is told that first. */
  unread: unknown
  readonly #request: IncomingMessage
  readonly #trusted: Trusted
  readonly #read: () => Promise<Buffer>

  /** @param read Reads the body, or gives what was read before. */
  constructor(request: IncomingMessage, trusted: Trusted, read: () => Promise<Buffer>) {
    this.#request = request
    this.#trusted = trusted
    this.#read = read
  }

  async body(): Promise<Buffer> {
    try {
      return await this.#read()
    } catch (failure) {
      this.unread = failure
      throw failure
    }
  }

  give(headers: Readonly<Record<string, string>>): void {
    this.given = headers
  }

  headers(): Record<string, string> {
    const headers: Record<string, string> = {}
    const { rawHeaders } = this.#request
    for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
      const name = (rawHeaders[index] ?? '').toLowerCase()
      const value = rawHeaders[index + 1] ?? ''
      headers[name] = Object.hasOwn(headers, name) ? `${headers[name]}, ${value}` : value
    }
    return headers
  }

  /**
   * All values of the header. Node keeps the first of some headers and drops the others: whoever stands before us may have
   * looked at the last.
   */
  header(name: string): string | undefined {
    const { rawHeaders } = this.#request
    let value: string | undefined
    for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
      const one = rawHeaders[index] ?? ''
      if (one.length !== name.length || one.toLowerCase() !== name) continue
      const next = rawHeaders[index + 1] ?? ''
      value = value === undefined ? next : `${value}, ${next}`
    }
    return value
  }

  get certificate(): ShownCertificate | undefined {
    const { socket } = this.#request
    return isTls(socket) ? shownOn(socket, this.#trusted) : undefined
  }
}

function isTls(socket: Socket): socket is TLSSocket {
  return 'getPeerCertificate' in socket
}

// One for each connection, so that what is worked out from it is worked out once.
const shown = new WeakMap<TLSSocket, ShownCertificate | 'none'>()

function shownOn(socket: TLSSocket, trusted: Trusted): ShownCertificate | undefined {
  let known = shown.get(socket)
  if (known === undefined) {
    const chain = chainOf(socket.getPeerCertificate(true))
    const isTrusted = socket.authorized
    known =
      chain.length === 0
        ? 'none'
        : {
            isTrusted,
            chain,
            get trusted() {
              return trusted()
            },
          }
    shown.set(socket, known)
  }
  return known === 'none' ? undefined : known
}

/** The last names itself as its issuer. */
function chainOf(first: DetailedPeerCertificate): Uint8Array[] {
  const chain: Uint8Array[] = []
  let current: DetailedPeerCertificate | undefined = first
  // Longer than any honest chain.
  while (current?.raw && chain.length < 8) {
    chain.push(current.raw)
    current = current.issuerCertificate === current ? undefined : current.issuerCertificate
  }
  return chain
}
