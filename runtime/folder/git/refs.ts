/** What a name stands for: `HEAD`, a branch, a tag, a part of an id, and `~2` or `^` behind it. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { commitOf } from './commit.ts'
import type { Repository } from './repository.ts'

export interface Head {
  /** undefined: nothing is committed yet. */
  id: string | undefined
  /** undefined: detached. */
  branch: string | undefined
}

/** As git tries them. */
const places = ['', 'refs/', 'refs/tags/', 'refs/heads/', 'refs/remotes/'] as const
/** A symbolic name that leads to another more often goes in a circle. */
const mostSteps = 5

export async function headOf(repository: Repository): Promise<Head> {
  const text = await readFile(join(repository.gitFolder, 'HEAD'), 'utf8')
  const [, target] = /^ref: (.+)$/m.exec(text) ?? []
  return {
    id: await idOf(repository, 'HEAD'),
    branch: target?.trim().replace(/^refs\/heads\//, ''),
  }
}

/** The commit that a name stands for. @throws Error when there is none, or there are several. */
export async function resolveCommit(repository: Repository, name: string): Promise<string> {
  const [, start = '', steps = ''] = /^(.+?)((?:~\d*|\^\d*)*)$/.exec(name) ?? []
  let id = await commitNamed(repository, start)
  for (const [, sign, digits] of steps.matchAll(/([~^])(\d*)/g)) {
    const count = digits === '' ? 1 : Number(digits)
    if (sign === '~') for (let step = 0; step < count; step++) id = await parentOf(id, 1)
    else if (count > 0) id = await parentOf(id, count)
  }
  return id

  async function parentOf(child: string, which: number): Promise<string> {
    const { parents } = await commitOf(repository, child)
    const parent = parents[which - 1]
    if (parent === undefined) throw new Error(`there is no commit "${name}" before ${child}`)
    return parent
  }
}

async function commitNamed(repository: Repository, name: string): Promise<string> {
  // A name never leads out of the folder of names.
  const isName = !/(^|\/)\.\.?(\/|$)|[\\:?*[\0]|^\//.test(name) && name !== ''
  for (const place of isName ? places : []) {
    const id = await idOf(repository, place + name)
    if (id !== undefined) return peeled(repository, id)
  }
  if (/^[0-9a-f]{4,64}$/i.test(name)) {
    const ids = await repository.objects.startingWith(name.toLowerCase())
    const [only] = ids
    if (only !== undefined && ids.length === 1) return peeled(repository, only)
    if (ids.length > 1) throw new Error(`"${name}" is the beginning of several ids`)
  }
  throw new Error(`there is no branch, tag or commit "${name}"`)
}

/** A tag with words of its own is an object that names another. */
async function peeled(repository: Repository, id: string): Promise<string> {
  const { type, bytes } = await repository.objects.read(id)
  if (type === 'commit') return id
  const [, target] = type === 'tag' ? (/^object ([0-9a-f]+)$/m.exec(bytes.toString()) ?? []) : []
  if (target === undefined) throw new Error(`${id} is a ${type}, not a commit`)
  return peeled(repository, target)
}

async function idOf(repository: Repository, name: string, steps = 0): Promise<string | undefined> {
  if (steps > mostSteps) return undefined
  const text = (await textOf(repository, name))?.trim()
  if (text === undefined) return packedId(repository, name)
  const [, target] = /^ref: (.+)$/.exec(text) ?? []
  if (target !== undefined) return idOf(repository, target.trim(), steps + 1)
  return /^[0-9a-f]{40,64}$/.test(text) ? text : undefined
}

/** Of a worktree its own names first. */
async function textOf(
  { gitFolder, common }: Repository,
  name: string,
): Promise<string | undefined> {
  for (const folder of new Set([gitFolder, common])) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => undefined)
    if (text !== undefined) return text
  }
  return undefined
}

async function packedId({ common }: Repository, name: string): Promise<string | undefined> {
  const text = await readFile(join(common, 'packed-refs'), 'utf8').catch(() => '')
  for (const line of text.split('\n')) {
    const [id, packed] = line.split(' ')
    if (packed === name && id !== undefined && /^[0-9a-f]+$/.test(id)) return id
  }
  return undefined
}
