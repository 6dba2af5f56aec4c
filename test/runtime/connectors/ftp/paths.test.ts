import { posix } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { serverPath, temporaryPath } from '../../../../runtime/connectors/ftp/paths.ts'

describe('a path for the server', () => {
  const cases: readonly [path: string, root: string, home: string, whole: string][] = [
    ['/in/a.bin', '', '/home/u', '/in/a.bin'],
    ['in/a.bin', '', '/home/u', '/home/u/in/a.bin'],
    ['', '', '/home/u', '/home/u'],
    ['/', '', '/home/u', '/'],
    ['/in/a.bin', '/data', '/home/u', '/data/in/a.bin'],
    ['in/a.bin', '/data/', '/home/u', '/data/in/a.bin'],
    ['/in/a.bin', 'data', '/home/u', '/home/u/data/in/a.bin'],
    ['/in/../a.bin', '/data', '/', '/data/a.bin'],
    ['//in//a.bin', '', '/', '/in/a.bin'],
    ['in/', '/data', '/', '/data/in'],
    [' a', '/data', '/', '/data/ a'],
  ]
  for (const [path, root, home, whole] of cases) {
    test(`"${path}" from root "${root}" in ${home} is ${whole}`, () => {
      expect(serverPath(path, root, home)).toBe(whole)
    })
  }

  test('never leaves the root directory and never ends a command', () => {
    const part = fc.constantFrom('..', '.', '', 'a', 'b', '\r\n', '\0', ' ', '...')
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        try {
          const whole = serverPath(parts.join('/'), '/data/in', '/home')
          expect(whole === '/data/in' || whole.startsWith('/data/in/')).toBe(true)
          expect(posix.normalize(whole)).toBe(whole)
          expect(whole).not.toMatch(/[\r\n\0]/)
        } catch (failure) {
          expect(failure).toMatchObject({ code: 'BAD_REQUEST' })
        }
      }),
    )
  })
})

describe('a temporary name', () => {
  test('stands beside the file and ends with mark and suffix', () => {
    expect(temporaryPath('/in/a.bin', '0a1b2c3d', '.part')).toBe('/in/a.bin.0a1b2c3d.part')
  })

  test('is no longer than file systems allow', () => {
    const name = temporaryPath(`/in/${'ü'.repeat(127)}`, '0a1b2c3d', '.part').slice('/in/'.length)
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
    expect(name).toMatch(/^ü+\.0a1b2c3d\.part$/)
  })
})
