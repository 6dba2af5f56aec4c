// Repositories are made by the real git; ours only ever reads them.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { pastOf, projectAt } from '../../../runtime/folder/git/past.ts'
import { readFolder } from '../../../runtime/folder/read.ts'
import { scratchFolder } from '../../support/scratch.ts'

const settings = '{ "name": "Shop", "format": 1, "id": "shop" }\n'
const store = (source: string) => ({ 'patchbay.json': settings, 'services/store.ts': source })

class Repo {
  readonly folder: string
  clock = 1_700_000_000

  constructor(...args: string[]) {
    this.folder = scratchFolder()
    this.git('init', '-q', '-b', 'main', ...args)
  }

  git(...args: string[]): string {
    const date = `${this.clock} +0100`
    return execFileSync('git', args, {
      cwd: this.folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: this.folder,
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_AUTHOR_NAME: 'Ada Ö',
        GIT_AUTHOR_EMAIL: 'ada@example.org',
        GIT_COMMITTER_NAME: 'Ada',
        GIT_COMMITTER_EMAIL: 'ada@example.org',
        GIT_AUTHOR_DATE: date,
        GIT_COMMITTER_DATE: date,
      },
    }).trim()
  }

  write(files: Record<string, string>, below = ''): string {
    for (const [path, text] of Object.entries(files)) {
      const full = join(this.folder, below, path)
      mkdirSync(dirname(full), { recursive: true })
      writeFileSync(full, text)
    }
    return join(this.folder, below)
  }

  commit(title: string): string {
    this.clock += 60
    this.git('add', '-A')
    this.git('commit', '-q', '--allow-empty', '-m', `${title}\n\nMore words.`)
    return this.git('rev-parse', 'HEAD')
  }
}

async function titles(folder: string): Promise<string[]> {
  const past = await pastOf(folder)
  return 'commits' in past ? past.commits.map(({ title }) => title) : [past.state]
}

async function sourceAt(folder: string, name: string): Promise<string | undefined> {
  const { files } = await projectAt(folder, name)
  return files.find(({ path }) => path === 'services/store.ts')?.text
}

