/**
 * The project that is open: its folder, read, written and watched. One at a time. What is written here is not heard of
 * again as another program's change.
 */
import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import { z } from 'zod'
import { readFolder } from '../runtime/folder/read.ts'
import { type Watching, watchFolder } from '../runtime/folder/watch.ts'
import { writeFiles } from '../runtime/folder/write.ts'
import { Failure } from '../runtime/model/failure.ts'
import type { FileText } from './desktop.ts'
import { isProject, noProject } from './is-project.ts'

export interface Identity {
  /** Absolute. */
  folder: string
  /** Under it the project's secrets are kept. */
  id: string
  name: string
}

export interface ProjectEvents {
  onFilesChanged(files: readonly FileText[]): void
  /** Other programs' changes are no longer heard of. */
  onUnwatched(reason: string): void
  /** The project was opened, or given another name or id, by whomever. */
  onIdentity(identity: Identity): void
}

const settingsSchema = z.object({
  name: z.string().min(1).optional().catch(undefined),
  id: z.string().min(1).optional().catch(undefined),
})

export class ProjectFiles {
  readonly #events: ProjectEvents
  #identity: Identity | undefined
  #watching: Watching | undefined
  #writing: Promise<unknown> = Promise.resolve()

  constructor(events: ProjectEvents) {
    this.#events = events
  }

  /** PROJECT_NOT_OPEN when there is none. */
  get identity(): Identity {
    if (this.#identity) return this.#identity
    throw new Failure('PROJECT_NOT_OPEN', 'No project is open. Open or create one first.')
  }

  get isOpen(): boolean {
    return this.#identity !== undefined
  }

  /** Closes the one that is open. PROJECT_NOT_FOUND when the folder holds none; then nothing is closed. */
  async open(folder: string): Promise<void> {
    if (!isProject(folder)) throw noProject(folder)
    await this.close()
    const known = await readFolder(folder)
    this.#identify(folder, known)
    const heard = (files: readonly FileText[]) => {
      this.#identify(folder, files)
      this.#events.onFilesChanged(files)
    }
    const onError = ({ message }: Error) => this.#events.onUnwatched(message)
    this.#watching = await watchFolder(folder, heard, { known, onError })
  }

  async read(): Promise<readonly FileText[]> {
    return readFolder(this.identity.folder)
  }

  /** Resolves when all are on disk. One save after the other. */
  save(files: readonly FileText[]): Promise<void> {
    const { folder } = this.identity
    const next = this.#writing.then(() => write(folder, files))
    this.#writing = next.catch(() => undefined)
    return next.then(() => this.#identify(folder, files))
  }

  /** Resolves when what was to be saved is on disk, or was refused. */
  async settled(): Promise<void> {
    await this.#writing
  }

  async close(): Promise<void> {
    await this.settled()
    await this.#watching?.close()
    this.#watching = undefined
    this.#identity = undefined
  }

  /** A project whose patchbay.json is broken or gone keeps what it was known by, or gets it from its folder. */
  #identify(folder: string, files: readonly FileText[]): void {
    const known = this.#identity ?? {
      folder,
      id: `folder-${createHash('sha256').update(folder).digest('hex').slice(0, 24)}`,
      name: basename(folder),
    }
    const text = files.find(({ path }) => path === 'patchbay.json')?.text
    const next = { ...known, ...settingsOf(text) }
    const isSame = next.id === this.#identity?.id && next.name === this.#identity.name
    this.#identity = next
    if (!isSame) this.#events.onIdentity(next)
  }
}

async function write(folder: string, files: readonly FileText[]): Promise<void> {
  try {
    await writeFiles(folder, files)
  } catch (error) {
    const { message } = error as Error
    const words = `The project could not be saved in ${folder}: ${message}`
    throw new Failure('PROJECT_NOT_SAVED', words, { cause: error })
  }
}

function settingsOf(text: string | undefined): Partial<Identity> {
  try {
    const { name, id } = settingsSchema.parse(JSON.parse(text ?? '{}'))
    return { ...(name !== undefined && { name }), ...(id !== undefined && { id }) }
  } catch {
    return {}
  }
}
