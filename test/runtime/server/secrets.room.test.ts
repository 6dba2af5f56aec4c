/** Secrets on a machine without a designer: a JSON file, a folder with a file for each, the environment. */
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { secretFileName as fileName } from '../../../runtime/model/secret-variable.ts'
import { howToSet, readSecrets } from '../../../runtime/server/secrets.ts'
import { scratchFolder } from '../../support/scratch.ts'

const read = async (names: string[], environment: Record<string, string>, file?: string) =>
  Object.fromEntries(await readSecrets(names, file, environment))

describe('a folder of secrets', () => {
  it('has a file for each, without the line break at its end', async () => {
    const folder = scratchFolder({
      'my.ftp.password': 's3cret\n',
      'erp-key': 'k\r\n',
      a_b_c: '  with spaces \n\n',
      other: 'not asked for',
    })
    const names = ['my.ftp.password', 'erp-key', 'a b/c', 'none']
    expect(await read(names, { PATCHBAY_SECRETS_DIR: folder })).toEqual({
      'my.ftp.password': 's3cret',
      'erp-key': 'k',
      'a b/c': '  with spaces \n',
    })
  })

  it('is read through the links of a container platform', async () => {
    const folder = scratchFolder({})
    await mkdir(join(folder, '..2026_11_24'))
    await writeFile(join(folder, '..2026_11_24', 'token'), 't0ken')
    await symlink('..2026_11_24', join(folder, '..data'))
    await symlink(join('..data', 'token'), join(folder, 'token'))
    expect(await read(['token'], { PATCHBAY_SECRETS_DIR: folder })).toEqual({ token: 't0ken' })
  })

  it('is stronger than the JSON file, and weaker than the environment', async () => {
    const folder = scratchFolder({ a: 'folder', b: 'folder' })
    const file = join(
      scratchFolder({ 'all.json': '{"a":"file","b":"file","c":"file"}' }),
      'all.json',
    )
    const environment = { PATCHBAY_SECRETS_DIR: folder, PATCHBAY_SECRET_A: 'environment' }
    expect(await read(['a', 'b', 'c'], environment, file)).toEqual({
      a: 'environment',
      b: 'folder',
      c: 'file',
    })
  })

  it('is never left by a name', () => {
    expect(['../x', '..', '.', '/etc/passwd', 'a\\b', ''].map(fileName)).toEqual([
      '.._x',
      '_..',
      '_.',
      '_etc_passwd',
      'a_b',
      '_',
    ])
  })

  it('that is not there, or cannot be read, is told', async () => {
    const folder = scratchFolder({ plain: '' })
    const gone = join(folder, 'gone')
    await expect(read([], { PATCHBAY_SECRETS_DIR: gone })).rejects.toThrow(
      `${gone} (PATCHBAY_SECRETS_DIR) does not exist.`,
    )
    await expect(read([], { PATCHBAY_SECRETS_DIR: join(folder, 'plain') })).rejects.toThrow(
      'is not a folder',
    )
    await mkdir(join(folder, 'dir'))
    await expect(read(['dir'], { PATCHBAY_SECRETS_DIR: folder })).rejects.toThrow('is a folder')
  })
})

describe('what is told of a missing one', () => {
  it('names all the places it would be taken from', () => {
    expect(howToSet('my.key', {})).toBe(
      'Set PATCHBAY_SECRET_MY_KEY, or write it into a file in PATCHBAY_SECRETS_DIR, or name it in --secrets.',
    )
    expect(howToSet('my.key', { PATCHBAY_SECRETS_DIR: '/run/secrets' })).toContain(
      '/run/secrets/my.key',
    )
  })
})
