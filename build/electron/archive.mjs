// Reads the two archive formats that an Electron comes in, from memory. Sizes are checked by the
// formats' own checksums; whether the archive is the right one is the caller's question.
import { crc32, inflateRawSync } from 'node:zlib'

/**
 * One file of an uncompressed tar.
 * @param {Buffer} tar
 * @param {string} wanted its path in the archive
 * @returns {Buffer}
 */
export function tarEntry(tar, wanted) {
  for (let at = 0; at + 512 <= tar.length; ) {
    const name = tar.toString('utf8', at, at + 100).replace(/\0.*$/s, '')
    if (!name) break
    const size = Number.parseInt(tar.toString('latin1', at + 124, at + 136), 8)
    if (name === wanted) return tar.subarray(at + 512, at + 512 + size)
    at += 512 + Math.ceil(size / 512) * 512
  }
  throw new Error(`${wanted} is not in the archive`)
}

/**
 * @typedef {object} ZipEntry
 * @property {string} name path, folders end with a slash
 * @property {number} mode Unix permissions
 * @property {() => Buffer} read its bytes, checked against its CRC
 */

/**
 * The files of a zip, from its central directory (APPNOTE 4.3.12).
 * @param {Buffer} zip
 * @returns {Generator<ZipEntry>}
 */
export function* zipEntries(zip) {
  let end = zip.length - 22
  while (end >= 0 && zip.readUInt32LE(end) !== 0x06054b50) end--
  if (end < 0) throw new Error('not a zip')
  let at = zip.readUInt32LE(end + 16)
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (zip.readUInt32LE(at) !== 0x02014b50) throw new Error('broken zip directory')
    const nameLength = zip.readUInt16LE(at + 28)
    const header = {
      method: zip.readUInt16LE(at + 10),
      crc: zip.readUInt32LE(at + 16),
      packed: zip.readUInt32LE(at + 20),
      size: zip.readUInt32LE(at + 24),
      offset: zip.readUInt32LE(at + 42),
    }
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength)
    const mode = zip.readUInt32LE(at + 38) >>> 16
    yield { name, mode, read: () => unzip(zip, name, header) }
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32)
  }
}

/**
 * @param {Buffer} zip
 * @param {string} name
 * @param {{ method: number, crc: number, packed: number, size: number, offset: number }} header
 */
function unzip(zip, name, { method, crc, packed, size, offset }) {
  const start = offset + 30 + zip.readUInt16LE(offset + 26) + zip.readUInt16LE(offset + 28)
  const raw = zip.subarray(start, start + packed)
  const data = method === 8 ? inflateRawSync(raw) : Buffer.from(raw)
  if (data.length !== size || crc32(data) !== crc) throw new Error(`${name} is damaged in the zip`)
  return data
}
