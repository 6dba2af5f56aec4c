/** Who did what to this server, and what became of it: a line of JSON each, in the state folder and in the log. */
import { appendFile, rename, stat } from 'node:fs/promises'

export interface Entry {
  /** By its fingerprint; undefined: nobody we know. */
  who?: string
  address: string
  what: string
  status: number
  /** What it was about, what came of it. */
  release?: string
  outcome: string
}

/** Bytes; one file from before is kept. */
const largest = 10 << 20

export class Audit {
  #queue: Promise<void> = Promise.resolve()

  /** @param tell Each line for the log; an error when it could not be kept. */
  constructor(
    private readonly file: string,
    private readonly tell: (entry: Entry, error?: Error) => void,
  ) {}

  /** Resolves when it is written. Never rejects: that it could not be kept is told. */
  note(entry: Entry): Promise<void> {
    this.tell(entry)
    const line = `${JSON.stringify({ time: new Date().toISOString(), ...entry })}\n`
    this.#queue = this.#queue
      .then(() => this.#append(line))
      .catch((error: Error) => this.tell(entry, error))
    return this.#queue
  }

  async #append(line: string): Promise<void> {
    const size = await stat(this.file).then(
      (stats) => stats.size,
      () => 0,
    )
    if (size > largest) await rename(this.file, `${this.file}.1`)
    await appendFile(this.file, line, { mode: 0o600 })
  }
}
