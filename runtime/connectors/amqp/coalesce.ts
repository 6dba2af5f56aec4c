/**
 * Writes to a socket that are made in one go leave it in one go. amqplib writes each frame by itself, a call of the system for
 * each message or acknowledgement, which costs more than all else that is done for it.
 */
import type { Duplex } from 'node:stream'

export function coalesce(stream: Duplex): void {
  const write = stream.write.bind(stream) as (chunk: unknown) => boolean
  let isCorked = false
  const uncork = () => {
    isCorked = false
    stream.uncork()
  }
  stream.write = (chunk: unknown) => {
    if (!isCorked) {
      isCorked = true
      stream.cork()
      process.nextTick(uncork)
    }
    return write(chunk)
  }
}
