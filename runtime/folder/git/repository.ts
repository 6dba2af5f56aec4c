/**
 * The repository that a folder belongs to: found upwards from it as git does, also from a worktree or a submodule. Only ever
 * read: no index is refreshed, no lock taken, no hook or setting of it is run.
 */
import { readFile, realpath, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { type IdLength, Objects } from './objects.ts'

export interface Repository {
  /** Its own files: HEAD. In a worktree another folder than `common`. */
  gitFolder: string
  /** What all worktrees share: refs, objects. */
  common: string
  /** The project's folder from the root of the repository, with forward slashes; empty: it is the root. */
  prefix: string
  /** Hex digits of an id. */
  idDigits: 40 | 64
  objects: Objects
}

/** undefined: the folder is in no repository. @throws Error when it is in one that cannot be read. */
export async function findRepository(folder: string): Promise<Repository | undefined> {
  const start = await realpath(folder)
  for (let root = start; ; root = dirname(root)) {
    const gitFolder = await gitFolderOf(root)
    if (gitFolder !== undefined) return open(gitFolder, root, start)
    if (dirname(root) === root) return undefined
  }
}

async function gitFolderOf(root: string): Promise<string | undefined> {
  const path = join(root, '.git')
  const found = await stat(path).catch(() => undefined)
  if (!found) return undefined
  if (found.isDirectory()) {
    const hasHead = await stat(join(path, 'HEAD')).catch(() => undefined)
    return hasHead ? path : undefined
  }
  // A worktree or a submodule: the file says where the repository is.
  const [, target] = /^gitdir: (.+)$/m.exec(await readFile(path, 'utf8')) ?? []
  return target === undefined ? undefined : resolve(root, target.trim())
}

async function open(gitFolder: string, root: string, folder: string): Promise<Repository> {
  const shared = await readFile(join(gitFolder, 'commondir'), 'utf8').catch(() => '.')
  const common = resolve(gitFolder, shared.trim())
  const config = await readFile(join(common, 'config'), 'utf8').catch(() => '')
  if (/^\s*refstorage\s*=\s*reftable/im.test(config)) {
    throw new Error(
      `${root} keeps its branches as a reftable, which cannot be read here. Compare with a folder instead.`,
    )
  }
  const isLong = /^\s*objectformat\s*=\s*sha256/im.test(config)
  const idLength: IdLength = isLong ? 32 : 20
  return {
    gitFolder,
    common,
    prefix: relative(root, folder).split(sep).join('/'),
    idDigits: isLong ? 64 : 40,
    objects: new Objects(join(common, 'objects'), idLength),
  }
}
