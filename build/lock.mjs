// One at a time across processes: `npm start` and `npm test` begun together must not both fill
// node_modules. The lock is a listening local socket, which the system takes away when its holder
// dies, so that an interrupted run never leaves one behind.
import { createHash } from 'node:crypto'
import { unlinkSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { say } from './say.mjs'

/**
 * Does the work while no other process holds the same lock.
 * @template T
 * @param {string} key what is locked, usually a folder
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function alone(key, work) {
  const address = addressOf(key)
  let told = false
  for (;;) {
    const release = await listen(address)
    if (release) {
      try {
        return await work()
      } finally {
        release()
      }
    }
    if (!told) say(`  another run is at ${key}; waiting for it`)
    told = true
    await ended(address)
  }
}

/** @param {string} key */
function addressOf(key) {
  const name = `patchbay-${createHash('sha256').update(`${userInfo().uid} ${key}`).digest('hex').slice(0, 24)}`
  if (process.platform === 'linux') return `\0${name}`
  if (process.platform === 'win32') return `\\\\.\\pipe\\${name}`
  return join(tmpdir(), `${name}.sock`)
}

/**
 * @param {string} address
 * @returns {Promise<(() => void) | undefined>} lets go; nothing when another process has it
 */
function listen(address) {
  return new Promise((resolve, reject) => {
    const waiting = new Set()
    const server = createServer((socket) => {
      waiting.add(socket)
      socket
        .on('error', () => socket.destroy())
        .on('close', () => waiting.delete(socket))
        .resume()
    })
    server.on('error', (/** @type {NodeJS.ErrnoException} */ error) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    )
    server.listen(address, () => {
      server.unref()
      resolve(() => {
        server.close()
        for (const socket of waiting) socket.destroy()
      })
    })
  })
}

/**
 * Resolves when the holder has let go. A socket file that nobody listens on (macOS keeps them after a
 * crash) is removed.
 * @param {string} address
 * @returns {Promise<void>}
 */
function ended(address) {
  return new Promise((resolve) => {
    const socket = connect(address)
    socket.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === 'ECONNREFUSED' && address.startsWith('/')) unlinkSync(address)
    })
    socket.on('close', () => resolve())
    socket.resume()
  })
}
