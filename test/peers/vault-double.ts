/**
 * A Vault server over real HTTP or HTTPS, for what the runtime uses of one: health and seals, tokens, logins, key and value
 * of both versions, policies, capabilities, namespaces; and the trouble such a server can make. It answers as
 * HashiCorp Vault and OpenBao do, down to the words of refusals, and knows nothing of the runtime.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import type { Data, Reply, Request } from './vault-double/answers.ts'
import { answer } from './vault-double/serve.ts'
import { State } from './vault-double/state.ts'

export interface DoubleOptions {
  /** PEM. Left out: plain HTTP. `clientCa`: callers must show a certificate of it. */
  tls?: { certificate: string; key: string; clientCa?: string }
  /** Default `vault`. Namespaces are known by `openbao`, as of its version 2.3. */
  edition?: 'vault' | 'openbao'
}

export async function startVaultDouble({ tls, edition = 'vault' }: DoubleOptions = {}) {
  const state = new State()
  state.edition = edition
  const asked: Request[] = []
  const sockets = new Set<Socket>()
  let instead: ((request: Request) => Reply | undefined) | undefined
  let wait = 0
  let gate: Promise<void> = Promise.resolve()
  let port = 0
  let server: Server

  const scheme = tls ? 'https' : 'http'

  function make(): Server {
    const receive = (request: IncomingMessage, response: ServerResponse) =>
      void serve(request, response)
    const made = tls ? createTlsServer(tlsOptions(tls), receive) : createServer(receive)
    made.on('connection', (socket: Socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    })
    made.on('clientError', (error: Error & { rawPacket?: Buffer; code?: string }, socket) => {
      if (error.code === 'HPE_INVALID_METHOD' && error.rawPacket) {
        replayList(error.rawPacket, socket as Socket, port, tls !== undefined)
      } else socket.destroy()
    })
    return made
  }

  async function listen(): Promise<void> {
    server = make()
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  }

  async function stop(): Promise<void> {
    for (const socket of sockets) socket.destroy()
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const chunk of incoming) body += String(chunk)
    const request = read(incoming, body)
    if (!request)
      return send(response, { status: 400, body: { errors: ['failed to parse JSON input'] } })
    asked.push(request)
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    await gate
    const reply = instead?.(request) ?? answer(state, request)
    const echoed = incoming.headers['x-vault-namespace']
    send(response, {
      ...reply,
      headers: {
        ...reply.headers,
        ...(typeof echoed === 'string' ? { 'X-Vault-Namespace': echoed } : {}),
      },
    })
  }

  function read(
    { method = 'GET', url = '/', headers }: IncomingMessage,
    body: string,
  ): Request | undefined {
    const { pathname, searchParams } = new URL(url, 'http://vault')
    let path = decodeURIComponent(pathname).replace(/^\/v1\//, '')
    let namespace = withSlash(String(headers['x-vault-namespace'] ?? ''))
    if (edition === 'vault') namespace = ''
    for (const name of state.spaces.keys()) {
      if (name === '' || namespace !== '' || !path.startsWith(name)) continue
      namespace = name
      path = path.slice(name.length)
    }
    const isList =
      method === 'GET' &&
      ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(searchParams.get('list') ?? '')
    const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1]
    const parsed = parsedBody(body)
    if (!parsed) return undefined
    return {
      method: isList ? 'LIST' : method === 'PUT' ? 'POST' : method,
      path: isList ? withSlash(path) : path,
      query: searchParams,
      body: parsed,
      token: String(headers['x-vault-token'] ?? bearer ?? ''),
      namespace,
    }
  }

  await listen()

  return {
    url: `${scheme}://127.0.0.1:${port}`,
    rootToken: state.rootToken,
    unsealKeys: state.unsealKeys,
    /** All that was asked so far. */
    asked,
    /** How often a path was asked for. */
    times: (path: string) => asked.filter((request) => request.path === path).length,
    seal: () => {
      state.isSealed = true
    },
    unseal: () => {
      state.isSealed = false
    },
    standBy: (is: boolean) => {
      state.isStandby = is
    },
    uninitialise: () => {
      state.isInitialized = false
    },
    /** All is answered 429, as beyond a quota; undefined: no more. `retryAfter`: seconds. */
    limit: (retryAfter: number | undefined) => {
      const reply = {
        status: 429,
        body: { errors: ['request path "x": rate limit quota exceeded'] },
        headers: { 'Retry-After': String(retryAfter), 'X-Ratelimit-Limit': '1' },
      }
      instead = retryAfter === undefined ? undefined : () => reply
    },
    /** As a standby that forwards nothing. */
    redirectTo: (leader: string | undefined) => {
      instead =
        leader === undefined
          ? undefined
          : ({ path, query }) => {
              const asked = query.size > 0 ? `?${query}` : ''
              return { status: 307, headers: { Location: `${leader}/v1/${path}${asked}` } }
            }
    },
    answerWith: (next: typeof instead) => {
      instead = next
    },
    /** Milliseconds before each answer. */
    delay: (milliseconds: number) => {
      wait = milliseconds
    },
    /** No answer before the returned function is called. */
    hold: (): (() => void) => {
      let release = () => {}
      gate = new Promise((resolve) => {
        release = resolve
      })
      return release
    },
    /** Its clock jumps forward: leases end. */
    advance: (seconds: number) => {
      state.ahead += seconds
    },
    /** GitHub knows this token. */
    addGitHubUser: (mount: string, token: string, user: Data) => {
      state.space('').methods.get(mount)?.known.set(token, user)
    },
    addLdapUser: (mount: string, name: string, user: Data) => {
      state.space('').methods.get(mount)?.known.set(name, user)
    },
    down: stop,
    up: listen,
    close: stop,
  }
}

export type VaultDouble = Awaited<ReturnType<typeof startVaultDouble>>

function tlsOptions({
  certificate,
  key,
  clientCa,
}: NonNullable<DoubleOptions['tls']>): ServerOptions {
  const asks = clientCa === undefined ? {} : { ca: clientCa, requestCert: true }
  return { cert: certificate, key, ...asks }
}

function send(response: ServerResponse, { status, body, headers = {} }: Reply): void {
  const text = body === undefined ? '' : `${JSON.stringify(body)}\n`
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    ...headers,
  })
  response.end(text)
}

function parsedBody(body: string): Data | undefined {
  if (body.trim() === '') return {}
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? (value as Data) : undefined
  } catch {
    return undefined
  }
}

function withSlash(path: string): string {
  return path === '' || path.endsWith('/') ? path : `${path}/`
}

/** Node's parser knows no LIST: the packet is sent once more, as the GET that means the same. It has no body. */
function replayList(packet: Buffer, socket: Socket, port: number, isTls: boolean): void {
  const text = packet.toString('latin1').replace(/^LIST (\S+) /, 'GET $1?list=true ')
  const once = text.replace(/\r\n/, '\r\nconnection: close\r\n')
  const target: Socket | TLSSocket = isTls
    ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
    : connect(port, '127.0.0.1')
  target.on('error', () => socket.destroy())
  target.write(Buffer.from(once, 'latin1'))
  target.pipe(socket)
}
