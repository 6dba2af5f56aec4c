import { crc32, deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { tarEntry, zipEntries } from '../../build/electron/archive.mjs'

/** One file in a tar: a header block, the bytes padded to blocks, two empty blocks. */
function tar(name: string, body: string): Buffer {
  const header = Buffer.alloc(512)
  header.write(name, 0)
  header.write(body.length.toString(8).padStart(11, '0'), 124)
  const blocks = Buffer.alloc(Math.ceil(body.length / 512) * 512)
  blocks.write(body)
  return Buffer.concat([header, blocks, Buffer.alloc(1024)])
}

/** One deflated file in a zip, with the fields that a reader looks at (APPNOTE 4.3). */
function zip(name: string, body: string, crc = crc32(body)): Buffer {
  const packed = deflateRawSync(body)
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(name.length, 26)
  const central = Buffer.alloc(46)
  central.writeUInt32LE(0x02014b50, 0)
  central.writeUInt16LE(8, 10)
  central.writeUInt32LE(crc, 16)
  central.writeUInt32LE(packed.length, 20)
  central.writeUInt32LE(body.length, 24)
  central.writeUInt16LE(name.length, 28)
  central.writeUInt32LE((0o100755 << 16) >>> 0, 38)
  const files = Buffer.concat([local, Buffer.from(name), packed])
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(files.length, 16)
  return Buffer.concat([files, central, Buffer.from(name), end])
}

describe('an archive', () => {
  it('gives one file of a tar by its path', () => {
    const both = Buffer.concat([
      tar('a/one', 'x'.repeat(600)).subarray(0, -1024),
      tar('a/two', 'y'),
    ])
    expect(tarEntry(both, 'a/two').toString()).toBe('y')
    expect(tarEntry(both, 'a/one')).toHaveLength(600)
  })

  it('names the file that a tar does not have', () => {
    expect(() => tarEntry(tar('a', 'x'), 'b')).toThrow('b is not in the archive')
  })

  it('inflates the files of a zip, with their permissions', () => {
    const [entry] = [...zipEntries(zip('bin/app', 'hello'))]
    expect(entry?.name).toBe('bin/app')
    expect((entry?.mode ?? 0) & 0o777).toBe(0o755)
    expect(entry?.read().toString()).toBe('hello')
  })

  it('refuses a file whose checksum differs', () => {
    const [entry] = [...zipEntries(zip('app', 'hello', 1))]
    expect(() => entry?.read()).toThrow('app is damaged')
  })
})
