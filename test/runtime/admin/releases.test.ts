import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { initial, Releases } from '../../../runtime/admin/releases.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { filesOf, helloProject } from '../../support/served-project.ts'

const day = new Date('2026-11-24T12:00:00Z')
const openedAt = async (folder: string, base = 'base') => Releases.open(folder, base)
const add = (releases: Releases, version: number) =>
  releases.add(filesOf(helloProject(version)), day)

describe('releases', () => {
  it('begin with what the folder holds', async () => {
    const { releases } = await openedAt(scratchFolder())
    expect([releases.current, releases.previous, releases.all]).toEqual([initial, undefined, []])
  })

  it('are the same ones when they are opened again', async () => {
    const folder = scratchFolder()
    const { releases } = await openedAt(folder)
    const { id } = await add(releases, 1)
    await releases.activated(id)
    const { releases: again } = await openedAt(folder)
    expect([again.current, again.previous]).toEqual([id, initial])
    const files = await again.filesOf(id)
    expect(files.map(({ path }) => path).sort()).toEqual(Object.keys(helloProject(1)).sort())
  })

  it('are kept five at the most, and the one that runs among them', async () => {
    const folder = scratchFolder()
    const { releases } = await openedAt(folder)
    const { id: first } = await add(releases, 0)
    await releases.activated(first)
    for (let version = 1; version <= 9; version++) await add(releases, version)
    expect(releases.all).toHaveLength(5)
    expect(releases.all.map(({ id }) => id)).toContain(first)
    expect(readdirSync(folder).filter((name) => name.endsWith('.tar.gz'))).toHaveLength(5)
  })

  it('that were uploaded again are one', async () => {
    const { releases } = await openedAt(scratchFolder())
    const [a, b] = [await add(releases, 1), await add(releases, 1)]
    expect(a.id).toBe(b.id)
    expect(releases.all).toHaveLength(1)
  })

  it('go back step by step', async () => {
    const { releases } = await openedAt(scratchFolder())
    for (const version of [1, 2]) await releases.activated((await add(releases, version)).id)
    const [second, first] = releases.all.map(({ id }) => id)
    expect([releases.current, releases.previous]).toEqual([second, first])
    await releases.rolledBack()
    expect([releases.current, releases.previous]).toEqual([first, initial])
  })

  it('give way to a folder that was changed since', async () => {
    const folder = scratchFolder()
    const { releases } = await openedAt(folder)
    const { id } = await add(releases, 1)
    await releases.activated(id)
    const { releases: again, isFolderNewer } = await openedAt(folder, 'another base')
    expect([isFolderNewer, again.current, again.previous]).toEqual([true, initial, id])
    expect((await openedAt(folder, 'another base')).isFolderNewer).toBe(false)
  })

  it('leave nothing of an upload that was cut off', async () => {
    const folder = scratchFolder({ 'abc.tar.gz': 'whole, but never named', 'def.tar.gz.tmp': 'ha' })
    await openedAt(folder)
    expect(readdirSync(folder)).toEqual([])
  })

  it('whose archive was changed on the disk are not taken', async () => {
    const folder = scratchFolder()
    const { releases } = await openedAt(folder)
    const { id } = await add(releases, 1)
    const { id: other } = await add(releases, 2)
    writeFileSync(join(folder, `${id}.tar.gz`), readFileSync(join(folder, `${other}.tar.gz`)))
    await expect(releases.filesOf(id)).rejects.toThrow(/was changed/)
  })
})
