/** The one socket all REST channels share: listens, tries again while the port is taken, answers what is not HTTP. */
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http'
import type { Server as TlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { newCid } from '../../message/cid.ts'
import { Failure } from '../../model/failure.ts'
import type { Condition, Listening } from '../connector.ts'
import { renewTls, tlsServer } from './tls.ts'
import { toErrorAnswer } from './to-response.ts'

/** All in milliseconds. */
export interface Times {
  /** For the head of a request. Default 20 s. */
  headers: number
  /** For a whole request. Default 120 s: 10 MiB over a slow line. */
  request: number
  /** How long an idle connection is kept. Default 65 s, longer than the 60 s of common load balancers. */
  keepAlive: number
  /** How often the two limits above are looked at. Default 5 s. */
  check: number
}

const usual: Times = { headers: 20_000, request: 120_000, keepAlive: 65_000, check: 5_000 }

/** Milliseconds before the port is tried again. */
const firstWait = 500
const longestWait = 10_000

export interface ListenerOptions {
  times?: Partial<Times>
  receive(request: IncomingMessage, response: ServerResponse, waits: boolean): void
  /** It listens now, or does so no longer. */
  onChange(): void
}

export class Listener {
  /** Without an address until it listens. */
  condition: Condition = { state: 'off' }
  readonly #sockets = new Set<Socket>()
  readonly #options: ListenerOptions
  readonly #serverOptions: ServerOptions
  #where: Listening
  /** With TLS it is made when it is needed: its code is not loaded before. */
  #server: Server | TlsServer | undefined
  #opening: Promise<void> | undefined
  #retry: NodeJS.Timeout | undefined
  #wait = firstWait

  constructor(where: Listening, options: ListenerOptions) {
    this.#where = where
    this.#options = options
    const times = { ...usual, ...options.times }
    this.#serverOptions = {
      headersTimeout: times.headers,
      requestTimeout: times.request,
      keepAliveTimeout: times.keepAlive,
      connectionsCheckingInterval: times.check,
      // Refused by us, so that the answer has a cid as every other.
      requireHostHeader: false,
    }
  }

  /** Resolves when it listens, or when the first try failed: then it goes on trying by itself. */
  open(): Promise<void> {
    this.#opening ??= this.#open()
    return this.#opening
  }

  /** `http://127.0.0.1:8080`, once it listens. */
  get address(): string | undefined {
    const bound = this.#server?.address() as AddressInfo | null | undefined
    if (!bound) return undefined
    const { host, tls } = this.#where
    const isEvery = host === '0.0.0.0' || host === '::' || host === ''
    const name = isEvery ? 'localhost' : host.includes(':') ? `[${host}]` : host
    return `${tls ? 'https' : 'http'}://${name}:${bound.port}`
  }

  /** PEM of the CAs that callers' certificates have to lead to now; empty: none are asked for. */
  readonly clientCa = (): string => this.#where.tls?.clientCa ?? ''

  /**
   * A new certificate, key or CAs, for connections made from now on; everything else needs another listener. What cannot be
   * used is told, and those from before go on: certificate and key are seldom changed in the same moment.
   */
  adopt(next: Listening): boolean {
    const { host, port, tls } = this.#where
    const isSamePlace = next.host === host && next.port === port
    if (!isSamePlace || !tls || !this.#server?.listening) return false
    if (!next.trouble && (next.tls?.clientCa === undefined) !== (tls.clientCa === undefined)) {
      return false
    }
    try {
      if (next.trouble) throw Failure.fromData(next.trouble)
      if (!next.tls) return false
      renewTls(this.#server as TlsServer, next.tls)
      this.#where = next
      this.condition = { state: 'ready' }
    } catch (thrown) {
      this.condition = { state: 'failing', reason: (thrown as Failure).toData() }
    }
    this.#options.onChange()
    return true
  }

  /** No connection is taken any more, and those with nothing to do are let go. */
  stopTaking(): void {
    clearTimeout(this.#retry)
    this.condition = { state: 'draining' }
    this.#server?.close()
  }

  /** Lets go of every connection: at once with `isNow`, else as soon as what was written to it is gone. */
  async close(signal: AbortSignal): Promise<void> {
    this.stopTaking()
    const all = () => this.#server?.closeAllConnections()
    for (const socket of this.#sockets) {
      if (socket.writableLength === 0) socket.destroy()
    }
    if (signal.aborted) all()
    signal.addEventListener('abort', all, { once: true })
    await Promise.all([...this.#sockets].map(closed))
    signal.removeEventListener('abort', all)
    this.condition = { state: 'off' }
  }

  async #open(): Promise<void> {
    const { tls, trouble } = this.#where
    try {
      if (trouble) throw Failure.fromData(trouble)
      this.#server = tls
        ? await tlsServer(this.#serverOptions, tls)
        : createServer(this.#serverOptions)
    } catch (thrown) {
      this.condition = { state: 'incomplete', reason: (thrown as Failure).toData() }
      this.#options.onChange()
      return
    }
    this.#serve(this.#server)
    await this.#listen(this.#server)
  }

  #serve(server: Server | TlsServer): void {
    const { receive } = this.#options
    server.on('request', (request, response) => receive(request, response, false))
    server.on('checkContinue', (request, response) => receive(request, response, true))
    server.on('checkExpectation', (_request, response: ServerResponse) => {
      refuse(response.socket, 417, 'The expectation of the request is not known.')
    })
    server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
      answerClientError(error, socket)
    })
    server.on(this.#where.tls ? 'secureConnection' : 'connection', (socket: Socket) => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
    })
  }

  #listen(server: Server | TlsServer): Promise<void> {
    const { host, port } = this.#where
    this.condition = { state: 'starting' }
    return new Promise((resolve) => {
      const failed = (error: NodeJS.ErrnoException) => {
        server.off('listening', listening)
        const nextTry = Date.now() + this.#wait
        this.condition = {
          state: 'failing',
          reason: portFailure(error, host, port).toData(),
          nextTry,
        }
        this.#retry = setTimeout(() => void this.#listen(server), this.#wait)
        this.#wait = Math.min(this.#wait * 2, longestWait)
        this.#options.onChange()
        resolve()
      }
      const listening = () => {
        server.off('error', failed)
        this.condition = { state: 'ready' }
        this.#wait = firstWait
        this.#options.onChange()
        resolve()
      }
      server.once('error', failed).once('listening', listening)
      // A backlog of 511 is cut by bursts of short connections.
      server.listen({ host, port, backlog: 4096 })
    })
  }
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.closed) resolve()
    else socket.once('close', () => resolve())
  })
}

