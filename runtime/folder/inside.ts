/** Where a project's path leads, and that it leads nowhere else. */
import { realpath } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'

/** A path that is not a project's: from the root of the disk, upward, hidden, or of another system. */
export class OutsideError extends Error {
  readonly code = 'PATH_OUTSIDE'

  constructor(path: string) {
    super(`The path ${JSON.stringify(path)} leads out of the project.`)
  }
}

/** The absolute path of a project's file; @throws OutsideError. Links on the way are followed to see where they lead. */
export async function resolveInside(folder: string, path: string): Promise<string> {
  const parts = path.split('/')
  const isPlain = parts.every((part) => part !== '' && !part.startsWith('.'))
  if (!isPlain || /[\\:\0]/.test(path)) throw new OutsideError(path)
  const full = join(folder, ...parts)
  if (!(await isWithin(folder, full))) throw new OutsideError(path)
  return full
}

/** Is what a path really stands for in the folder? What is not there yet stands for itself, in the nearest folder there is. */
export async function isWithin(folder: string, path: string): Promise<boolean> {
  const [root, real] = await Promise.all([realpath(folder), nearestReal(path)])
  const way = relative(root, real)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !/^[A-Za-z]:/.test(way))
}

async function nearestReal(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    const parent = dirname(path)
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || parent === path) throw error
    return nearestReal(parent)
  }
}
