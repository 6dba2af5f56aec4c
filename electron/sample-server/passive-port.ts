/** A port for one data connection. The client connects to it before or after its command, so both sides wait. */
import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'

export interface PassivePort {
  readonly port: number
  /** The connection, once; rejects when none comes in time. */
  take(): Promise<Socket>
  close(): void
}

const patience = 10_000

export async function openPassivePort(): Promise<PassivePort> {
  const server = createServer({ pauseOnConnect: true })
  server.maxConnections = 1
  let socket: Socket | undefined
  const connected = new Promise<Socket>((resolve) => {
    server.once('connection', (first: Socket) => {
      socket = first
      first.on('error', () => first.destroy())
      server.close()
      resolve(first)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    take: async () => {
      const timeout = new Promise<never>((_resolve, reject) => {
        setTimeout(() => reject(new Error('No data connection came.')), patience).unref()
      })
      return Promise.race([connected, timeout])
    },
    close: () => {
      server.close()
      socket?.destroy()
    },
  }
}
