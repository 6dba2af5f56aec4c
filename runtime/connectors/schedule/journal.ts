/**
 * Events on disk: a file of lines that only grows, and now and then one whole picture of what they add up to, after which the
 * lines begin anew. What `append` was told to keep is on the disk when it resolves. Whoever comes after a crash at any
 * instant finds every event that was kept, and at most one torn line at the end, which is cut off.
 */

import type { FileHandle } from 'node:fs/promises'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

export interface Opened<Event> {
  /** As given to the last picture; undefined: there was none. */
  picture: unknown
  /** Since then. */
  events: Event[]
  /** What could not be read, in words. */
  trouble?: string
}

interface Waiting {
  line: string
  done: () => void
  failed: (error: unknown) => void
  isKept: boolean
}

// As many bytes of lines are read again at the next start before a picture takes their place.
const largest = 256 << 10

export class Journal<Event> {
  #file: FileHandle | undefined
  #size = 0
  #seq = 0
  #waiting: Waiting[] = []
  #writing: Promise<void> | undefined

  /** @param picture What all events so far add up to, as plain data. */
  constructor(
    private readonly folder: string,
    private readonly picture: () => unknown,
  ) {}

  async open(): Promise<Opened<Event>> {
    const opened = await readJournal<Event>(this.folder)
    await mkdir(this.folder, { recursive: true })
    this.#file = await open(join(this.folder, names.lines), 'a', 0o600)
    await syncFolder(this.folder)
    if (opened.cutAt !== undefined) await this.#file.truncate(opened.cutAt)
    this.#size = opened.cutAt ?? opened.size
    this.#seq = opened.seq
    return opened
  }

  /** Resolves when the event is on the disk, or, when it need not be kept through a loss of power, in the file. */
  append(event: Event, isKept: boolean): Promise<void> {
    return new Promise((done, failed) => {
      const line = `${JSON.stringify([++this.#seq, event])}\n`
      this.#waiting.push({ line, done, failed, isKept })
      this.#writing ??= this.#write().finally(() => {
        this.#writing = undefined
      })
    })
  }

  async close(): Promise<void> {
    await this.#writing
    await this.#file?.close()
    this.#file = undefined
  }

  /** All that waits goes in one write: many jobs begin on the full hour. */
  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0)
      try {
        const file = this.#file
        if (!file) throw new Error('The journal of jobs is closed.')
        const text = batch.map(({ line }) => line).join('')
        await file.appendFile(text)
        if (batch.some(({ isKept }) => isKept)) await file.datasync()
        this.#size += Buffer.byteLength(text)
        if (this.#size > largest) await this.#begin(file)
        for (const { done } of batch) done()
      } catch (error) {
        // Half a line must not stay before those that come later, and does not when there is room again.
        await this.#file?.truncate(this.#size).catch(() => undefined)
        for (const { failed } of batch) failed(error)
      }
    }
  }

  /** The picture is whole before the lines go; their numbers say which of them it has already. */
  async #begin(file: FileHandle): Promise<void> {
    await writeWhole(join(this.folder, names.picture), {
      seq: this.#seq,
      picture: this.picture(),
    })
    await file.truncate(0)
    this.#size = 0
  }
}

const names = { picture: 'memory.json', lines: 'journal.jsonl' } as const

interface Read<Event> extends Opened<Event> {
  seq: number
  size: number
  /** Where a torn line begins. */
  cutAt?: number
}

/** Without opening it: for whoever only looks. */
export async function readJournal<Event>(folder: string): Promise<Read<Event>> {
  const [pictureText, lines] = await Promise.all([
    readOrNothing(join(folder, names.picture)),
    readOrNothing(join(folder, names.lines)),
  ])
  const read: Read<Event> = { picture: undefined, events: [], seq: 0, size: lines.length }
  if (pictureText.length > 0) {
    const { seq, picture } = JSON.parse(pictureText.toString('utf8')) as {
      seq: number
      picture: unknown
    }
    read.seq = seq
    read.picture = picture
  }
  const end = lines.lastIndexOf(0x0a) + 1
  if (end < lines.length) read.cutAt = end
  for (const line of lines.subarray(0, end).toString('utf8').split('\n')) {
    if (line === '') continue
    const parsed = parse<Event>(line)
    if (!parsed) {
      read.trouble = `A line of ${join(folder, names.lines)} cannot be read and is left out: ${line.slice(0, 80)}`
      continue
    }
    const [seq, event] = parsed
    if (seq <= read.seq) continue
    read.seq = seq
    read.events.push(event)
  }
  return read
}

function parse<Event>(line: string): [number, Event] | undefined {
  try {
    const parsed = JSON.parse(line) as unknown
    return Array.isArray(parsed) && typeof parsed[0] === 'number'
      ? (parsed as [number, Event])
      : undefined
  } catch {
    // Only a disk that lost something makes such a line in the middle.
    return undefined
  }
}

async function readOrNothing(path: string): Promise<Buffer> {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
}

async function writeWhole(path: string, data: unknown): Promise<void> {
  const scratch = `${path}.${process.pid}.tmp`
  try {
    const file = await open(scratch, 'w', 0o600)
    try {
      await file.writeFile(JSON.stringify(data))
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(scratch, path)
    await syncFolder(dirname(path))
  } catch (error) {
    await rm(scratch, { force: true })
    throw error
  }
}

/** A new name is on the disk only when its folder is. */
async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open a folder; there NTFS keeps its names in a journal of its own.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
