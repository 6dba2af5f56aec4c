/**
 * The control contract over a WebSocket, for a designer that attaches to a runtime on another machine. Off unless asked for;
 * whoever has the token may deploy code, so it listens where it is told to and takes nobody without it. TLS is the business of
 * the proxy in front.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import type { Port } from '../model/rpc.ts'
import type { Runtime } from '../runtime.ts'
import { serve } from './serve.ts'
import { fromWire, toWire } from './wire.ts'

/** A project of a few thousand files with a margin. In bytes. */
const largestPacket = 256 << 20
/** A watcher that reads slower than it is told loses events, not the runtime its memory. In bytes. */
const mostWaiting = 64 << 20
export const shortestToken = 16

export interface ControlSocket {
  /** `ws://127.0.0.1:8090` */
  address: string
  close(): Promise<void>
}

/**
 * Clients send `Authorization: Bearer TOKEN`, and are answered 401 otherwise.
 * @throws Error when the token is shorter than 16 characters, or the address is taken.
 */
export async function openControlSocket(
  runtime: Runtime,
  { host, port, token }: { host: string; port: number; token: string },
): Promise<ControlSocket> {
  if (token.length < shortestToken) {
    throw new Error(`The control token must have at least ${shortestToken} characters.`)
  }
  const server = createServer((_request, response) => response.writeHead(426).end())
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestPacket })
  server.on('upgrade', (request, socket, head) => {
    if (!isAllowed(request, token)) {
      socket.end(
        'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer\r\nConnection: close\r\n\r\n',
      )
      return
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      const leave = serve(runtime, portOf(client))
      client.once('close', leave)
      client.on('error', () => client.terminate())
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const { port: actual } = server.address() as AddressInfo
  return {
    address: `ws://${host}:${actual}`,
    close: () =>
      new Promise((resolve) => {
        for (const client of sockets.clients) client.terminate()
        server.close(() => resolve())
      }),
  }
}

function isAllowed({ headers }: IncomingMessage, token: string): boolean {
  const given = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? ''
  // Digests are of one length, so that the time tells nothing.
  return timingSafeEqual(digest(given), digest(token))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function portOf(client: WebSocket): Port {
  return {
    post(packet) {
      const isEvent = (packet as { kind?: string }).kind === 'event'
      if (isEvent && client.bufferedAmount > mostWaiting) return
      if (client.readyState === client.OPEN) client.send(toWire(packet))
    },
    listen(receive) {
      const listener = (data: Buffer) => {
        try {
          receive(fromWire(data.toString('utf8')))
        } catch {
          // Who sends what is no JSON does not speak this contract.
          client.close(1007, 'not JSON')
        }
      }
      client.on('message', listener)
      return () => client.off('message', listener)
    },
  }
}
