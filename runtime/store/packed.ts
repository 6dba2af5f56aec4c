/**
 * Records as they lie in a file: JSON and bytes, deflated with a dictionary of records like them, which are so small that
 * without one they would hardly shrink.
 */
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib'
import type { StoredBody, StoredDetail } from './record.ts'

// A larger dictionary is taken in anew for each record, and costs more than it saves.
const mostOfDictionary = 6 << 10
// What is at the end of a dictionary is nearest, and cheapest to refer to.
const perSample = 2 << 10

/** From a few records, as different as may be. */
export function dictionaryOf(samples: readonly Buffer[]): Buffer {
  const parts = [...new Set(samples.map((sample) => sample.toString('latin1', 0, perSample)))]
  return Buffer.from(parts.join('').slice(-mostOfDictionary), 'latin1')
}

const level = constants.Z_BEST_SPEED

export function deflated(bytes: Buffer, dictionary: Buffer): Buffer {
  if (bytes.length > 64 << 10) return deflateRawSync(bytes, { level, dictionary })
  // Less to set up and to clear for each of the many small ones.
  return deflateRawSync(bytes, { level, dictionary, memLevel: 5, windowBits: 13 })
}

export function inflated(bytes: Buffer, dictionary: Buffer): Buffer {
  return inflateRawSync(bytes, { dictionary })
}

export function writeDetail(stored: StoredDetail): Buffer {
  return Buffer.from(JSON.stringify(stored))
}

export function readDetail(bytes: Buffer): StoredDetail {
  return JSON.parse(bytes.toString('utf8')) as StoredDetail
}

/** How long the head is, the head as JSON, and the bodies one after the other. */
export function writeBodies(bodies: readonly StoredBody[]): Buffer {
  const heads = bodies.map(({ bytes, ...head }) => ({ ...head, length: bytes.length }))
  const head = Buffer.from(JSON.stringify(heads))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(head.length)
  return Buffer.concat([length, head, ...bodies.map(({ bytes }) => bytes)])
}

export function readBodies(all: Buffer): StoredBody[] {
  let at = 4 + all.readUInt32LE()
  const heads = JSON.parse(all.toString('utf8', 4, at)) as (Omit<StoredBody, 'bytes'> & {
    length: number
  })[]
  return heads.map(({ length, ...head }) => {
    const bytes = all.subarray(at, at + length)
    at += length
    return { ...head, bytes }
  })
}
