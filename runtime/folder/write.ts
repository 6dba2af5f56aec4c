/**
 * Saves files of a project: each whole or not at all, in the order given, and on the disk when the promise resolves.
 * One save after the other for each folder, whoever asks.
 */
import { lstat, realpath, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Low } from 'lowdb'
import type { FileEdit } from '../model/read.ts'
import { AtomicText } from './atomic-text.ts'
import { inTurn } from './in-turn.ts'
import { resolveInside } from './inside.ts'
import { noteOwn } from './seen.ts'
import { syncFolder } from './sync-folder.ts'

/**
 * @param folder the project's, absolute
 * @throws OutsideError before anything is written when a path leads out of the project; else what the system says. Files
 * before the one that failed are saved, those after it are not.
 */
export async function writeFiles(folder: string, files: readonly FileEdit[]): Promise<void> {
  await inTurn(folder, () => writeAll(folder, files))
}

async function writeAll(folder: string, files: readonly FileEdit[]): Promise<void> {
  const paths = await Promise.all(files.map(({ path }) => resolveInside(folder, path)))
  for (const [index, { path, text }] of files.entries()) {
    const full = paths[index] as string
    const takeBack = noteOwn(folder, path, text)
    try {
      await writeOne(full, text)
    } catch (error) {
      takeBack()
      throw error
    }
  }
}

async function writeOne(path: string, text: string | undefined): Promise<void> {
  if (text === undefined) {
    await remove(path)
    return
  }
  await new Low(new AtomicText(await behindLink(path)), { text }).write()
}

/** A link stays one: what it leads to is written. That it leads nowhere else was seen before. */
async function behindLink(path: string): Promise<string> {
  try {
    return (await lstat(path)).isSymbolicLink() ? await realpath(path) : path
  } catch {
    return path
  }
}

async function remove(path: string): Promise<void> {
  await rm(path, { force: true })
  try {
    await syncFolder(dirname(path))
  } catch (error) {
    // With its folder gone the file is gone too.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
}
