/**
 * The files of a project's folder, as `model/text.ts` takes them. Reads only what belongs to a project, never follows a
 * link out of it, and is bounded: a folder that is no project cannot fill the memory. A file that cannot be read comes
 * with the reason and blocks no other.
 */
import type { Dirent } from 'node:fs'
import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { collectionOf, type FileText } from '../model/read.ts'
import { isStaleTemporary } from './atomic-text.ts'
import { isWithin } from './inside.ts'

/** Bytes. A service of 4 MiB is no longer written by people. */
export const largestFile = 4 * 1024 * 1024
const mostFiles = 20_000
/** Bytes. */
const largestProject = 256 * 1024 * 1024

/** The folders at the root of a project that hold its objects. */
export const projectFolders = 'channels connections security jobs flows services tests'.split(' ')

/**
 * In the order of their paths. What a crashed program left half written is removed on the way.
 * @throws Error when there is no such folder or it is too large to be a project.
 */
export async function readFolder(folder: string): Promise<FileText[]> {
  const paths = await pathsIn(folder)
  const files: FileText[] = []
  let size = 0
  // A few at a time: quick on a slow disk, and the sum of the sizes is noticed before it is too late.
  for (let first = 0; first < paths.length; first += 32) {
    const some = paths.slice(first, first + 32)
    for (const file of await Promise.all(some.map((path) => readProjectFile(folder, path)))) {
      if (!file) continue
      files.push(file)
      size += file.text.length
    }
    if (size > largestProject) throw new Error(`${folder} is too large to be a project.`)
  }
  return files
}

/** One file; undefined when it is not there, or is no file, or a link that leads out of the project. */
export async function readProjectFile(folder: string, path: string): Promise<FileText | undefined> {
  const full = join(folder, path)
  try {
    const stats = await stat(full)
    if (!stats.isFile() || !(await isWithin(folder, full))) return undefined
    if (stats.size > largestFile)
      return { path, text: '', trouble: `is larger than ${largestFile / 1024 / 1024} MiB` }
    const bytes = await readFile(full)
    const text = textOf(bytes)
    return text === undefined ? { path, text: '', trouble: 'is not UTF-8 text' } : { path, text }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return undefined
    if (code === undefined) throw error
    return { path, text: '', trouble: `cannot be read: ${code}` }
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** undefined: it is not UTF-8. */
export function textOf(bytes: Buffer): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined
  }
}

/** The paths that belong to a project, sorted, with forward slashes. Folders that are links are not entered. */
export async function pathsIn(folder: string): Promise<string[]> {
  const root = await readdir(folder, { withFileTypes: true })
  await removeStale(folder, root)
  const paths = root.filter(isFile).map(({ name }) => name)
  for (const entry of root) {
    if (!entry.isDirectory() || !projectFolders.includes(entry.name)) continue
    await collect(folder, entry.name, paths)
  }
  return paths.filter((path) => collectionOf(path) !== undefined).sort()
}

async function collect(folder: string, path: string, paths: string[]): Promise<void> {
  const entries = await readdir(join(folder, path), { withFileTypes: true })
  await removeStale(join(folder, path), entries)
  for (const entry of entries) {
    if (entry.name.startsWith('.') || entry.name === 'node_modules') continue
    const inner = `${path}/${entry.name}`
    if (entry.isDirectory()) await collect(folder, inner, paths)
    else if (isFile(entry)) paths.push(inner)
  }
  if (paths.length > mostFiles) throw new Error(`${folder} has too many files to be a project.`)
}

function isFile(entry: Dirent): boolean {
  return entry.isFile() || entry.isSymbolicLink()
}

/** A folder that may not be written can be read all the same. */
async function removeStale(folder: string, entries: readonly Dirent[]): Promise<void> {
  const stale = entries.filter((entry) => entry.isFile() && isStaleTemporary(entry.name))
  await Promise.allSettled(stale.map(({ name }) => rm(join(folder, name), { force: true })))
}
