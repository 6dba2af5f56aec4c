import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { readFolder } from '../../../runtime/folder/read.ts'
import { type WatchOptions, watchFolder } from '../../../runtime/folder/watch.ts'
import { writeFiles } from '../../../runtime/folder/write.ts'
import type { FileEdit } from '../../../runtime/model/read.ts'
import { fill, scratchFolder } from '../../support/scratch.ts'

const settings = { 'patchbay.json': '{}' }

/** Watches and hands out one batch after the other. */
async function watching(folder: string, options?: WatchOptions) {
  const batches: FileEdit[][] = []
  let told: (() => void) | undefined
  const watcher = await watchFolder(
    folder,
    (files) => {
      batches.push(files)
      told?.()
    },
    options,
  )
  onTestFinished(() => watcher.close())
  return {
    async next(): Promise<FileEdit[]> {
      while (batches.length === 0) await new Promise<void>((resolve) => (told = resolve))
      return batches.shift() ?? []
    },
    /** All that is told until the given file is, merged by path. */
    async until(path: string): Promise<Record<string, string | undefined>> {
      const all: Record<string, string | undefined> = {}
      while (!(path in all)) for (const file of await this.next()) all[file.path] = file.text
      return all
    },
  }
}

describe('a watched folder', () => {
  it('tells what another program makes, changes, renames and removes', async () => {
    const folder = scratchFolder({ ...settings, 'services/a.ts': 'a' })
    const watcher = await watching(folder)
    fill(folder, { 'services/a.ts': 'changed' })
    expect(await watcher.next()).toEqual([{ path: 'services/a.ts', text: 'changed' }])
    fill(folder, { 'channels/new/b.json': '{}' })
    expect(await watcher.next()).toEqual([{ path: 'channels/new/b.json', text: '{}' }])
    renameSync(join(folder, 'services/a.ts'), join(folder, 'services/c.ts'))
    const renamed = [...(await watcher.next())]
    if (renamed.length < 2) renamed.push(...(await watcher.next()))
    expect(renamed).toEqual(
      expect.arrayContaining([
        { path: 'services/a.ts', text: undefined },
        { path: 'services/c.ts', text: 'changed' },
      ]),
    )
    rmSync(join(folder, 'channels'), { recursive: true })
    expect(await watcher.next()).toEqual([{ path: 'channels/new/b.json', text: undefined }])
  })

  it('tells many files at once as one batch', async () => {
    const folder = scratchFolder(settings)
    mkdirSync(join(folder, 'services'))
    const watcher = await watching(folder)
    const names = Array.from({ length: 200 }, (_, n) => `services/s${n}.ts`)
    fill(folder, Object.fromEntries(names.map((name) => [name, name])))
    expect((await watcher.next()).map(({ path }) => path)).toEqual(names.sort())
  })

  it('does not tell our own writing, and tells another program’s in between', async () => {
    const folder = scratchFolder({ ...settings, 'services/a.ts': 'a', 'services/b.ts': 'b' })
    const watcher = await watching(folder)
    await writeFiles(folder, [
      { path: 'services/a.ts', text: 'ours' },
      { path: 'services/b.ts', text: undefined },
      { path: 'services/c.ts', text: 'ours' },
    ])
    fill(folder, { 'services/last.ts': 'theirs' })
    expect(await watcher.until('services/last.ts')).toEqual({ 'services/last.ts': 'theirs' })
    fill(folder, { 'services/a.ts': 'theirs', 'services/b.ts': 'back' })
    expect(await watcher.until('services/b.ts')).toEqual({
      'services/a.ts': 'theirs',
      'services/b.ts': 'back',
    })
    fill(folder, { 'services/a.ts': 'ours' })
    expect(await watcher.next()).toEqual([{ path: 'services/a.ts', text: 'ours' }])
  })

  it('does not tell a file that was only touched, nor one that is none of ours', async () => {
    const folder = scratchFolder({ ...settings, 'services/a.ts': 'a', 'README.md': '' })
    const watcher = await watching(folder)
    fill(folder, {
      'services/a.ts': 'a',
      'README.md': 'changed',
      '.patchbay/types/x.ts': '',
      'services/node_modules/y.ts': '',
      'data/z.json': '{}',
      'services/last.ts': '',
    })
    expect(await watcher.until('services/last.ts')).toEqual({ 'services/last.ts': '' })
  })

  it('tells what an editor writes by way of a temporary file', async () => {
    const folder = scratchFolder({ ...settings, 'services/a.ts': 'a' })
    const watcher = await watching(folder)
    writeFileSync(join(folder, 'services/a.ts.tmp'), 'new')
    renameSync(join(folder, 'services/a.ts.tmp'), join(folder, 'services/a.ts'))
    expect(await watcher.until('services/a.ts')).toEqual({ 'services/a.ts': 'new' })
  })

  it('misses nothing that happened since the caller read', async () => {
    const folder = scratchFolder({ ...settings, 'services/a.ts': 'a' })
    const known = await readFolder(folder)
    fill(folder, { 'services/a.ts': 'changed', 'services/b.ts': 'b' })
    const watcher = await watching(folder, { known })
    expect(await watcher.next()).toEqual([
      { path: 'services/a.ts', text: 'changed' },
      { path: 'services/b.ts', text: 'b' },
    ])
  })
})
