/**
 * The history's files, side by side: two rows of segments, what was done and what failed. New exchanges go into the last of
 * each; what is over the budget goes with the first, the done ones before any that failed. A file that breaks is set aside.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import type { HistorySettings } from '../model/history.ts'
import type { ExchangeMatch, Verdict } from '../model/match.ts'
import type { ExchangeDetail } from '../model/trace.ts'
import { isBroken } from './database.ts'
import type { Row, StoredBody, StoredDetail } from './record.ts'
import { type Found, Segment } from './segment.ts'

const rows = ['done', 'failed'] as const
type RowName = (typeof rows)[number]

interface Volume {
  row: RowName
  path: string
  /** undefined: closed, since nobody looked for a while. */
  segment: Segment | undefined
  first: number
  last: number
  count: number
  /** Epoch milliseconds. */
  oldest: number
  newest: number
  bytes: number
}

export interface ShelfSearch {
  match: ExchangeMatch
  channel?: string | undefined
  outcome?: Verdict['outcome'] | undefined
  since: number
  before: number
  limit: number
}

export interface ShelfPage {
  found: readonly Found[]
  /** More may be before this seq; undefined: all was searched. */
  next: number | undefined
  /** 0 to 1. */
  share: number
}

const mebibyte = 1 << 20
const day = 86_400_000
/** Of the budget and of the days, in each file: so much at a time is forgotten. */
const parts = 32
const leastBytes = 128 << 10

export class Shelf {
  readonly #folder: string
  readonly #warn: (words: string) => void
  #settings: HistorySettings
  #volumes: Volume[] = []
  #now: () => number

  /** @param warn hears of each file that is set aside. */
  constructor(
    folder: string,
    settings: HistorySettings,
    warn: (words: string) => void,
    now: () => number = Date.now,
  ) {
    this.#folder = folder
    this.#settings = settings
    this.#warn = warn
    this.#now = now
    mkdirSync(folder, { recursive: true })
    const names = readdirSync(folder).sort()
    for (const row of rows) {
      const own = names.filter((name) => new RegExp(`^${row}-\\d+\\.db$`).test(name))
      // The last of each row is written to, so every page of it must be sound.
      for (const name of own) this.#take(row, name, name === own.at(-1) ? 'write' : 'search')
    }
    // Nothing is forgotten yet: the project may allow more than what is usual, and has not said so.
  }

