/**
 * What is going on between the parts of the shell: a project is opened, so the runtime is replaced; a secret is set, so
 * the runtime learns it. The parts themselves know nothing of each other.
 */
import type { BrowserWindow } from 'electron'
import type { Bridge } from './bridge.ts'
import type { FileText, OpenProject } from './desktop.ts'
import { historyFolder } from './places.ts'
import { ProjectFiles } from './project-files.ts'
import { ProjectTypings } from './project-typings.ts'
import type { Recents } from './recent.ts'
import type { RuntimeLog } from './runtime-log.ts'
import { RuntimeProcess } from './runtime-process.ts'
import { serveSample } from './sample-ftp.ts'
import type { Secrets } from './secrets.ts'

/** Milliseconds for the page to save what it holds. */
const flushTime = 3000

export interface Parts {
  /** The file that the runtime process runs. */
  entry: string
  /** How much memory it may take, in MiB. */
  heap: number
  /** The users' API, path to text, as JSON. */
  api: string
  recents: Recents
  secrets: Secrets
  log: RuntimeLog
}

export class Workbench {
  readonly files: ProjectFiles
  readonly runtime: RuntimeProcess
  readonly #parts: Parts
  readonly #typings: ProjectTypings
  #unserve: () => Promise<void> = async () => undefined
  #view: { window: BrowserWindow; bridge: Bridge } | undefined

  constructor(parts: Parts) {
    this.#parts = parts
    this.files = new ProjectFiles({
      onFilesChanged: (files) => {
        this.#typings.later()
        this.#bridge?.tell('onFilesChanged', files)
      },
      onUnwatched: (reason) => console.error(`The project's folder is not watched: ${reason}`),
      onIdentity: ({ name }) => this.#view?.window.setTitle(`${name} — Patchbay`),
    })
    this.#typings = new ProjectTypings(parts.api, async () => {
      const { folder } = this.files.identity
      return { folder, files: await this.files.read() }
    })
    this.runtime = new RuntimeProcess({
      entry: parts.entry,
      heap: parts.heap,
      brief: () => {
        const { folder, id } = this.files.identity
        return { folder, id, history: historyFolder(id), secrets: parts.secrets.values(id) }
      },
      givePort: (port) => this.#bridge?.givePort(port) ?? false,
      onState: (state) => this.#bridge?.tell('onRuntimeState', state),
      onBlocked: (blocked) => this.#bridge?.tell('onRuntimeBlocked', blocked),
      onLine: (line, stream) => {
        parts.log.write(line)
        if (stream === 'stderr') console.error(line)
      },
    })
  }

  get #bridge(): Bridge | undefined {
    return this.#view?.bridge
  }

  attach(window: BrowserWindow, bridge: Bridge): void {
    this.#view = { window, bridge }
    if (this.files.isOpen) window.setTitle(`${this.files.identity.name} — Patchbay`)
  }

  /** Opens a project in place of the current one, with a runtime of its own. What the window holds must be saved. */
  async open(folder: string): Promise<OpenProject> {
    await this.runtime.stop()
    await this.#typings.close()
    await this.#unserve()
    await this.files.open(folder)
    await this.#parts.recents.add(folder, this.files.identity.name)
    await this.#serve()
    await this.runtime.start()
    this.#typings.later()
    return this.current()
  }

  /** What the sample needs of the outside, when this is the sample. Without it the rest works all the same. */
  async #serve(): Promise<void> {
    const { secrets } = this.#parts
    const { identity } = this.files
    try {
      this.#unserve = await serveSample({
        ...identity,
        files: await this.files.read(),
        secret: (name) => secrets.values(identity.id)[name],
        setSecret: (name, value) => secrets.set(identity.id, name, value),
        save: (files) => this.files.save(files),
      })
    } catch (error) {
      console.error('The sample has no FTP server:', error)
    }
  }

  /** Resolves when all that was opened is closed. */
  async close(): Promise<void> {
    const files = this.#typings.close().then(() => this.files.close())
    await Promise.all([this.runtime.stop(), this.#unserve(), files])
  }

  /** Opens a project that the window did not ask for. */
  async openUnasked(folder: string): Promise<void> {
    await this.flush()
    const opened = await this.open(folder)
    this.#bridge?.tell('onProjectOpened', opened)
  }

  /** The project as it is on disk now. */
  async current(): Promise<OpenProject> {
    const { folder, id } = this.files.identity
    return { folder, files: await this.files.read(), secrets: this.#parts.secrets.names(id) }
  }

  /** Resolves when all are on disk. */
  async save(files: readonly FileText[]): Promise<void> {
    await this.files.save(files)
    this.#typings.later()
  }

  /** @param value undefined: forget it */
  async setSecret(name: string, value: string | undefined): Promise<void> {
    const { secrets } = this.#parts
    const { id } = this.files.identity
    await (value === undefined ? secrets.remove(id, name) : secrets.set(id, name, value))
    this.runtime.sendSecrets(secrets.values(id))
    this.#bridge?.tell('onSecretsChanged', secrets.names(id))
  }

  /** Resolves when all that was edited is on disk, as far as the page answers. */
  async flush(): Promise<void> {
    await this.#bridge?.flush(flushTime)
    await this.files.settled()
  }
}
