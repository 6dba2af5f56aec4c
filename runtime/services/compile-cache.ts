/** Compiled files on disk, under `.patchbay/cache/` of the project. Worth nothing to anybody else; may be deleted at any time. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Compiled } from './compile.ts'
import type { Sources } from './sources.ts'

// Raise it when the way of compiling changes.
const format = 2

/** undefined: not there, or made from other texts. At once: at a start nothing else is to be done, and a wait costs more than a read. */
export function readCache(folder: string, path: string, sources: Sources): Compiled | undefined {
  try {
    const cached = JSON.parse(readFileSync(fileOf(folder, path), 'utf8')) as Compiled & {
      format: number
    }
    if (cached.format !== format || cached.path !== path) return undefined
    const isSame = Object.entries(cached.inputs).every(
      ([input, source]) => sources.read(input) === source,
    )
    return isSame ? cached : undefined
  } catch {
    // Missing or half written: it is compiled again.
    return undefined
  }
}

/** A cache that cannot be written costs time, nothing else. */
export async function writeCache(folder: string, compiled: Compiled): Promise<void> {
  const file = fileOf(folder, compiled.path)
  const temporary = `${file}.${process.pid}.tmp`
  try {
    await mkdir(dirname(file), { recursive: true })
    await writeFile(temporary, JSON.stringify({ format, ...compiled }))
    await rename(temporary, file)
  } catch (error) {
    // Full, read-only, somebody else's, gone meanwhile: whatever the disk says.
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error
  }
}

function fileOf(folder: string, path: string): string {
  const name = createHash('sha256').update(path).digest('hex').slice(0, 24)
  return join(folder, '.patchbay/cache/services', `${name}.json`)
}
