/** The commits that changed a project's folder, newest first, with what only passed by left out, as `git log -- FOLDER` does. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Commit, commitOf, folderAt } from './commit.ts'
import type { Repository } from './repository.ts'

export interface Range {
  /** How many are wanted. */
  limit: number
  /** How many commits may be looked at for that: a huge history that hardly touches the folder is given up on. */
  most: number
}

export interface Log {
  commits: readonly Commit[]
  /** There are more, or there may be. */
  isCut: boolean
}

export async function logOf(repository: Repository, from: string, range: Range): Promise<Log> {
  const shallow = await readFile(join(repository.common, 'shallow'), 'utf8').catch(() => '')
  const read = async (id: string): Promise<Commit> => {
    const commit = await commitOf(repository, id)
    // A shallow clone ends here: the parents are named but not there.
    return shallow.includes(id) ? { ...commit, parents: [] } : commit
  }
  const folderOf = ({ tree }: Commit) => folderAt(repository, tree, repository.prefix)
  const commits: Commit[] = []
  const waiting = [await read(from)]
  const seen = new Set([from])
  for (let looked = 0; waiting.length > 0; looked++) {
    if (commits.length === range.limit || looked === range.most) return { commits, isCut: true }
    const commit = takeNewest(waiting)
    const folder = await folderOf(commit)
    const parents = await Promise.all(commit.parents.map(read))
    const folders = await Promise.all(parents.map(folderOf))
    const same = parents[folders.indexOf(folder)]
    const isChanged = parents.length === 0 ? folder !== undefined : same === undefined
    if (isChanged) commits.push(commit)
    // Where one side of a merge has the folder as it is now, the other had no part in that.
    for (const parent of same ? [same] : parents) {
      if (seen.has(parent.id)) continue
      seen.add(parent.id)
      waiting.push(parent)
    }
  }
  return { commits, isCut: false }
}

function takeNewest(waiting: Commit[]): Commit {
  let newest = 0
  for (let at = 1; at < waiting.length; at++) {
    if ((waiting[at]?.at ?? 0) > (waiting[newest]?.at ?? 0)) newest = at
  }
  return waiting.splice(newest, 1)[0] as Commit
}
