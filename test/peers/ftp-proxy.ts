/**
 * A TCP proxy before a plain FTP server that sees every command, answer and byte of a file, and can break the connection
 * at any of them. Data connections go through it too: it puts its own port into the answers to EPSV and PASV.
 */
import { once } from 'node:events'
import {
  type AddressInfo,
  createConnection,
  createServer,
  type Server,
  type Socket,
} from 'node:net'

export interface ProxyEvent {
  /** `command` and `answer` are lines on their way; `up` and `down` are bytes of a file about to pass. */
  kind: 'command' | 'answer' | 'up' | 'down'
  /** The line, without its end; empty for bytes. */
  text: string
  /** Bytes of this data connection that have passed before. */
  passed: number
  /** Counts control connections from 1. */
  connection: number
}

/**
 * pass: goes on. cut: does not; both sides lose all connections, as when a network breaks. end: the receiver of
 * the file is told that this was all, and the sender that all arrived, as some middle boxes do. swallow: vanishes, and the connection stays open.
 */
export type ProxyAction = 'pass' | 'cut' | 'end' | 'swallow'

export interface FtpProxy {
  readonly port: number
  /** Asked about everything that passes. Replaced by assignment. */
  rule: (event: ProxyEvent) => ProxyAction
  /** Breaks all connections there are now. */
  cutAll(): void
  close(): Promise<void>
}

export async function startFtpProxy(target: { host: string; port: number }): Promise<FtpProxy> {
  const sockets = new Set<Socket>()
  const listeners = new Set<Server>()
  let connections = 0
  const proxy: FtpProxy = {
    port: 0,
    rule: () => 'pass',
    cutAll: () => {
      for (const socket of sockets) socket.resetAndDestroy()
    },
    close: async () => {
      proxy.cutAll()
      for (const listener of listeners) listener.close()
      listeners.clear()
    },
  }
  const keep = (socket: Socket, set: Set<Socket>) => {
    sockets.add(socket)
    set.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      sockets.delete(socket)
      set.delete(socket)
    })
  }
  const listen = async (onClient: (socket: Socket, server: Server) => void): Promise<number> => {
    const server: Server = createServer((socket) => onClient(socket, server))
    listeners.add(server)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }

  const onControl = (client: Socket) => {
    const connection = ++connections
    const mine = new Set<Socket>()
    const server = createConnection({ host: target.host, port: target.port })
    keep(client, mine)
    keep(server, mine)
    const ask = (kind: ProxyEvent['kind'], text: string, passed: number) => {
      const action = proxy.rule({ kind, text, passed, connection })
      if (action === 'cut') for (const socket of mine) socket.resetAndDestroy()
      return action
    }
    client.on('close', () => server.destroy())
    server.on('close', () => client.end())
    eachLine(client, async (line) => {
      if (ask('command', line, 0) === 'pass') server.write(`${line}\r\n`)
    })
    eachLine(server, async (line) => {
      if (ask('answer', line, 0) !== 'pass') return
      const port = dataPort(line)
      if (port === undefined) {
        client.write(`${line}\r\n`)
        return
      }
      const own = await listen((down, listener) => {
        // One port, one transfer.
        listener.close()
        listeners.delete(listener)
        const up = createConnection({ host: target.host, port })
        keep(down, mine)
        keep(up, mine)
        carry(down, up, (passed) => ask('up', '', passed))
        carry(up, down, (passed) => ask('down', '', passed))
      })
      client.write(`${withPort(line, own)}\r\n`)
    })
  }
  return Object.assign(proxy, { port: await listen(onControl) })
}

/** Line by line and one after the other: an answer that waits for a listener must not be overtaken. */
function eachLine(socket: Socket, work: (line: string) => Promise<void>): void {
  let rest = ''
  let last = Promise.resolve()
  socket.setEncoding('latin1')
  socket.on('data', (chunk) => {
    const lines = (rest + chunk).split('\r\n')
    rest = lines.pop() ?? ''
    for (const line of lines) last = last.then(() => work(Buffer.from(line, 'latin1').toString()))
  })
}

function carry(from: Socket, to: Socket, ask: (passed: number) => ProxyAction): void {
  let passed = 0
  let isEnded = false
  from.on('data', (chunk: Buffer) => {
    // What comes after a polite end is taken and dropped, so that the sender believes all of it arrived.
    const action = isEnded ? 'swallow' : ask(passed)
    if (action === 'end') {
      isEnded = true
      to.end()
    }
    if (action !== 'pass') return
    passed += chunk.length
    if (!to.write(chunk)) from.pause()
  })
  to.on('drain', () => from.resume())
  from.on('end', () => to.end())
}

function dataPort(line: string): number | undefined {
  const extended = /^229 .*\(\|\|\|(\d+)\|\)/.exec(line)
  if (extended) return Number(extended[1])
  const passive = /^227 .*\(\d+,\d+,\d+,\d+,(\d+),(\d+)\)/.exec(line)
  return passive ? Number(passive[1]) * 256 + Number(passive[2]) : undefined
}

function withPort(line: string, port: number): string {
  return line
    .replace(/\(\|\|\|\d+\|\)/, `(|||${port}|)`)
    .replace(/\((\d+,\d+,\d+,\d+),\d+,\d+\)/, `($1,${port >> 8},${port & 255})`)
}
