/** An export takes its place whole or not at all, and takes nobody else's. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { lockOf, lockPath } from '../../../runtime/export/lock.ts'
import { writeExport } from '../../../runtime/export/write.ts'
import { fill, scratchFolder } from '../../support/scratch.ts'

function filesOf(texts: Record<string, string>): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>(
    Object.entries(texts).map(([path, text]) => [path, Buffer.from(text)]),
  )
  const lock = lockOf(files, { version: '1', target: 'node', engine: [], own: [] })
  return files.set(lockPath, Buffer.from(lock))
}

const first = filesOf({ 'server.js': 'one', 'runtime/a.js': 'a' })
const second = filesOf({ 'server.js': 'two', 'runtime/b.js': 'b' })
const project = '/nowhere/project'

describe('writing an export', () => {
  it('makes a folder, and replaces an export that is there', async () => {
    const home = scratchFolder()
    const out = join(home, 'deep/er')
    const seen: number[] = []
    await writeExport(first, out, { project, onFile: (done) => seen.push(done) })
    expect(seen).toEqual([1, 2, 3])
    await writeExport(second, out, { project })
    expect(readdirSync(out, { recursive: true }).sort()).toEqual([
      ...[lockPath, 'runtime', 'runtime/b.js', 'server.js'],
    ])
    expect(readdirSync(join(home, 'deep'))).toEqual(['er'])
  })

  it('keeps what the operator and the server put there', async () => {
    const out = join(scratchFolder(), 'out')
    await writeExport(first, out, { project })
    fill(out, { '.env': 'A=1', 'state/jobs.json': '[]', 'runtime/own.txt': 'mine' })
    await writeExport(second, out, { project })
    expect(readFileSync(join(out, '.env'), 'utf8')).toBe('A=1')
    expect(readFileSync(join(out, 'state/jobs.json'), 'utf8')).toBe('[]')
    expect(readFileSync(join(out, 'runtime/own.txt'), 'utf8')).toBe('mine')
    expect(existsSync(join(out, 'runtime/a.js'))).toBe(false)
  })

  it('refuses a folder with something else in it, unless told to', async () => {
    const out = scratchFolder({ 'thesis.txt': 'ten years' })
    await expect(writeExport(first, out, { project })).rejects.toThrow(/no export of Patchbay/)
    expect(readdirSync(out)).toEqual(['thesis.txt'])
    await writeExport(first, out, { project, force: true })
    expect(readdirSync(out)).toContain('server.js')
  })

  it('refuses an export that somebody changed, unless told to', async () => {
    const out = join(scratchFolder(), 'out')
    await writeExport(first, out, { project })
    writeFileSync(join(out, 'server.js'), 'mended by hand')
    await expect(writeExport(second, out, { project })).rejects.toThrow(/changed server.js/)
    expect(readFileSync(join(out, 'server.js'), 'utf8')).toBe('mended by hand')
    await writeExport(second, out, { project, force: true })
    expect(readFileSync(join(out, 'server.js'), 'utf8')).toBe('two')
  })

  it('never takes the place of the project, nor of a folder around it', async () => {
    const home = scratchFolder({ 'hub/patchbay.json': '{}' })
    for (const out of [join(home, 'hub'), home])
      await expect(
        writeExport(first, out, { project: join(home, 'hub'), force: true }),
      ).rejects.toThrow(/is, or holds, the project itself/)
    for (const out of ['/', homedir(), process.cwd()])
      await expect(writeExport(first, out, { project, force: true })).rejects.toThrow(
        /is, or holds/,
      )
    await writeExport(first, join(home, 'hub/out'), { project: join(home, 'hub') })
    expect(existsSync(join(home, 'hub/out/server.js'))).toBe(true)
  })

  it('leaves nothing behind when it fails half way', async () => {
    const home = scratchFolder()
    const out = join(home, 'out')
    mkdirSync(out)
    // A file where another one wants a folder.
    const impossible = new Map([...first, ['server.js/below', Buffer.from('x')] as const])
    await expect(writeExport(impossible, out, { project })).rejects.toThrow(/Nothing was changed/)
    expect(readdirSync(home)).toEqual(['out'])
    expect(readdirSync(out)).toEqual([])
  })
})
