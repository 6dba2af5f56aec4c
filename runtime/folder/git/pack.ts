/** One pack and its index: where an object stands, and what stands there. Both files stay open and are read in places. */
import { type FileHandle, open } from 'node:fs/promises'
import { inflateSync } from 'node:zlib'
import type { GitObject, IdLength, ObjectType } from './objects.ts'

/** Bytes of one object, unpacked. Nothing of a project is nearly as large. */
const largest = 64 * 1024 * 1024
const magic = 0xff744f63
const types: Readonly<Record<number, ObjectType>> = { 1: 'commit', 2: 'tree', 3: 'blob', 4: 'tag' }

/** A difference from what stands at an offset of the same pack, or from the object of an id. */
export interface Delta {
  base: number | string
  bytes: Buffer
}

export interface Pack {
  path: string
  /** Its offset; undefined: not in this pack. */
  find(id: string): Promise<number | undefined>
  startingWith(prefix: string): Promise<string[]>
  entry(offset: number): Promise<GitObject | Delta>
  close(): Promise<void>
}

/** @throws Error when the index is of a form that no git of these fifteen years writes. */
export async function openPack(indexPath: string, idLength: IdLength): Promise<Pack> {
  const path = indexPath.replace(/idx$/, 'pack')
  const index = await open(indexPath)
  const head = await bytesAt(index, 0, 8 + 1024)
  if (head.readUInt32BE(0) !== magic || head.readUInt32BE(4) !== 2) {
    await index.close()
    throw new Error(`${indexPath} is no index of version 2`)
  }
  const before = (byte: number) => (byte < 0 ? 0 : head.readUInt32BE(8 + byte * 4))
  const count = before(255)
  const ids = 8 + 1024
  const offsets = ids + count * (idLength + 4)
  let data: FileHandle | undefined

  const idAt = (at: number) => bytesAt(index, ids + at * idLength, idLength)

  /** The first id that is not below this one. */
  const lowerBound = async (wanted: Buffer): Promise<number> => {
    let low = before((wanted[0] ?? 0) - 1)
    let high = before(wanted[0] ?? 0)
    while (low < high) {
      const middle = (low + high) >> 1
      if (Buffer.compare(await idAt(middle), wanted) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  const offsetAt = async (at: number): Promise<number> => {
    const short = (await bytesAt(index, offsets + at * 4, 4)).readUInt32BE(0)
    if (short < 0x80000000) return short
    const long = offsets + count * 4 + (short - 0x80000000) * 8
    return Number((await bytesAt(index, long, 8)).readBigUInt64BE(0))
  }

  return {
    path,
    async find(id) {
      const wanted = Buffer.from(id, 'hex')
      const at = await lowerBound(wanted)
      const isThere = at < count && (await idAt(at)).equals(wanted)
      return isThere ? offsetAt(at) : undefined
    },
    async startingWith(prefix) {
      const found: string[] = []
      for (
        let at = await lowerBound(Buffer.from(prefix.padEnd(idLength * 2, '0'), 'hex'));
        ;
        at++
      ) {
        const id = at < count ? (await idAt(at)).toString('hex') : ''
        if (!id.startsWith(prefix)) return found
        found.push(id)
      }
    },
    async entry(offset) {
      data ??= await open(path)
      return readEntry(data, offset, idLength)
    },
    async close() {
      await index.close()
      await data?.close()
    },
  }
}

async function readEntry(
  data: FileHandle,
  offset: number,
  idLength: IdLength,
): Promise<GitObject | Delta> {
  const head = await bytesAt(data, offset, 64, true)
  let at = 0
  let byte = head[at++] ?? 0
  const kind = (byte >> 4) & 7
  let size = byte & 15
  for (let factor = 16; byte & 0x80; factor *= 128) {
    byte = head[at++] ?? 0
    size += (byte & 0x7f) * factor
  }
  let base: number | string | undefined
  if (kind === 6) {
    byte = head[at++] ?? 0
    let back = byte & 0x7f
    while (byte & 0x80) {
      byte = head[at++] ?? 0
      back = (back + 1) * 128 + (byte & 0x7f)
    }
    base = offset - back
  } else if (kind === 7) {
    base = head.toString('hex', at, at + idLength)
    at += idLength
  }
  const bytes = await inflated(data, offset + at, size)
  if (base !== undefined) return { base, bytes }
  const type = types[kind]
  if (!type) throw new Error(`a pack has an object of the unknown kind ${kind}`)
  return { type, bytes }
}

async function inflated(data: FileHandle, offset: number, size: number): Promise<Buffer> {
  if (size > largest) throw new Error(`an object of ${size} bytes is too large to be read`)
  // What is packed can be larger than the object, but never by more; what follows it is not looked at.
  const bound = size + (size >> 10) + 64
  const bytes = inflateSync(await bytesAt(data, offset, bound, true))
  if (bytes.length !== size) throw new Error('a pack is damaged')
  return bytes
}

/** @param isCut The file may end before. */
async function bytesAt(
  file: FileHandle,
  position: number,
  length: number,
  isCut = false,
): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length)
  let read = 0
  while (read < length) {
    const { bytesRead } = await file.read(bytes, read, length - read, position + read)
    if (bytesRead === 0) break
    read += bytesRead
  }
  if (read < length && !isCut) throw new Error('a pack or its index ends too early')
  return bytes.subarray(0, read)
}
