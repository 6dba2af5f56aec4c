/**
 * Typing on its way into the project. Not each key is a change: a file half typed is mostly broken, and each change is
 * checked, saved and deployed. What is typed goes in when the hand rests, and at once when someone asks for it.
 */

/** Milliseconds without a key. */
const quiet = 250

export class Typing {
  readonly #take: (path: string, source: string) => void
  readonly #waiting = new Map<string, () => string>()
  #timer: ReturnType<typeof setTimeout> | undefined

  /** @param take puts a text into the project */
  constructor(take: (path: string, source: string) => void) {
    this.#take = take
  }

  /** A file was typed in. The text is read when it is needed, not for each key. */
  note(path: string, read: () => string): void {
    this.#waiting.set(path, read)
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.flush(), quiet)
  }

  isWaiting(path: string): boolean {
    return this.#waiting.has(path)
  }

  /** Puts in all that waits. */
  flush(): void {
    clearTimeout(this.#timer)
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const [path, read] of waiting) this.#take(path, read())
  }

  /** Forgets what was typed in a file that is gone. */
  forget(path: string): void {
    this.#waiting.delete(path)
  }
}
