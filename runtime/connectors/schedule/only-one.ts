/**
 * Of several processes that run one project, only one may run its jobs: the designer and a server on the same folder would run
 * each slot twice. Whoever listens on a name made from the folder is the one. The system lets go of the name when the process
 * ends, however it ends, so no lock is ever left behind and no process id is mistaken for another.
 */
import { createHash } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

export type OnlyOne =
  | { isOurs: true; letGo: () => Promise<void> }
  | { isOurs: false; pid: number | undefined }

export async function tryToBeTheOne(folder: string): Promise<OnlyOne> {
  const name = nameOf(folder)
  const server = await listen(name)
  if (server) return ours(server)
  const pid = await holderOf(name)
  if (pid !== 'nobody') return { isOurs: false, pid }
  // Only a name that is a file can outlive its process.
  if (!name.startsWith('\0')) await rm(name, { force: true })
  const again = await listen(name)
  return again ? ours(again) : { isOurs: false, pid: undefined }
}

function ours(server: Server): OnlyOne {
  server.unref()
  return { isOurs: true, letGo: () => new Promise((done) => server.close(() => done())) }
}

function nameOf(folder: string): string {
  const digest = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 24)
  const name = `patchbay-jobs-${digest}`
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`
  // Linux has names that are no files (unix(7), abstract).
  return process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`)
}

function listen(name: string): Promise<Server | undefined> {
  return new Promise((done, failed) => {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy())
      socket.end(String(process.pid))
    })
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') done(undefined)
      else failed(error)
    })
    // Otherwise all workers of a cluster would listen on it as one.
    server.listen({ path: name, exclusive: true }, () => done(server))
  })
}

/** The process that has it; undefined: one that does not say. */
function holderOf(name: string): Promise<number | undefined | 'nobody'> {
  return new Promise((done) => {
    let text = ''
    const socket = connect(name)
    socket.setEncoding('utf8').setTimeout(2000, () => socket.destroy())
    socket.on('data', (part) => {
      text += part
    })
    socket.once('error', ({ code }: NodeJS.ErrnoException) =>
      done(code === 'ECONNREFUSED' || code === 'ENOENT' ? 'nobody' : undefined),
    )
    socket.once('close', () => done(Number(text) || undefined))
  })
}
