/**
 * Keeps `.patchbay/types` of the open project true, so that any editor knows the users' API and the project's names. Never
 * in the way: it comes some time after a change, in the background, and a failure is only told.
 */
import { readFile } from 'node:fs/promises'
import { definitions } from '../runtime/connectors/definitions.ts'
import type { Declarations } from '../runtime/folder/typings.ts'
import type { Named, ServiceFile } from '../runtime/model/project.ts'
import type { FileText } from './desktop.ts'

/** Milliseconds without a change. */
const quiet = 1000

export interface ReadProject {
  folder: string
  files: readonly FileText[]
}

export class ProjectTypings {
  readonly #apiFile: string
  readonly #read: () => Promise<ReadProject>
  #api: Declarations | undefined
  /** The same object for the same text: what was found out about a file is remembered by the object. */
  #services: Named<ServiceFile> = {}
  #timer: NodeJS.Timeout | undefined
  #working: Promise<void> = Promise.resolve()

  /**
   * @param apiFile the users' API as the build left it: JSON, path to text
   * @param read the project that is open by then; a rejection when there is none
   */
  constructor(apiFile: string, read: () => Promise<ReadProject>) {
    this.#apiFile = apiFile
    this.#read = read
  }

  later(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.#working = this.#working
        .then(() => this.#write())
        .catch((error) => console.error('The types for other editors were not written:', error))
    }, quiet)
  }

  /** Resolves when nothing is written any more. */
  close(): Promise<void> {
    clearTimeout(this.#timer)
    return this.#working
  }

  async #write(): Promise<void> {
    // Loaded now and not at the start: with them comes a parser, and the window should not wait for it.
    const [{ fromFiles }, { ensureTypings }] = await Promise.all([
      import('../runtime/model/text.ts'),
      import('../runtime/folder/typings.ts'),
    ])
    const { folder, files } = await this.#read()
    const present = files.flatMap(({ text, ...file }) =>
      text === undefined ? [] : [{ ...file, text }],
    )
    const { project } = fromFiles(present)
    this.#services = withKnown(project.services, this.#services)
    this.#api ??= JSON.parse(await readFile(this.#apiFile, 'utf8')) as Declarations
    const whole = { ...project, services: this.#services }
    await ensureTypings(folder, whole, { connectors: definitions, api: this.#api })
  }
}

function withKnown(services: Named<ServiceFile>, known: Named<ServiceFile>): Named<ServiceFile> {
  const entries = Object.entries(services).map(([path, file]) => {
    const before = known[path]
    return [path, before?.source === file.source ? before : file] as const
  })
  return Object.fromEntries(entries)
}
