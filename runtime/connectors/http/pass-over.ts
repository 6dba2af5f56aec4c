/**
 * Reads and forgets what a caller still sends after it was answered. Closing a socket with unread bytes resets it, and the
 * reset overtakes the answer (RFC 9112, 9.6). Bounded, so that nobody can be kept busy with it.
 */
import type { IncomingMessage } from 'node:http'

/** Milliseconds. */
const longest = 10_000
/** Bytes. */
const most = 64 * 1024 * 1024

export function passOver(request: IncomingMessage): void {
  const { socket } = request
  let left = most
  const stop = setTimeout(() => socket.destroy(), longest).unref()
  request.on('data', (chunk: Buffer) => {
    left -= chunk.length
    if (left < 0) socket.destroy()
  })
  request.once('close', () => clearTimeout(stop))
  request.once('end', () => clearTimeout(stop))
  request.resume()
}
