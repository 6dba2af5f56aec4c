/**
 * Git's objects by their ids: loose ones and those in packs, of a repository and of those that it borrows from. Reads only the
 * few blocks that it needs, so that the size of a repository does not matter; writes nothing, runs nothing.
 * https://git-scm.com/docs/gitformat-pack
 */
import { readdir, readFile } from 'node:fs/promises'
import { isAbsolute, join, resolve } from 'node:path'
import { inflateSync } from 'node:zlib'
import { applyDelta } from './delta.ts'
import { openPack, type Pack } from './pack.ts'

export type ObjectType = 'commit' | 'tree' | 'blob' | 'tag'

export interface GitObject {
  type: ObjectType
  bytes: Buffer
}

/** Bytes of an id: SHA-1, or SHA-256. */
export type IdLength = 20 | 32

/** How many objects are kept: trees and the bases of deltas are asked for again and again. */
const most = 512
/** Bytes; what is larger is not kept. */
const largestKept = 256 * 1024

export class Objects {
  readonly #kept = new Map<string, GitObject>()
  #packs: Promise<Pack[]> | undefined
  #folders: Promise<string[]> | undefined

  /** @param folder `.git/objects` */
  constructor(
    private readonly folder: string,
    private readonly idLength: IdLength,
  ) {}

  /** @throws Error when there is none of this id, or it is damaged. */
  async read(id: string): Promise<GitObject> {
    const kept = this.#kept.get(id)
    if (kept) return kept
    const found = (await this.#loose(id)) ?? (await this.#packed(id))
    if (!found) throw new Error(`the object ${id} is not there`)
    if (found.bytes.length <= largestKept) this.#keep(id, found)
    return found
  }

  /** All ids that begin so. */
  async startingWith(prefix: string): Promise<string[]> {
    const found = new Set<string>()
    for (const folder of await this.#all()) {
      const names = await readdir(join(folder, prefix.slice(0, 2))).catch(() => [])
      for (const name of names) {
        const id = prefix.slice(0, 2) + name
        if (id.startsWith(prefix) && id.length === this.idLength * 2) found.add(id)
      }
    }
    for (const pack of await this.#open()) {
      for (const id of await pack.startingWith(prefix)) found.add(id)
    }
    return [...found]
  }

  async close(): Promise<void> {
    for (const pack of (await this.#packs?.catch(() => [])) ?? []) await pack.close()
  }

  async #loose(id: string): Promise<GitObject | undefined> {
    for (const folder of await this.#all()) {
      const path = join(folder, id.slice(0, 2), id.slice(2))
      const packed = await readFile(path).catch(() => undefined)
      if (!packed) continue
      const whole = inflateSync(packed)
      const end = whole.indexOf(0)
      const [type] = whole.toString('latin1', 0, end).split(' ')
      return { type: type as ObjectType, bytes: whole.subarray(end + 1) }
    }
    return undefined
  }

  async #packed(id: string): Promise<GitObject | undefined> {
    for (const pack of await this.#open()) {
      const offset = await pack.find(id)
      if (offset !== undefined) return this.#entry(pack, offset)
    }
    return undefined
  }

  async #entry(pack: Pack, offset: number): Promise<GitObject> {
    const key = `${pack.path} ${offset}`
    const kept = this.#kept.get(key)
    if (kept) return kept
    const entry = await pack.entry(offset)
    const object = 'type' in entry ? entry : await this.#fromDelta(pack, entry)
    if (object.bytes.length <= largestKept) this.#keep(key, object)
    return object
  }

  async #fromDelta(
    pack: Pack,
    { base, bytes }: { base: string | number; bytes: Buffer },
  ): Promise<GitObject> {
    const from = typeof base === 'number' ? await this.#entry(pack, base) : await this.read(base)
    return { type: from.type, bytes: applyDelta(from.bytes, bytes) }
  }

  #keep(key: string, object: GitObject): void {
    this.#kept.set(key, object)
    const oldest = this.#kept.size > most ? this.#kept.keys().next().value : undefined
    if (oldest !== undefined) this.#kept.delete(oldest)
  }

  #open(): Promise<Pack[]> {
    this.#packs ??= this.#openPacks()
    return this.#packs
  }

  async #openPacks(): Promise<Pack[]> {
    const packs: Pack[] = []
    for (const folder of await this.#all()) {
      const names = await readdir(join(folder, 'pack')).catch(() => [])
      for (const name of names) {
        if (!name.endsWith('.idx')) continue
        packs.push(await openPack(join(folder, 'pack', name), this.idLength))
      }
    }
    return packs
  }

  #all(): Promise<string[]> {
    this.#folders ??= borrowed(this.folder)
    return this.#folders
  }
}

/** The folder of objects and those that it borrows from (`git clone --shared`), which may borrow themselves. */
async function borrowed(folder: string, seen = new Set<string>()): Promise<string[]> {
  if (seen.has(folder)) return []
  seen.add(folder)
  const text = await readFile(join(folder, 'info/alternates'), 'utf8').catch(() => '')
  const all = [folder]
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue
    all.push(...(await borrowed(isAbsolute(line) ? line : resolve(folder, line), seen)))
  }
  return all
}