describe('the past of a project', () => {
  it('is none outside of a repository', async () => {
    const folder = scratchFolder()
    expect(await pastOf(folder)).toEqual({ state: 'none' })
    await expect(projectAt(folder, 'HEAD')).rejects.toThrow('in no git repository')
  })

  it('is empty before the first commit', async () => {
    const { folder } = new Repo()
    expect(await pastOf(folder)).toEqual({ state: 'empty', branch: 'main' })
    await expect(projectAt(folder, 'HEAD')).rejects.toThrow('Nothing is committed yet')
  })

  it('tells commits with author, time and first line', async () => {
    const repo = new Repo()
    repo.write(store('one'))
    const id = repo.commit('Begin')
    const commit = { id, author: 'Ada Ö', at: 1_700_000_060_000, title: 'Begin' }
    expect(await pastOf(repo.folder)).toEqual({
      state: 'ready',
      head: commit,
      branch: 'main',
      commits: [commit],
      isCut: false,
    })
  })

  it('has the files that would have been read then', async () => {
    const repo = new Repo()
    repo.write({
      ...store('one ü'),
      'README.md': 'not of the project',
      'flows/a.json': '{}',
      '.patchbay/types.d.ts': 'x',
      'services/node_modules/x.ts': 'x',
      'elsewhere/b.json': '{}',
    })
    repo.commit('Begin')
    const { files } = await projectAt(repo.folder, 'HEAD')
    expect(files).toEqual(await readFolder(repo.folder))
    expect(files.map(({ path }) => path)).toEqual([
      'flows/a.json',
      'patchbay.json',
      'services/store.ts',
    ])
  })

  it('is that of the folder when the project is a part of a repository', async () => {
    const repo = new Repo()
    repo.write({ 'README.md': 'a' })
    repo.commit('Before the project')
    const folder = repo.write(store('one'), 'apps/shop')
    repo.commit('Add the shop')
    repo.write({ 'README.md': 'b' })
    repo.commit('Elsewhere')
    repo.write(store('two'), 'apps/shop')
    repo.commit('Change the shop')
    expect(await titles(folder)).toEqual(['Change the shop', 'Add the shop'])
    expect(await sourceAt(folder, 'HEAD~1')).toBe('one')
    await expect(projectAt(folder, 'HEAD~3')).rejects.toThrow('no project in apps/shop')
  })

  it('is untracked when no commit has the folder', async () => {
    const repo = new Repo()
    repo.write({ 'README.md': 'a' })
    repo.commit('Begin')
    const folder = repo.write(store('one'), 'shop')
    expect(await pastOf(folder)).toMatchObject({ state: 'untracked', commits: [] })
  })

  it('is read from packs with deltas, and packed names', async () => {
    const repo = new Repo()
    const body = Array.from({ length: 400 }, (_, line) => `line ${line * 7919}`).join('\n')
    for (let at = 0; at < 12; at++) {
      repo.write(store(`${body}\nversion ${at}\n`))
      repo.commit(`Version ${at}`)
    }
    repo.git('tag', '-a', 'v1', '-m', 'words', 'HEAD~4')
    repo.git('gc', '-q', '--aggressive', '--prune=now')
    expect(readdirSync(join(repo.folder, '.git/refs/heads'))).toEqual([])
    expect(repo.git('count-objects', '-v')).toContain('count: 0')
    expect((await titles(repo.folder)).length).toBe(12)
    for (const [name, version] of [
      ['HEAD', 11],
      ['main^', 10],
      ['v1', 7],
      ['v1~2', 5],
      ['HEAD~11', 0],
    ] as const)
      expect(await sourceAt(repo.folder, name)).toBe(`${body}\nversion ${version}\n`)
  })

  it('is read from a pack that names the bases of its deltas', async () => {
    const repo = new Repo()
    const body = Array.from({ length: 300 }, (_, line) => `line ${line * 7919}`).join('\n')
    for (let at = 0; at < 5; at++) {
      repo.write(store(`${body}\nversion ${at}\n`))
      repo.commit(`Version ${at}`)
    }
    repo.git('-c', 'repack.useDeltaBaseOffset=false', 'repack', '-q', '-a', '-d', '-f')
    for (let at = 0; at < 5; at++)
      expect(await sourceAt(repo.folder, `HEAD~${4 - at}`)).toBe(`${body}\nversion ${at}\n`)
  })

  it('names commits by branch, tag, short id and steps back', async () => {
    const repo = new Repo()
    repo.write(store('one'))
    const first = repo.commit('One')
    repo.git('branch', 'team/older')
    repo.write(store('two'))
    repo.commit('Two')
    repo.git('tag', 'now')
    for (const name of [first.slice(0, 7), 'team/older', 'refs/heads/team/older', 'now~', 'HEAD^'])
      expect(await sourceAt(repo.folder, name)).toBe('one')
    for (const name of ['nothing', '../HEAD', 'HEAD~9', ''])
      await expect(projectAt(repo.folder, name)).rejects.toThrow(/there is no/)
  })

  it('is the same in a worktree and with a detached head', async () => {
    const repo = new Repo()
    repo.write(store('one'))
    const first = repo.commit('One')
    repo.write(store('two'))
    repo.commit('Two')
    const tree = join(scratchFolder(), 'tree')
    repo.git('worktree', 'add', '-q', '--detach', tree, first)
    const past = await pastOf(tree)
    expect(past).toMatchObject({ state: 'ready', head: { id: first } })
    expect(past).not.toHaveProperty('branch')
    expect(await sourceAt(tree, 'HEAD')).toBe('one')
    expect(await sourceAt(tree, 'main')).toBe('two')
  })

  it('is read from what a repository borrows, and ends where a shallow one does', async () => {
    const repo = new Repo()
    for (const source of ['one', 'two', 'three']) {
      repo.write(store(source))
      repo.commit(source)
    }
    const [shared, shallow] = [join(scratchFolder(), 'a'), join(scratchFolder(), 'b')]
    repo.git('clone', '-q', '--shared', repo.folder, shared)
    repo.git('clone', '-q', '--depth', '2', `file://${repo.folder}`, shallow)
    expect(await titles(shared)).toEqual(['three', 'two', 'one'])
    expect(await titles(shallow)).toEqual(['three', 'two'])
    expect(await sourceAt(shallow, 'origin/main~')).toBe('two')
  })

  it('follows through a merge only the side that changed it', async () => {
    const repo = new Repo()
    const folder = repo.write(store('one'), 'shop')
    repo.commit('Begin')
    repo.git('checkout', '-q', '-b', 'side')
    repo.write(store('two'), 'shop')
    repo.commit('On the side')
    repo.git('checkout', '-q', 'main')
    repo.write({ 'README.md': 'x' })
    repo.commit('Elsewhere')
    repo.clock += 60
    repo.git('merge', '-q', '--no-ff', '-m', 'Merge', 'side')
    expect(await titles(folder)).toEqual(repo.git('log', '--format=%s', '--', 'shop').split('\n'))
  })

  it('is read from a repository of SHA-256', async () => {
    const repo = new Repo('--object-format=sha256')
    repo.write(store('one'))
    repo.commit('One')
    repo.git('gc', '-q')
    repo.write(store('two'))
    repo.commit('Two')
    expect(await titles(repo.folder)).toEqual(['Two', 'One'])
    expect(await sourceAt(repo.folder, 'HEAD^')).toBe('one')
  })

  it('says that a long one was cut', async () => {
    const repo = new Repo()
    for (const source of ['one', 'two', 'three']) {
      repo.write(store(source))
      repo.commit(source)
    }
    const past = await pastOf(repo.folder, { limit: 2, most: 100 })
    expect(past).toMatchObject({ isCut: true, commits: [{ title: 'three' }, { title: 'two' }] })
    expect(await pastOf(repo.folder, { limit: 9, most: 1 })).toMatchObject({ isCut: true })
  })

  it('leaves every file of the repository as it was', async () => {
    const repo = new Repo()
    repo.write(store('one'))
    repo.commit('One')
    repo.write(store('two'))
    const before = stateOf(join(repo.folder, '.git'))
    await pastOf(repo.folder)
    await projectAt(repo.folder, 'HEAD')
    expect(stateOf(join(repo.folder, '.git'))).toEqual(before)
  })

  it('tells what is wrong with a damaged one', async () => {
    const repo = new Repo()
    repo.write(store('one'))
    const id = repo.commit('One')
    const away = join(scratchFolder(), 'object')
    renameSync(join(repo.folder, '.git/objects', id.slice(0, 2), id.slice(2)), away)
    await expect(pastOf(repo.folder)).rejects.toThrow(`the object ${id} is not there`)
  })
})

function stateOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((path) => {
      const found = statSync(join(folder, path))
      return `${path} ${found.mtimeMs} ${found.isFile() ? readFileSync(join(folder, path), 'hex') : ''}`
    })
}
