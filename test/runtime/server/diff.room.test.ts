/** `patchbay diff`, as a person or a pipeline runs it. */
import { execFileSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Project } from '../../../runtime/model/project.ts'
import { toFiles } from '../../../runtime/model/text.ts'
import { diff } from '../../../runtime/server/diff.ts'
import { storeProject } from '../../support/designer.ts'
import { fill, scratchFolder } from '../../support/scratch.ts'

const before = storeProject()
const after: Project = {
  ...before,
  channels: { Store: { name: 'Store', type: 'rest', isActive: true, path: '/stores' } },
  connections: {},
  layouts: { Main: { nodes: { n1: { x: 0, y: 0 } } } },
}

async function run(...args: Parameters<typeof diff>) {
  let [out, err] = ['', '']
  const hear = (stream: NodeJS.WriteStream, add: (text: string) => void) =>
    vi.spyOn(stream, 'write').mockImplementation((text) => {
      add(String(text))
      return true
    })
  const spies = [
    hear(process.stdout, (text) => {
      out += text
    }),
    hear(process.stderr, (text) => {
      err += text
    }),
  ]
  const known = process.exitCode
  onTestFinished(() => {
    process.exitCode = known
  })
  try {
    await diff(...args)
    return { out, err, status: process.exitCode }
  } finally {
    for (const spy of spies) spy.mockRestore()
    process.exitCode = known
  }
}

function folderOf(project: Project): string {
  return scratchFolder(Object.fromEntries(toFiles(project)))
}

function committed(project: Project): string {
  const folder = folderOf(project)
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.c', ...args], { cwd: folder })
  git('init', '-q')
  git('add', '-A')
  git('commit', '-q', '-m', 'As it was')
  return folder
}

describe('patchbay diff', () => {
  it('tells in a line each what differs from the last commit', async () => {
    const folder = committed(before)
    for (const path of ['channels', 'connections', 'flows', 'services'])
      rmSync(`${folder}/${path}`, { recursive: true })
    fill(folder, Object.fromEntries(toFiles(after)))
    const { out, status } = await run(folder, undefined, {})
    expect(out.split('\n').slice(1)).toEqual([
      '~ channels/Store',
      '    ~ path: "/store" -> "/stores"',
      '- connections/my.ftp',
      '',
    ])
    expect(out).toMatch(/^Beside commit [0-9a-f]{8}, As it was:\n/)
    expect(status).toBe(1)
  })

  it('ends with 0 when nothing differs', async () => {
    const { out, status } = await run(committed(before), undefined, { git: 'HEAD' })
    expect(out).toMatch(/^Nothing differs from commit /)
    expect(status).toBe(0)
  })

  it('compares two folders field by field as JSON, with the layout when asked', async () => {
    const { out, status } = await run(folderOf(after), folderOf(before), {
      json: true,
      layout: true,
    })
    const { differences } = JSON.parse(out)
    expect(status).toBe(1)
    expect(
      differences.map(({ name, kind }: { name: string; kind: string }) => [name, kind]),
    ).toEqual([
      ['Store', 'changed'],
      ['my.ftp', 'removed'],
      ['Main', 'changed'],
    ])
    expect(differences[0].fields).toEqual([
      { path: ['path'], kind: 'changed', before: '/store', after: '/stores' },
    ])
  })

  it.each([
    ['no repository', {}, undefined, /is in no git repository/],
    ['two things to compare with', { git: 'HEAD' }, '/nowhere', /not with both/],
    ['a folder without a project', {}, '/nowhere', /nowhere/],
  ] as const)('ends with 2 for %s', async (_what, options, other, words) => {
    const { err, status } = await run(folderOf(before), other, options)
    expect(err).toMatch(words)
    expect(status).toBe(2)
  })
})
