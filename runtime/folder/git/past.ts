/**
 * What git knows of a project's folder: its commits, and the project as it was at one. The one door to this room. Reads git's
 * own files, so that no git needs to be installed, and nothing of a repository that is not trusted is run.
 */

import { type Past, type PastCommit, shortId } from '../../model/past.ts'
import type { FileText } from '../../model/read.ts'
import { type Commit, commitOf } from './commit.ts'
import { filesAt } from './files.ts'
import { logOf, type Range } from './history.ts'
import { headOf, resolveCommit } from './refs.ts'
import { findRepository, type Repository } from './repository.ts'

const usual: Range = { limit: 100, most: 2000 }

/** @throws Error when the repository cannot be read, with why. */
export async function pastOf(folder: string, range: Range = usual): Promise<Past> {
  const repository = await findRepository(folder)
  if (!repository) return { state: 'none' }
  return using(repository, async () => {
    const { id, branch } = await headOf(repository)
    if (id === undefined) return { state: 'empty', ...(branch ? { branch } : {}) }
    const { commits, isCut } = await logOf(repository, id, range)
    return {
      state: commits.length === 0 && !isCut ? 'untracked' : 'ready',
      head: told(await commitOf(repository, id)),
      ...(branch ? { branch } : {}),
      commits: commits.map(told),
      isCut,
    }
  })
}

/**
 * The project's files at a commit.
 * @param name `HEAD`, a branch, a tag, an id or the beginning of one, with `~1` or `^` behind it.
 * @throws Error that says why not.
 */
export async function projectAt(
  folder: string,
  name: string,
): Promise<{ commit: PastCommit; files: readonly FileText[] }> {
  const repository = await findRepository(folder)
  if (!repository) throw new Error(`${folder} is in no git repository.`)
  return using(repository, async () => {
    if (name === 'HEAD' && (await headOf(repository)).id === undefined)
      throw new Error(`Nothing is committed yet in the repository of ${folder}.`)
    const commit = await commitOf(repository, await resolveCommit(repository, name))
    const files = await filesAt(repository, commit.id)
    if (!files.some(({ path }) => path === 'patchbay.json')) {
      const where = repository.prefix === '' ? 'no project' : `no project in ${repository.prefix}`
      throw new Error(`The commit ${shortId(commit.id)} has ${where}: it came later.`)
    }
    return { commit: told(commit), files }
  })
}

function told({ id, author, at, title }: Commit): PastCommit {
  return { id, author, at, title }
}

async function using<T>({ objects }: Repository, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } finally {
    await objects.close()
  }
}
