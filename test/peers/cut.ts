/**
 * A network that fails when told to: a TCP proxy of 127.0.0.1 before any server, which can be cut, can
 * swallow what is sent, can hold it up, and can be mended.
 */
import { once } from 'node:events'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { quietPort } from './free-port.ts'

export interface Cut {
  readonly host: string
  /** The same for as long as it lives; nobody else gets it while it is cut. */
  readonly port: number
  /** How many connections of clients are open now. */
  readonly connections: number
  /** Bytes swallowed so far. */
  readonly swallowed: number
  /** Resets all connections and refuses new ones. */
  cut(): void
  /**
   * Swallows all bytes, both ways, and the ends of connections too; they stay open, and new ones are taken.
   * As a firewall that has forgotten them, or a cable pulled out.
   */
  hang(): void
  /** Holds all bytes back, both ways, and delivers them when it is mended: a network that was slow. */
  stall(): void
  /** Good again. Resets the connections of which something was swallowed; the others go on. */
  mend(): Promise<void>
  close(): Promise<void>
}

interface Line {
  readonly client: Socket
  /** Missing as long as the network was not good since the client came. */
  server?: Socket
  hasLost: boolean
}

export async function startCut(target: { host: string; port: number }): Promise<Cut> {
  const host = '127.0.0.1'
  const port = await quietPort()
  const lines = new Set<Line>()
  let state: 'good' | 'cut' | 'hung' | 'stalled' = 'good'
  let listener: Server | undefined
  let swallowed = 0

  const swallow = (line: Line, chunk: Buffer) => {
    line.hasLost = true
    swallowed += chunk.length
  }
  const reset = (line: Line) => {
    line.client.resetAndDestroy()
    line.server?.resetAndDestroy()
    lines.delete(line)
  }
  const carry = (line: Line, from: Socket, to: Socket) => {
    from.on('data', (chunk: Buffer) => {
      if (state === 'hung') swallow(line, chunk)
      else if (!to.write(chunk)) from.pause()
    })
    to.on('drain', () => {
      if (state !== 'stalled') from.resume()
    })
    from.on('end', () => {
      if (state === 'hung') line.hasLost = true
      else to.end()
    })
    from.on('close', (hadError) => {
      if (state === 'hung' || state === 'stalled') line.hasLost = true
      else if (hadError) to.resetAndDestroy()
      // One whose end did not get through is still open at the other side.
      if (to.destroyed) lines.delete(line)
    })
  }
  const join = (line: Line) => {
    const server = createConnection({ ...target, allowHalfOpen: true })
    line.server = server
    server.on('error', () => {})
    carry(line, line.client, server)
    carry(line, server, line.client)
    line.client.resume()
  }
  /** Takes it, and never brings it to the server. */
  const leave = (line: Line) => {
    line.hasLost = true
    line.client.on('data', (chunk: Buffer) => swallow(line, chunk))
    line.client.resume()
  }
  const onClient = (client: Socket) => {
    const line: Line = { client, hasLost: false }
    lines.add(line)
    client.on('error', () => {})
    client.on('close', () => {
      if (!line.server) lines.delete(line)
    })
    if (state === 'good') join(line)
    if (state === 'hung') leave(line)
    // It came just before there was nobody to come to.
    if (state === 'cut') reset(line)
  }
  const listen = async () => {
    listener = createServer({ allowHalfOpen: true, pauseOnConnect: true }, onClient)
    listener.listen(port, host)
    await once(listener, 'listening')
  }
  const cut = () => {
    state = 'cut'
    listener?.close()
    listener = undefined
    for (const line of lines) reset(line)
  }
  await listen()
  return {
    host,
    port,
    get connections() {
      return [...lines].filter(({ client }) => !client.destroyed).length
    },
    get swallowed() {
      return swallowed
    },
    cut,
    hang: () => {
      state = 'hung'
      for (const line of lines) {
        if (!line.server) leave(line)
        // What was held back until now is swallowed.
        else for (const one of [line.client, line.server]) one.resume()
      }
    },
    stall: () => {
      state = 'stalled'
      for (const { client, server } of lines) for (const one of [client, server]) one?.pause()
    },
    mend: async () => {
      state = 'good'
      for (const line of lines) {
        if (line.hasLost) reset(line)
        else if (line.server) for (const one of [line.client, line.server]) one.resume()
        else join(line)
      }
      if (!listener) await listen()
    },
    close: async () => cut(),
  }
}
