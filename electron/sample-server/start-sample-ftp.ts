/**
 * The FTP server of the sample project, so that the first flow works on a machine that has none. It serves one folder on
 * 127.0.0.1 to one user, in passive mode, and does as much of RFC 959, 2428, 3659 as common clients use. It is for the
 * sample alone: no TLS, no active mode, and it must never be reachable from outside.
 */
import { mkdir } from 'node:fs/promises'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { FtpSession } from './ftp-session.ts'

export interface SampleFtpOptions {
  /** What it serves; made when it is not there. Nothing outside is ever touched. */
  folder: string
  /** Preferred; when another program has it, any free one is taken. Default 2121. */
  port?: number
  /** Default `patchbay`. */
  user?: string
  password: string
}

export interface SampleFtp {
  readonly host: '127.0.0.1'
  /** Where it does listen. */
  readonly port: number
  readonly user: string
  readonly folder: string
  /** Ends all sessions. */
  stop(): Promise<void>
}

const host = '127.0.0.1'

export async function startSampleFtp(options: SampleFtpOptions): Promise<SampleFtp> {
  const { folder, port = 2121, user = 'patchbay', password } = options
  await mkdir(folder, { recursive: true })
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    const session = new FtpSession(socket, { folder, user, password })
    socket.on('close', () => {
      sockets.delete(socket)
      session.end()
    })
  })
  await listen(server, port)
  return {
    host,
    port: (server.address() as AddressInfo).port,
    user,
    folder,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

async function listen(server: Server, port: number): Promise<void> {
  try {
    await listenOn(server, port)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    // In use, or not for us: another will do.
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error
    await listenOn(server, 0)
  }
}

function listenOn(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