  /** The greatest seq on the disk; -1: there is none. */
  get last(): number {
    return Math.max(-1, ...this.#volumes.map(({ last }) => last))
  }

  get kept(): number {
    return this.#volumes.reduce((sum, { count }) => sum + count, 0)
  }

  get files(): number {
    return this.#volumes.length
  }

  get bytes(): number {
    return this.#volumes.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** Epoch milliseconds; undefined: nothing is kept. */
  get oldest(): number | undefined {
    const oldest = Math.min(...this.#volumes.map((volume) => volume.oldest))
    return Number.isFinite(oldest) ? oldest : undefined
  }

  set settings(settings: HistorySettings) {
    this.#settings = settings
    this.trim()
  }

  add(all: readonly Row[]): void {
    for (const row of rows) {
      const own = all.filter(({ verdict }) => (verdict.outcome === 'failed') === (row === 'failed'))
      if (own.length > 0) this.#addTo(row, own)
    }
    this.trim()
  }

  /**
   * As many pages as are asked for, newest first, for about so many milliseconds: it stops between two files and says where.
   */
  search(search: ShelfSearch, milliseconds: number): ShelfPage {
    const ends = performance.now() + milliseconds
    const { before, since, limit, match } = search
    const inReach = this.#volumes
      .filter(({ first, last }) => first < before && last > since)
      .filter(({ newest }) => newest >= (match.after ?? Number.NEGATIVE_INFINITY))
      .filter(({ oldest }) => oldest < (match.until ?? Number.POSITIVE_INFINITY))
      .sort((one, other) => other.last - one.last)
    let found: Found[] = []
    for (const [index, volume] of inReach.entries()) {
      // All that is left is older than what was found.
      if ((found[limit - 1]?.seq ?? -1) > volume.last) break
      const isLate = index > 0 && performance.now() > ends
      // What was found at or before the newest of the next file may have others of it in between: it is found again.
      if (isLate && volume.last + 1 < before) {
        return this.#page(
          found.filter(({ seq }) => seq > volume.last),
          volume.last + 1,
        )
      }
      found.push(...(this.#in(volume, (segment) => segment.search(search)) ?? []))
      found = found.sort((one, other) => other.seq - one.seq).slice(0, limit)
    }
    return this.#page(found, found.length === limit ? found.at(-1)?.seq : undefined)
  }

  find(
    cid: string,
  ): { detail: ExchangeDetail; stored: StoredDetail; bodies(): StoredBody[] } | undefined {
    let best: { seq: number; stored: StoredDetail; volume: Volume } | undefined
    for (const volume of [...this.#volumes].sort((one, other) => other.last - one.last)) {
      if (best && best.seq > volume.last) break
      const found = this.#in(volume, (segment) => segment.find(cid))
      if (found && found.seq > (best?.seq ?? -1)) best = { ...found, volume }
    }
    if (!best) return undefined
    const { seq, stored, volume } = best
    const bodies = () => this.#in(volume, (segment) => segment.bodies(seq)) ?? []
    return { detail: stored.detail, stored, bodies }
  }

  clear(): void {
    for (const volume of [...this.#volumes]) this.#drop(volume)
  }

  close(): void {
    for (const { segment } of this.#volumes) segment?.close()
    this.#volumes = []
  }

  /** Forgets what is too old and, while there is too much, the oldest: of what failed only when nothing else is left. */
  trim(): void {
    const tooOld = this.#now() - this.#settings.days * day
    for (const volume of [...this.#volumes])
      if (volume.newest < tooOld && volume.count > 0) this.#drop(volume)
    const budget = this.#settings.megabytes * mebibyte
    while (this.bytes > budget) {
      const oldest = rows.map((row) => this.#of(row)[0]).find((volume) => volume !== undefined)
      if (!oldest) return
      this.#drop(oldest)
    }
  }

  #page(found: readonly Found[], next: number | undefined): ShelfPage {
    const first = Math.min(...this.#volumes.map((volume) => volume.first))
    const share = next === undefined ? 1 : (this.last - next) / Math.max(1, this.last - first)
    return { found, next, share: Math.min(1, Math.max(0, share)) }
  }

  #isWritten(volume: Volume): boolean {
    return this.#of(volume.row).at(-1) === volume
  }

  #of(row: RowName): Volume[] {
    return this.#volumes.filter((volume) => volume.row === row)
  }

  #addTo(row: RowName, own: readonly Row[], isAgain = false): void {
    const volume = this.#writable(row, own[0]?.seq ?? 0)
    try {
      this.#in(volume, (segment) => segment.add(own))
    } catch (error) {
      // What it knows of its own tables may be ahead of them now.
      volume.segment?.close()
      volume.segment = undefined
      throw error
    }
    if (this.#volumes.includes(volume)) this.#note(volume)
    // It broke, and was set aside. A new file that breaks at once is the disk's trouble.
    else if (!isAgain) this.#addTo(row, own, true)
  }

  #writable(row: RowName, seq: number): Volume {
    const last = this.#of(row).at(-1)
    if (last) {
      const { megabytes, days } = this.#settings
      const isFull = last.bytes > Math.max(leastBytes, (megabytes * mebibyte) / parts)
      const isOld = this.#now() - last.oldest > Math.max(3_600_000, (days * day) / parts)
      if (last.count === 0 || !(isFull || isOld)) return last
      // From now on it is only searched.
      last.segment?.close()
      last.segment = undefined
      this.#note(last)
    }
    return this.#take(row, `${row}-${String(seq).padStart(16, '0')}.db`, 'write') as Volume
  }

  /** A broken one is set aside, and undefined is returned. */
  #take(row: RowName, name: string, use: 'write' | 'search'): Volume | undefined {
    const path = join(this.#folder, name)
    const empty = { first: 0, last: -1, count: 0, oldest: 0, newest: 0, bytes: 0 }
    const volume: Volume = { row, path, segment: undefined, ...empty }
    try {
      volume.segment = new Segment(path, use)
    } catch (error) {
      if (!isBroken(error)) throw error
      this.#setAside(volume, error)
      return undefined
    }
    this.#volumes.push(volume)
    this.#note(volume)
    return volume
  }

  #note(volume: Volume): void {
    const { segment, path } = volume
    if (segment) {
      const { first, last, count, oldest, newest } = segment
      Object.assign(volume, { first, last, count, oldest, newest })
    }
    volume.bytes = sizeOf(path) + sizeOf(`${path}-wal`)
  }

  /** undefined: its file broke, and was set aside. */
  #in<T>(volume: Volume, ask: (segment: Segment) => T): T | undefined {
    try {
      volume.segment ??= new Segment(volume.path, this.#isWritten(volume) ? 'write' : 'search')
      return ask(volume.segment)
    } catch (error) {
      if (!isBroken(error)) throw error
      this.#setAside(volume, error)
      return undefined
    }
  }

  #setAside(volume: Volume, error: unknown): void {
    this.#forget(volume)
    const aside = `${volume.path}.broken-${this.#now()}`
    renameSync(volume.path, aside)
    for (const ending of ['-wal', '-shm']) rmSync(volume.path + ending, { force: true })
    const held = volume.count > 0 ? `, with ${volume.count} exchanges,` : ''
    this.#warn(
      `A file of the history is broken (${(error as Error).message}). It${held} was set aside as ${aside}; ` +
        'a new one was begun, and all other files are searched as before. Delete it when nobody needs it.',
    )
  }

  #drop(volume: Volume): void {
    this.#forget(volume)
    // A statement that is not collected yet holds the file open: its space is to be free now.
    truncateSync(volume.path)
    for (const ending of ['', '-wal', '-shm', '-journal'])
      rmSync(volume.path + ending, { force: true })
  }

  #forget(volume: Volume): void {
    volume.segment?.close()
    volume.segment = undefined
    this.#volumes = this.#volumes.filter((one) => one !== volume)
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