function portFailure(error: NodeJS.ErrnoException, host: string, port: number): Failure {
  const where = `${host}:${port}`
  const words =
    error.code === 'EADDRINUSE'
      ? `Another program listens on ${where}. Stop it, or choose another port in the project's settings.`
      : error.code === 'EACCES'
        ? `Listening on ${where} needs more rights; ports from 1024 up need none.`
        : error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND'
          ? `This machine has no address ${host} to listen on.`
          : `Listening on ${where} failed: ${error.message}`
  return new Failure('CHANNEL_PORT_TAKEN', words, {
    at: { collection: 'project', name: 'patchbay', field: 'http.port' },
    cause: error,
  })
}

/** What comes is not HTTP, or not in time. */
function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  // Node's own handler looks here too: an answer already begun cannot be followed by another.
  const begun = (socket as { _httpMessage?: ServerResponse })._httpMessage?.headersSent
  // Before TLS is agreed on there is no way to answer.
  const isTls = /^ERR_(SSL|TLS)_/.test(error.code ?? '')
  if (error.code === 'ECONNRESET' || isTls || !socket.writable || begun) socket.destroy(error)
  else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    refuse(socket, 408, 'The request did not come in time.')
  } else if (error.code === 'HPE_HEADER_OVERFLOW') {
    refuse(socket, 431, 'The headers of the request are too large.')
  } else refuse(socket, 400, 'The request is not HTTP/1.1.')
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  417: 'Expectation Failed',
  431: 'Request Header Fields Too Large',
}

function refuse(socket: Duplex | null, status: number, words: string): void {
  const cid = newCid()
  const { body, headers } = toErrorAnswer(new Failure('BAD_REQUEST', words), cid)
  socket?.end(
    `HTTP/1.1 ${status} ${reasons[status]}\r\nX-Patchbay-CID: ${cid}\r\nConnection: close\r\n` +
      `Content-Type: ${headers['content-type']}\r\nContent-Length: ${headers['content-length']}\r\n\r\n${body}`,
    () => socket.destroy(),
  )
}
