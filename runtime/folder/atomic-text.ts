/**
 * One text file that is always whole: whoever reads it, and whoever comes after a crash at any instant, finds the old text
 * or the new one. An adapter for lowdb. What is written is on the disk when the promise resolves.
 */
import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { Adapter } from 'lowdb'
import { syncFolder } from './sync-folder.ts'

/** In an object, because lowdb does not write what is empty, and a file may be. */
export interface Whole {
  text: string
}

export class AtomicText implements Adapter<Whole> {
  readonly #path: string

  /** @param path absolute; its folder is made when it is not there */
  constructor(path: string) {
    this.#path = path
  }

  /** null: there is no such file. */
  async read(): Promise<Whole | null> {
    try {
      return { text: await readFile(this.#path, 'utf8') }
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
      throw error
    }
  }

  async write({ text }: Whole): Promise<void> {
    const folder = dirname(this.#path)
    await mkdir(folder, { recursive: true })
    const scratch = join(folder, temporaryName(basename(this.#path)))
    try {
      const file = await open(scratch, 'wx', await modeOf(this.#path))
      try {
        await file.writeFile(text)
        await file.sync()
      } finally {
        await file.close()
      }
      await rename(scratch, this.#path)
    } catch (error) {
      await rm(scratch, { force: true })
      throw error
    }
    await syncFolder(folder)
  }
}

/** A script stays executable and a private file private. */
async function modeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).mode & 0o777
  } catch {
    return 0o666
  }
}

/** Begins with a dot, so that no reader of projects takes it for a file of one. */
function temporaryName(name: string): string {
  return `.${name}.${process.pid}-${randomBytes(4).toString('hex')}${suffix}`
}

const suffix = '.patchbay-tmp'
const pattern = /^\..+\.(\d+)-[0-9a-f]{8}\.patchbay-tmp$/

/** Was the file left behind by a process that is gone? One that is still being written belongs to a living one. */
export function isStaleTemporary(name: string): boolean {
  const pid = Number(pattern.exec(name)?.[1])
  if (!Number.isInteger(pid) || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return false
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH'
  }
}
