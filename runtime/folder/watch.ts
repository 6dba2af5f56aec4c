/**
 * Tells what other programs do to a project's files. What belongs together comes as one batch (`git checkout` of many
 * files, an editor that writes a temporary file first), and what we wrote ourselves does not come at all.
 */
import { relative, resolve, sep } from 'node:path'
import { type FSWatcher, watch } from 'chokidar'
import { collectionOf, type FileEdit, type FileText } from '../model/read.ts'
import { inTurn } from './in-turn.ts'
import { readFolder, readProjectFile } from './read.ts'
import { markOf, remember, type Seen, share } from './seen.ts'

/** Milliseconds without anything new before a batch is told. */
const quiet = 60
/** Milliseconds that a batch waits at most while there is always something new. */
const patience = 1000

export interface WatchOptions {
  /** What the caller has read: what is different already is told at once. Default: what is there now. */
  known?: readonly FileText[]
  /** The watching itself failed: too many files are watched on this machine, the folder is gone. */
  onError?: (error: Error) => void
}

export interface Watching {
  close(): Promise<void>
}

/** Resolves when watching has begun: nothing after that is missed. */
export async function watchFolder(
  folder: string,
  onChange: (files: FileEdit[]) => void,
  options: WatchOptions = {},
): Promise<Watching> {
  const seen: Seen = new Map()
  const unshare = share(folder, seen)
  for (const file of options.known ?? (await readFolder(folder))) seen.set(file.path, markOf(file))
  const batches = new Batches(folder, seen, onChange)
  const watcher = await begin(folder, batches, options.onError)
  await batches.checkAll()
  return {
    async close() {
      unshare()
      batches.close()
      await watcher.close()
    },
  }
}

async function begin(
  folder: string,
  batches: Batches,
  onError: WatchOptions['onError'],
): Promise<FSWatcher> {
  const root = resolve(folder)
  const inProject = (path: string) => relative(root, path).split(sep).join('/')
  const watcher = watch(root, {
    ignoreInitial: true,
    followSymlinks: false,
    ignored: (path, stats) => isIgnored(inProject(path), stats?.isFile() ?? false),
  })
  watcher.on('all', (_, path) => batches.note(inProject(path)))
  await new Promise<void>((ready) => {
    watcher.once('ready', ready)
    watcher.on('error', (error) => {
      onError?.(error as Error)
      ready()
    })
  })
  return watcher
}

/** Everything but the ways to a project's files: a folder of data beside them may be huge. */
function isIgnored(path: string, isFile: boolean): boolean {
  if (path === '') return false
  if (isFile) return collectionOf(path) === undefined
  if (path.split('/').some((part) => part.startsWith('.') || part === 'node_modules')) return true
  return collectionOf(path) === undefined && !collectionFolder.test(path)
}

const collectionFolder = /^(channels|connections|security|jobs|flows|services|tests)(\/|$)/

/** Gathers paths until it is quiet, then reads them and tells those whose content is new. */
class Batches {
  readonly #folder: string
  readonly #seen: Seen
  readonly #onChange: (files: FileEdit[]) => void
  readonly #paths = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | undefined
  #began = 0
  #reading: Promise<void> = Promise.resolve()
  #isClosed = false

  constructor(folder: string, seen: Seen, onChange: (files: FileEdit[]) => void) {
    this.#folder = folder
    this.#seen = seen
    this.#onChange = onChange
  }

  note(path: string): void {
    if (this.#isClosed || collectionOf(path) === undefined) return
    if (this.#paths.size === 0) this.#began = Date.now()
    this.#paths.add(path)
    clearTimeout(this.#timer)
    const left = this.#began + patience - Date.now()
    this.#timer = setTimeout(() => this.#flush(), Math.max(0, Math.min(quiet, left)))
  }

  /** Looks at every file, as if all had changed. */
  async checkAll(): Promise<void> {
    const now = await readFolder(this.#folder)
    const paths = new Set([...this.#seen.keys(), ...now.map(({ path }) => path)])
    await this.#tell([...paths])
  }

  close(): void {
    this.#isClosed = true
    clearTimeout(this.#timer)
  }

  #flush(): void {
    const paths = [...this.#paths].sort()
    this.#paths.clear()
    // Of many files the events come one by one, on a busy machine long after the files: what else is there belongs to it.
    const look = paths.length > 1 ? () => this.checkAll() : () => this.#tell(paths)
    // One batch after the other, so that the newest content is told last.
    this.#reading = this.#reading.then(look)
  }

  async #tell(paths: readonly string[]): Promise<void> {
    // Between two of our saves, never during one: what was read before it would look like another program's afterwards.
    const changed = await inTurn(this.#folder, () => this.#changedOf(paths))
    if (changed.length > 0 && !this.#isClosed) this.#onChange(changed)
  }

  async #changedOf(paths: readonly string[]): Promise<FileEdit[]> {
    const files = await Promise.all(paths.map((path) => readProjectFile(this.#folder, path)))
    const changed: FileEdit[] = []
    for (const [index, path] of paths.entries()) {
      const file = files[index]
      const mark = file && markOf(file)
      if (mark === this.#seen.get(path)) continue
      remember(this.#seen, path, mark)
      changed.push(file ?? { path, text: undefined })
    }
    return changed
  }
}
