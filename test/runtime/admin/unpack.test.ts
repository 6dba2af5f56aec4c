/** What archives may be sent to a server. */
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { type Header, pack } from 'tar-stream'
import { describe, expect, it } from 'vitest'
import { usualLimits } from '../../../runtime/admin/limits.ts'
import { idOf, packRelease } from '../../../runtime/admin/pack.ts'
import { pathTrouble } from '../../../runtime/admin/paths.ts'
import { Refusal } from '../../../runtime/admin/refusal.ts'
import { unpackRelease } from '../../../runtime/admin/unpack.ts'
import { filesOf, helloProject } from '../../support/served-project.ts'

type Entry = Partial<Header> & { name: string; body?: string | Uint8Array }

async function tar(entries: readonly Entry[]): Promise<Buffer> {
  const archive = pack()
  const parts: Buffer[] = []
  archive.on('data', (part) => parts.push(part as Buffer))
  const ended = new Promise((resolve) => archive.once('end', () => resolve(undefined)))
  for (const { body = '', ...header } of entries) archive.entry(header, body)
  archive.finalize()
  await ended
  return Buffer.concat(parts)
}

const settings = { name: 'patchbay.json', body: '{}' }

async function refusalOf(bytes: Uint8Array, limits = usualLimits): Promise<Refusal> {
  try {
    await unpackRelease(Readable.from([bytes]), limits)
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(Refusal)
    return thrown as Refusal
  }
  throw new Error('It was taken.')
}

describe('an archive', () => {
  it('is the same bytes whatever the order, and comes back as it was', async () => {
    const files = filesOf(helloProject(1))
    const bytes = await packRelease(files)
    expect(await packRelease(files.toReversed())).toEqual(bytes)
    expect(idOf(files.toReversed())).toBe(idOf(files))
    const back = await unpackRelease(Readable.from([bytes]))
    expect(new Map(back.map(({ path, text }) => [path, text]))).toEqual(
      new Map(files.map(({ path, text }) => [path, text])),
    )
  })

  it.each([
    '../evil.ts',
    'services/../../evil.ts',
    '/etc/passwd',
    'services\\..\\evil.ts',
    'C:/services/a.ts',
    'services/.hidden.ts',
    '.git/config',
    'services//a.ts',
    'services/a\u0000.ts',
    'services/a\n.ts',
    'server.js',
    'node_modules/left/index.js',
    'services/../services/a.ts',
  ])('with %j is refused', async (name) => {
    expect(pathTrouble(name)).toBeDefined()
    const { status, message } = await refusalOf(
      gzipSync(await tar([settings, { name, body: 'x' }])),
    )
    expect([400, 422]).toContain(status)
    expect(message).not.toBe('')
  })

  it.each(['symlink', 'link', 'character-device', 'block-device', 'fifo'] as const)(
    'with a %s is refused',
    async (type) => {
      const entry = { name: 'services/a.ts', type, linkname: '/etc/passwd' }
      const { status, message } = await refusalOf(gzipSync(await tar([settings, entry])))
      expect([status, message]).toEqual([422, expect.stringContaining('only files')])
    },
  )

  it('with a folder that leads elsewhere is refused', async () => {
    const entry = { name: '../../tmp/', type: 'directory' as const }
    expect((await refusalOf(gzipSync(await tar([settings, entry])))).status).toBe(422)
  })

  it('with a file twice is refused', async () => {
    const twice = { name: 'services/a.ts', body: 'x' }
    const { message } = await refusalOf(gzipSync(await tar([settings, twice, twice])))
    expect(message).toMatch(/twice/)
  })

  it('without a project in it is refused', async () => {
    const { code } = await refusalOf(gzipSync(await tar([{ name: 'services/a.ts', body: 'x' }])))
    expect(code).toBe('NOT_A_PROJECT')
  })

  it('with what is no text is refused', async () => {
    const binary = { name: 'services/a.ts', body: Buffer.from([0xff, 0xfe, 0x80]) }
    expect((await refusalOf(gzipSync(await tar([settings, binary])))).code).toBe('FILE_NOT_TEXT')
  })

  it('that grows out of proportion is refused before it has grown', async () => {
    const zeros = { name: 'services/a.ts', body: Buffer.alloc(3 << 20, 0x20) }
    const bomb = gzipSync(await tar([settings, zeros, { ...zeros, name: 'services/b.ts' }]))
    expect(bomb.length).toBeLessThan(20_000)
    const { status, message } = await refusalOf(bomb)
    expect([status, message]).toEqual([413, expect.stringContaining('proportion')])
  })

  it('that is too large, in one way or another, is refused', async () => {
    const some = Array.from({ length: 30 }, (_, index) => ({
      name: `services/a${index}.ts`,
      body: Buffer.from(Array.from({ length: 1000 }, (_, at) => 33 + ((at * at * index) % 90))),
    }))
    const bytes = gzipSync(await tar([settings, ...some]))
    const tight = [{ archive: 500 }, { total: 5000 }, { file: 500 }, { files: 10 }]
    for (const limit of tight) {
      const { status } = await refusalOf(bytes, { ...usualLimits, ...limit })
      expect([413, 422]).toContain(status)
    }
    await unpackRelease(Readable.from([bytes]))
  })

  it('that is none, or is cut or bent, is refused and nothing else', async () => {
    const good = await packRelease(filesOf(helloProject(1)))
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.uint8Array({ maxLength: 2000 }),
          fc.uint8Array({ maxLength: 2000 }).map((bytes) => gzipSync(bytes)),
          fc.nat(good.length - 1).map((end) => good.subarray(0, end)),
          fc.tuple(fc.nat(good.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, by]) => {
            const bent = Buffer.from(good)
            bent[at] = (bent[at] ?? 0) ^ by
            return bent
          }),
        ),
        async (bytes) => {
          try {
            const files = await unpackRelease(Readable.from([bytes]))
            // A bent byte that nothing depends on: the time in the head of gzip.
            for (const { path } of files) expect(pathTrouble(path)).toBeUndefined()
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(Refusal)
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('paths of a release', () => {
  it('never lead out of it, whatever they are made of', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '..',
        '.',
        '',
        'services',
        'channels',
        'a.ts',
        'a.json',
        '\\',
        '\0',
        'C:',
        '%2e%2e',
      ),
      fc.string({ maxLength: 8 }),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const path = parts.join('/')
        if (pathTrouble(path) !== undefined) return
        expect(path.split('/').some((one) => one === '' || one.startsWith('.'))).toBe(false)
        expect(path).not.toMatch(/[\\:\0]/)
      }),
      { numRuns: 2000 },
    )
  })
})
