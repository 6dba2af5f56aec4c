/**
 * What became of each run: the last thousand of each job. Told, never decided by: it may lack the last lines after a crash,
 * and nothing is run twice or left out for that (`record.ts` has what counts).
 */
import { createHash } from 'node:crypto'
import { appendFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { JobRun } from '../../model/job.ts'

export interface History {
  add(job: string, run: JobRun): void
  /** Oldest first. */
  read(job: string): Promise<readonly JobRun[]>
  forget(job: string): Promise<void>
  /** Resolves when everything added is where it is kept. */
  flush(): Promise<void>
}

const kept = 1000

/** For a runtime that has no place to keep anything. */
export function historyInMemory(): History {
  const runs = new Map<string, JobRun[]>()
  return {
    add(job, run) {
      const known = runs.get(job) ?? []
      known.push(run)
      // Cut in one go now and then, rather than shifting a thousand entries for each run.
      runs.set(job, known.length > kept * 2 ? known.slice(-kept) : known)
    },
    read: async (job) => (runs.get(job) ?? []).slice(-kept),
    async forget(job) {
      runs.delete(job)
    },
    flush: async () => undefined,
  }
}

/** One file of lines a job, named by a digest: a job's name may hold anything and be long. */
export function historyIn(folder: string): History {
  const waiting = new Map<string, string[]>()
  /** Lines in the file; known from the first time it was touched. */
  const counts = new Map<string, number>()
  let turn: Promise<void> = Promise.resolve()
  let isPlanned = false

  const pathOf = (job: string) =>
    join(folder, `${createHash('sha256').update(job).digest('hex').slice(0, 32)}.jsonl`)

  async function write(): Promise<void> {
    isPlanned = false
    if (waiting.size === 0) return
    await mkdir(folder, { recursive: true })
    const batch = [...waiting]
    waiting.clear()
    for (const [job, lines] of batch) await writeLines(job, lines)
  }

  async function writeLines(job: string, lines: readonly string[]): Promise<void> {
    const path = pathOf(job)
    const count = counts.get(job)
    const before = count === undefined || count + lines.length > kept * 2 ? await textOf(path) : ''
    const known = before.split('\n').filter((line) => line !== '')
    if ((count ?? known.length) + lines.length > kept * 2) {
      const last = [...known, ...lines].slice(-kept)
      await writeFile(`${path}.tmp`, `${last.join('\n')}\n`, { mode: 0o600 })
      await rename(`${path}.tmp`, path)
      counts.set(job, last.length)
      return
    }
    // A line torn by a crash is ended, so that it spoils only itself.
    const tear = before !== '' && !before.endsWith('\n') ? '\n' : ''
    await appendFile(path, `${tear}${lines.join('\n')}\n`, { mode: 0o600 })
    counts.set(job, (count ?? known.length) + lines.length)
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work)
    turn = done.then(
      () => undefined,
      () => undefined,
    )
    return done
  }

  return {
    add(job, run) {
      const lines = waiting.get(job) ?? []
      lines.push(JSON.stringify(run))
      waiting.set(job, lines)
      if (isPlanned) return
      isPlanned = true
      // A history that cannot be written must not stop the jobs; what it lacks shows when it is read.
      void inTurn(write).catch(() => undefined)
    },
    read: (job) =>
      inTurn(async () => {
        await write()
        const lines = (await textOf(pathOf(job))).split('\n')
        return lines.flatMap(runOf).slice(-kept)
      }),
    forget: (job) =>
      inTurn(async () => {
        waiting.delete(job)
        counts.delete(job)
        await rm(pathOf(job), { force: true })
      }),
    flush: () => inTurn(write),
  }
}

function runOf(line: string): JobRun[] {
  if (line === '') return []
  try {
    return [JSON.parse(line) as JobRun]
  } catch {
    // Torn by a crash.
    return []
  }
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
    throw error
  }
}
