/** Directories as lines: as `ls -l` writes them, which old clients read, and as facts (RFC 3659, 7). */
import type { Stats } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'

export interface ListedEntry {
  name: string
  stats: Stats
}

/** By name; of a file only itself. What vanishes meanwhile is left out. */
export async function readEntries(path: string): Promise<ListedEntry[]> {
  const own = await stat(path)
  if (!own.isDirectory()) return [{ name: basename(path), stats: own }]
  const names = (await readdir(path)).sort()
  const entries = await Promise.all(
    names.map(async (name) => ({
      name,
      stats: await stat(join(path, name)).catch(() => undefined),
    })),
  )
  return entries.filter((entry): entry is ListedEntry => entry.stats !== undefined)
}

export function factLine({ name, stats }: ListedEntry): string {
  const type = stats.isDirectory() ? 'dir' : 'file'
  return `type=${type};size=${stats.size};modify=${timeOf(stats.mtime)}; ${name}`
}

/** `drwxr-xr-x 1 patchbay patchbay 4096 Jan 31 2026 name`: with the year always, which clients take too. */
export function listLine({ name, stats }: ListedEntry): string {
  const mode = stats.isDirectory() ? 'drwxr-xr-x' : '-rw-r--r--'
  // `Sat, 31 Jan 2026 23:59:59 GMT`
  const [, day, month, year] = stats.mtime.toUTCString().split(' ')
  return `${mode} 1 patchbay patchbay ${stats.size} ${month} ${day} ${year} ${name}`
}

/** `20260131235959`, UTC. */
export function timeOf(date: Date): string {
  return date.toISOString().replace(/\D/g, '').slice(0, 14)
}
