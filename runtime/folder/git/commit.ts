/** Commits and trees, read. */
import type { Repository } from './repository.ts'

export interface Commit {
  id: string
  tree: string
  parents: readonly string[]
  author: string
  /** Epoch milliseconds, of the committer: the order of the history. */
  at: number
  /** The first line of its words. */
  title: string
}

export interface TreeEntry {
  name: string
  id: string
  kind: 'file' | 'folder' | 'link' | 'other'
}

export async function commitOf({ objects }: Repository, id: string): Promise<Commit> {
  const { type, bytes } = await objects.read(id)
  if (type !== 'commit') throw new Error(`${id} is a ${type}, not a commit`)
  const text = bytes.toString('utf8')
  const end = text.indexOf('\n\n')
  const head = end < 0 ? text : text.slice(0, end)
  const valuesOf = (key: string) =>
    [...head.matchAll(new RegExp(`^${key} (.*)$`, 'gm'))].map(([, value = '']) => value)
  const [, author = ''] = /^(.*?) </.exec(valuesOf('author')[0] ?? '') ?? []
  const [, seconds = '0'] = /> (\d+)/.exec(valuesOf('committer')[0] ?? '') ?? []
  return {
    id,
    tree: valuesOf('tree')[0] ?? '',
    parents: valuesOf('parent'),
    author,
    at: Number(seconds) * 1000,
    title:
      end < 0
        ? ''
        : (text
            .slice(end + 2)
            .trimStart()
            .split('\n')[0] ?? ''),
  }
}

const kinds: Readonly<Record<string, TreeEntry['kind']>> = {
  '40000': 'folder',
  '100644': 'file',
  '100664': 'file',
  '100755': 'file',
  '120000': 'link',
}

export async function treeOf(
  { objects, idDigits }: Repository,
  id: string,
): Promise<readonly TreeEntry[]> {
  const { bytes } = await objects.read(id)
  const entries: TreeEntry[] = []
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at)
    const end = bytes.indexOf(0, space)
    const next = end + 1 + idDigits / 2
    entries.push({
      kind: kinds[bytes.toString('latin1', at, space)] ?? 'other',
      name: bytes.toString('utf8', space + 1, end),
      id: bytes.toString('hex', end + 1, next),
    })
    at = next
  }
  return entries
}

/** The id of what stands at a path below a tree; undefined: nothing, or no folder. */
export async function folderAt(
  repository: Repository,
  tree: string,
  path: string,
): Promise<string | undefined> {
  let id = tree
  for (const name of path === '' ? [] : path.split('/')) {
    const entries = await treeOf(repository, id)
    const next = entries.find((entry) => entry.name === name && entry.kind === 'folder')
    if (!next) return undefined
    id = next.id
  }
  return id
}
