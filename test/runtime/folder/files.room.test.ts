import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFolder } from '../../../runtime/folder/read.ts'
import { writeFiles } from '../../../runtime/folder/write.ts'
import { fromFiles, toFiles } from '../../../runtime/model/text.ts'
import { anyProject } from '../../support/any-project.ts'
import { fill, scratchFolder } from '../../support/scratch.ts'

describe('reading a folder', () => {
  it('gives the project’s files and no others', async () => {
    const folder = scratchFolder({
      'patchbay.json': '{}',
      'channels/deep/er/a.json': 'a',
      'services/b.ts': 'ü\r\n',
      'services/node_modules/c.ts': 'c',
      'services/.hidden.ts': 'd',
      'README.md': 'e',
      'data/channels/f.json': 'f',
      '.patchbay/types/g.ts': 'g',
    })
    expect(await readFolder(folder)).toEqual([
      { path: 'channels/deep/er/a.json', text: 'a' },
      { path: 'patchbay.json', text: '{}' },
      { path: 'services/b.ts', text: 'ü\r\n' },
    ])
  })

  it('follows a link within the folder and none out of it', async () => {
    const outside = scratchFolder({ 'secret.ts': 'secret' })
    const folder = scratchFolder({ 'services/a.ts': 'a' })
    symlinkSync(join(folder, 'services/a.ts'), join(folder, 'services/in.ts'))
    symlinkSync(join(outside, 'secret.ts'), join(folder, 'services/out.ts'))
    symlinkSync(outside, join(folder, 'services/outside'))
    symlinkSync(join(folder, 'services/loop.ts'), join(folder, 'services/loop.ts'))
    expect((await readFolder(folder)).map(({ path }) => path)).toEqual([
      'services/a.ts',
      'services/in.ts',
    ])
  })

  it('says why of a file that cannot be read, and reads the others', async () => {
    const folder = scratchFolder({ 'channels/a.json': '{"name":"A","type":"rest"}' })
    writeFileSync(join(folder, 'channels/latin.json'), Buffer.from([0x22, 0xfc, 0x22]))
    writeFileSync(join(folder, 'channels/huge.json'), Buffer.alloc(4 * 1024 * 1024 + 1))
    const files = await readFolder(folder)
    const { project, problems } = fromFiles(files)
    expect(Object.keys(project.channels)).toEqual(['A'])
    expect(problems.map(({ code, message }) => `${code} ${message}`).sort()).toEqual([
      'FILE_UNREADABLE channels/huge.json is larger than 4 MiB.',
      'FILE_UNREADABLE channels/latin.json is not UTF-8 text.',
      expect.stringContaining('SETTINGS_MISSING'),
    ])
  })

  it('removes what a crashed program left half written, and not what one still writes', async () => {
    // Linux gives no process a number this high.
    const folder = scratchFolder({
      'services/.a.ts.4194999-0123abcd.patchbay-tmp': 'half',
      [`services/.b.ts.${process.ppid}-0123abcd.patchbay-tmp`]: 'half',
    })
    expect(await readFolder(folder)).toEqual([])
    expect(readdirSync(join(folder, 'services'))).toEqual([
      `.b.ts.${process.ppid}-0123abcd.patchbay-tmp`,
    ])
  })

  it('rejects when there is no such folder', async () => {
    await expect(readFolder(join(scratchFolder(), 'none'))).rejects.toThrow('ENOENT')
  })
})

describe('writing files', () => {
  it('gives back what was written, whatever the project', async () => {
    await fc.assert(
      fc.asyncProperty(anyProject, async (project) => {
        const folder = scratchFolder()
        await writeFiles(
          folder,
          [...toFiles(project)].map(([path, text]) => ({ path, text })),
        )
        expect(fromFiles(await readFolder(folder))).toEqual({ project, problems: [] })
      }),
      { numRuns: 20 },
    )
  })

  it('writes, replaces and removes, and leaves nothing else behind', async () => {
    const folder = scratchFolder({ 'services/old.ts': 'old', 'services/a.ts': 'before' })
    await writeFiles(folder, [
      { path: 'services/a.ts', text: 'after' },
      { path: 'services/deep/b.ts', text: 'b' },
      { path: 'services/old.ts', text: undefined },
      { path: 'services/never.ts', text: undefined },
    ])
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual([
      'services',
      'services/a.ts',
      'services/deep',
      'services/deep/b.ts',
    ])
    expect(readFileSync(join(folder, 'services/a.ts'), 'utf8')).toBe('after')
  })

  it.each([
    '../a.ts',
    'services/../../a.ts',
    '/etc/a.ts',
    'services\\..\\a.ts',
    'C:/a.ts',
    'services//a.ts',
    '.git/config',
    'services/\0.ts',
    '',
    'out/a.ts',
  ])('refuses %j before anything is written', async (path) => {
    const folder = scratchFolder({ 'services/a.ts': 'a' })
    const outside = scratchFolder()
    symlinkSync(outside, join(folder, 'out'))
    const edits = [
      { path: 'services/a.ts', text: 'changed' },
      { path, text: 'x' },
    ]
    await expect(writeFiles(folder, edits)).rejects.toMatchObject({ code: 'PATH_OUTSIDE' })
    expect(readFileSync(join(folder, 'services/a.ts'), 'utf8')).toBe('a')
    expect(readdirSync(outside)).toEqual([])
  })

  it('does not write through a link that leads out', async () => {
    const outside = scratchFolder({ 'a.ts': 'theirs' })
    const folder = scratchFolder({ 'services/b.ts': '' })
    symlinkSync(join(outside, 'a.ts'), join(folder, 'services/a.ts'))
    const edit = { path: 'services/a.ts', text: 'ours' }
    await expect(writeFiles(folder, [edit])).rejects.toMatchObject({ code: 'PATH_OUTSIDE' })
    expect(readFileSync(join(outside, 'a.ts'), 'utf8')).toBe('theirs')
  })

  it('keeps a link a link and a script executable', async () => {
    const folder = scratchFolder({ 'services/a.ts': 'a', 'services/b.ts': 'b' })
    chmodSync(join(folder, 'services/b.ts'), 0o755)
    symlinkSync(join(folder, 'services/a.ts'), join(folder, 'services/link.ts'))
    await writeFiles(folder, [
      { path: 'services/link.ts', text: 'new' },
      { path: 'services/b.ts', text: 'new' },
    ])
    expect(lstatSync(join(folder, 'services/link.ts')).isSymbolicLink()).toBe(true)
    expect(readFileSync(join(folder, 'services/a.ts'), 'utf8')).toBe('new')
    expect(statSync(join(folder, 'services/b.ts')).mode & 0o777).toBe(0o755)
  })

  it('saves what is before a file that fails, and nothing after it', async () => {
    const folder = scratchFolder()
    fill(folder, { 'services/taken.ts/x': '' })
    const edits = ['a.ts', 'taken.ts', 'b.ts'].map((name) => ({
      path: `services/${name}`,
      text: name,
    }))
    await expect(writeFiles(folder, edits)).rejects.toThrow()
    expect(existsSync(join(folder, 'services/a.ts'))).toBe(true)
    expect(readdirSync(join(folder, 'services')).sort()).toEqual(['a.ts', 'taken.ts'])
  })

  it('does one save after the other', async () => {
    const folder = scratchFolder()
    const saves = Array.from({ length: 30 }, (_, n) =>
      writeFiles(folder, [{ path: 'services/a.ts', text: `${n}` }]),
    )
    await Promise.all(saves)
    expect(readFileSync(join(folder, 'services/a.ts'), 'utf8')).toBe('29')
  })
})
