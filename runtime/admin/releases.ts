/**
 * The releases of a server on its disk: each one archive, and one small file that says which of them is current. Both are
 * written whole or not at all, the archive first, so that whatever moment ends the process, what is current is there.
 */
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { AtomicText } from '../folder/atomic-text.ts'
import { writeBytes } from './atomic-bytes.ts'
import { idOf, packRelease, type ReleaseFile } from './pack.ts'
import { unpackRelease } from './unpack.ts'

/** What stands in the server's own folder. */
export const initial = 'initial'

export interface Release {
  id: string
  /** ISO 8601. */
  uploadedAt: string
  files: number
  /** Of the archive. */
  bytes: number
}

interface Index {
  format: 1
  /** What the server's own folder held when the last release was activated: when that changed since, it is newer. */
  base: string
  /** What was active, oldest first; the last is current. */
  history: string[]
  /** Oldest first. */
  releases: Release[]
}

const kept = 5
const longestHistory = 20

export class Releases {
  #index: Index

  private constructor(
    private readonly folder: string,
    private readonly base: string,
    index: Index,
  ) {
    this.#index = index
  }

  /**
   * @param folder Of its own; made when it is not there.
   * @param base What the server's own folder holds, as an id.
   * @returns what was active is given up when the server's own folder has changed since: then `isFolderNewer`.
   */
  static async open(
    folder: string,
    base: string,
  ): Promise<{ releases: Releases; isFolderNewer: boolean }> {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const known = await readIndex(folder)
    const index = known ?? { format: 1, base, history: [initial], releases: [] }
    const isFolderNewer = index.base !== base && index.history.at(-1) !== initial
    const releases = new Releases(folder, base, index)
    if (isFolderNewer) await releases.activated(initial)
    await releases.#removeStrangers()
    return { releases, isFolderNewer }
  }

  get current(): string {
    return this.#index.history.at(-1) ?? initial
  }

  /** What a rollback would go back to; undefined: there is nothing before. */
  get previous(): string | undefined {
    return this.#index.history.at(-2)
  }

  /** Newest first. */
  get all(): readonly Release[] {
    return this.#index.releases.toReversed()
  }

  find(id: string): Release | undefined {
    return this.#index.releases.find((release) => release.id === id)
  }

  async add(files: readonly ReleaseFile[], now: Date): Promise<Release> {
    const id = idOf(files)
    const archive = await packRelease(files)
    const release: Release = {
      id,
      uploadedAt: now.toISOString(),
      files: files.length,
      bytes: archive.length,
    }
    await writeBytes(this.#archiveOf(id), archive)
    const others = this.#index.releases.filter((other) => other.id !== id)
    await this.#save({ ...this.#index, releases: [...others, release] })
    return release
  }

  /** @throws Error when its archive cannot be read. */
  async filesOf(id: string): Promise<ReleaseFile[]> {
    const files = await unpackRelease(Readable.from([await readFile(this.#archiveOf(id))]))
    if (idOf(files) !== id) throw new Error(`The archive of the release ${id} was changed.`)
    return files
  }

  async activated(id: string): Promise<void> {
    if (id === this.current) return
    const history = [...this.#index.history, id].slice(-longestHistory)
    await this.#save({ ...this.#index, base: this.base, history })
  }

  /** What was current is no more; what was before is. */
  async rolledBack(): Promise<void> {
    await this.#save({ ...this.#index, history: this.#index.history.slice(0, -1) })
  }

  /** The pointer first, then what it no longer needs. */
  async #save(next: Index): Promise<void> {
    const keep = keptOf(next)
    const index: Index = {
      ...next,
      history: next.history.filter((id) => id === initial || keep.has(id)),
      releases: next.releases.filter(({ id }) => keep.has(id)),
    }
    await new AtomicText(join(this.folder, 'index.json')).write({
      text: `${JSON.stringify(index, null, 2)}\n`,
    })
    this.#index = index
    await this.#removeStrangers()
  }

  async #removeStrangers(): Promise<void> {
    const ours = new Set(this.#index.releases.map(({ id }) => `${id}.tar.gz`))
    const names = await readdir(this.folder)
    const strangers = names.filter((name) => /\.tar\.gz(\.tmp)?$/.test(name) && !ours.has(name))
    await Promise.all(strangers.map((name) => rm(join(this.folder, name), { force: true })))
  }

  #archiveOf(id: string): string {
    return join(this.folder, `${id}.tar.gz`)
  }
}

/** Five: what runs, what was uploaded last, what ran before, what else is new. */
function keptOf({ history, releases }: Index): Set<string> {
  const newest = releases.map(({ id }) => id).toReversed()
  const wanted = [
    history.at(-1) ?? initial,
    ...newest.slice(0, 1),
    ...history.toReversed(),
    ...newest,
  ]
  return new Set([...new Set(wanted)].filter((id) => newest.includes(id)).slice(0, kept))
}

async function readIndex(folder: string): Promise<Index | undefined> {
  const whole = await new AtomicText(join(folder, 'index.json')).read()
  if (!whole) return undefined
  const index = JSON.parse(whole.text) as Index
  if (index.format === 1) return index
  throw new Error(`${folder}/index.json is of a newer Patchbay: its format is ${index.format}.`)
}
