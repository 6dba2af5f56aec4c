/**
 * An export's files to a folder, whole or not at all: into a folder beside it, which then takes its place. Files that somebody
 * else put there (.env, the server's state) stay.
 */
import { existsSync } from 'node:fs'
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { digest, type Lock, lockPath, readLock } from './lock.ts'

/** Something else is there: it can be replaced, if that is meant. */
export class FolderTaken extends Error {}

export interface WriteOptions {
  /** The project's folder: an export may not take its place. */
  project: string
  /** Replace what is no export of ours, or was changed by hand. */
  force?: boolean
  onFile?: (done: number, of: number) => void
}

/** @throws Error that says why nothing was written. */
export async function writeExport(
  files: ReadonlyMap<string, Uint8Array>,
  out: string,
  { project, force = false, onFile }: WriteOptions,
): Promise<void> {
  const target = resolve(out)
  const before = await refuse(target, resolve(project), force)
  const scratch = join(dirname(target), `.${basename(target)}.${process.pid}.new`)
  const old = join(dirname(target), `.${basename(target)}.${process.pid}.old`)
  await mkdir(dirname(target), { recursive: true })
  await rm(scratch, { recursive: true, force: true })
  try {
    await writeAll(files, scratch, onFile)
    if (!existsSync(target)) {
      await rename(scratch, target)
      return
    }
    await rename(target, old)
    await rename(scratch, target).catch(async (error: unknown) => {
      await rename(old, target)
      throw error
    })
  } catch (error) {
    await rm(scratch, { recursive: true, force: true })
    throw unwritable(target, error)
  }
  await keepOthers(old, target, before, files)
  await rm(old, { recursive: true, force: true })
}

/** @returns The lock of the export that is there. @throws Error */
async function refuse(target: string, project: string, force: boolean): Promise<Lock | undefined> {
  const kept = {
    'the project itself': project,
    'your home': homedir(),
    'the folder you are in': process.cwd(),
  }
  for (const [what, place] of Object.entries(kept)) {
    const isOutside = relative(target, place).split(sep)[0] === '..'
    if (!isOutside) throw new Error(`${target} is, or holds, ${what}: choose another folder.`)
  }
  const found = await stat(target).catch(() => undefined)
  if (!found) return undefined
  if (!found.isDirectory()) throw new Error(`${target} is a file, not a folder.`)
  if ((await readdir(target)).length === 0) return undefined
  const text = await readFile(join(target, lockPath), 'utf8').catch(() => '')
  const lock = readLock(text)
  if (force) return lock
  if (!lock) {
    throw new FolderTaken(
      `${target} is not empty and no export of Patchbay: nothing was written. Choose another folder, or say --force to replace it.`,
    )
  }
  const changed = await changedSince(lock, target)
  if (changed.length > 0) {
    throw new FolderTaken(
      `In ${target} somebody changed ${changed.slice(0, 5).join(', ')}${changed.length > 5 ? ', ...' : ''}: nothing was written. Say --force to replace it.`,
    )
  }
  return lock
}

async function changedSince({ files }: Lock, target: string): Promise<string[]> {
  const changed: string[] = []
  for (const [path, hash] of Object.entries(files)) {
    const bytes = await readFile(join(target, path)).catch(() => undefined)
    if (bytes && digest(bytes) !== hash) changed.push(path)
  }
  return changed
}

async function writeAll(
  files: ReadonlyMap<string, Uint8Array>,
  folder: string,
  onFile: WriteOptions['onFile'],
): Promise<void> {
  let done = 0
  for (const [path, bytes] of files) {
    const full = join(folder, path)
    await mkdir(dirname(full), { recursive: true, mode: 0o755 })
    await writeFile(full, bytes, { mode: 0o644, flush: true })
    onFile?.(++done, files.size)
  }
  const directory = await open(folder)
  await directory.sync().catch(() => undefined)
  await directory.close()
}

/** What was not part of the export before, at any depth, moves along. */
async function keepOthers(
  old: string,
  target: string,
  before: Lock | undefined,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  if (!before) return
  const own = new Set([...Object.keys(before.files), ...files.keys(), lockPath])
  const folders = new Set([...own].flatMap(parentsOf))
  const visit = async (path: string): Promise<void> => {
    for (const entry of await readdir(join(old, path), { withFileTypes: true })) {
      const inner = path === '' ? entry.name : `${path}/${entry.name}`
      if (own.has(inner)) continue
      if (entry.isDirectory() && folders.has(inner)) await visit(inner)
      else {
        await mkdir(dirname(join(target, inner)), { recursive: true })
        await rename(join(old, inner), join(target, inner))
      }
    }
  }
  await visit('')
}

function parentsOf(path: string): string[] {
  const parents: string[] = []
  for (let up = dirname(path); up !== '.'; up = dirname(up)) parents.push(up.replaceAll(sep, '/'))
  return parents
}

function unwritable(target: string, error: unknown): Error {
  const { code, message } = error as NodeJS.ErrnoException
  const words: Readonly<Record<string, string>> = {
    EACCES: 'this user may not write there',
    EROFS: 'the disk is read-only',
    ENOSPC: 'the disk is full',
    EBUSY: 'it is in use, or something is mounted there',
  }
  return new Error(
    `${target} cannot be written: ${words[code ?? ''] ?? message}. Nothing was changed.`,
    {
      cause: error,
    },
  )
}
