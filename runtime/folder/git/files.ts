/** A project's files as a commit has them: those that `readFolder` would have read when it was checked out. */
import { collectionOf, type FileText } from '../../model/read.ts'
import { largestFile, projectFolders, textOf } from '../read.ts'
import { commitOf, folderAt, treeOf } from './commit.ts'
import type { Repository } from './repository.ts'

/** Empty: the commit does not have the folder. */
export async function filesAt(repository: Repository, commit: string): Promise<FileText[]> {
  const { tree } = await commitOf(repository, commit)
  const root = await folderAt(repository, tree, repository.prefix)
  if (root === undefined) return []
  const blobs: { path: string; id: string }[] = []
  for (const { name, id, kind } of await treeOf(repository, root)) {
    if (kind === 'file') blobs.push({ path: name, id })
    if (kind === 'folder' && projectFolders.includes(name))
      await collect(repository, id, name, blobs)
  }
  const files: FileText[] = []
  for (const { path, id } of blobs) {
    if (collectionOf(path) !== undefined) files.push(await fileOf(repository, path, id))
  }
  return files.sort((one, other) => (one.path < other.path ? -1 : 1))
}

async function collect(
  repository: Repository,
  tree: string,
  folder: string,
  blobs: { path: string; id: string }[],
): Promise<void> {
  for (const { name, id, kind } of await treeOf(repository, tree)) {
    if (name.startsWith('.') || name === 'node_modules') continue
    const path = `${folder}/${name}`
    if (kind === 'folder') await collect(repository, id, path, blobs)
    else if (kind === 'file') blobs.push({ path, id })
  }
}

async function fileOf({ objects }: Repository, path: string, id: string): Promise<FileText> {
  const { bytes } = await objects.read(id)
  if (bytes.length > largestFile) return { path, text: '', trouble: 'is too large' }
  const text = textOf(bytes)
  return text === undefined ? { path, text: '', trouble: 'is not UTF-8 text' } : { path, text }
}
