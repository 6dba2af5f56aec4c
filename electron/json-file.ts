/**
 * A small file of the app's own state. A reader sees an old or a new whole file, whatever happens while it is written;
 * a file that cannot be read is set aside and the app starts with what it would have without one.
 */
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Adapter, Low } from 'lowdb'
import type { z } from 'zod'
import { syncFolder } from '../runtime/folder/sync-folder.ts'

export interface JsonFile<T> {
  readonly data: T
  /** Resolves when the new data is on disk. Changes are made one after the other. */
  change(to: (data: T) => T): Promise<T>
}

/** For the user's eyes only: mode 0600. */
export async function openJsonFile<T>(
  path: string,
  schema: z.ZodType<T>,
  fallback: T,
): Promise<JsonFile<T>> {
  const low = new Low<T>(adapter(path, schema), fallback)
  await low.read()
  let writing: Promise<unknown> = Promise.resolve()
  return {
    get data() {
      return low.data
    },
    change(to) {
      low.data = to(low.data)
      const next = writing.then(() => low.write())
      writing = next.catch(() => undefined)
      return next.then(() => low.data)
    },
  }
}

function adapter<T>(path: string, schema: z.ZodType<T>): Adapter<T> {
  return {
    read: () => read(path, schema),
    write: (data) => writeWhole(path, `${JSON.stringify(data, null, 2)}\n`),
  }
}

async function read<T>(path: string, schema: z.ZodType<T>): Promise<T | null> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    console.error(`${path} cannot be read; it is kept as ${path}.unreadable.`)
    await rename(path, `${path}.unreadable`)
    return null
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const scratch = `${path}.new`
  const file = await open(scratch, 'w', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(scratch, path)
  await syncFolder(dirname(path))
}
