/**
 * The project's files as its services import them: those in memory, which may not be saved yet, then those of the folder.
 * Nothing outside of the folder is ever read.
 */
import { readFileSync, statSync } from 'node:fs'
import { join, posix } from 'node:path'
import type { Named, ServiceFile } from '../model/project.ts'

const endings = ['', '.ts', '.js', '.json', '/index.ts', '/index.js']

export class Sources {
  constructor(
    private readonly files: Named<ServiceFile>,
    /** undefined: there is nothing but what is in memory. */
    readonly folder: string | undefined,
  ) {}

  /** The path, from the project's root, that a local import means; undefined when there is no such file. */
  resolve(importer: string, wanted: string): string | undefined {
    const path = posix.join(posix.dirname(importer), wanted)
    if (path.startsWith('..') || posix.isAbsolute(wanted)) return undefined
    // TypeScript's own custom: `./x.js` may mean the x.ts that it would be made from.
    const bases = path.endsWith('.js') ? [path, path.replace(/js$/, 'ts')] : [path]
    const candidates = bases.flatMap((base) => endings.map((ending) => base + ending))
    return candidates.find((candidate) => this.#isThere(candidate))
  }

  /** undefined: there is no such file. */
  read(path: string): string | undefined {
    if (Object.hasOwn(this.files, path)) return this.files[path]?.source
    const place = this.#onDisk(path)
    return place === undefined ? undefined : readFileSync(place, 'utf8')
  }

  #isThere(path: string): boolean {
    return Object.hasOwn(this.files, path) || this.#onDisk(path) !== undefined
  }

  #onDisk(path: string): string | undefined {
    // Service files are in memory, all of them: one that is not there was removed, whatever still lies on the disk.
    if (this.folder === undefined || /^services\/.*\.ts$/.test(path)) return undefined
    const place = join(this.folder, path)
    return statSync(place, { throwIfNoEntry: false })?.isFile() ? place : undefined
  }
}
