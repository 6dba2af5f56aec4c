/**
 * For which exchange whatever runs just now is at work, however it got there: in a helper that knows no service, in a
 * block's expression, after an await. To know that always would cost half as much again for each exchange (3.1 µs of CPU
 * against 2.1), so it is followed only for a day after the runtime was ended for a loop of which the message was not known:
 * the second time it is.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OpenExchange } from './flow/open-exchange.ts'

/** Milliseconds. */
const followed = 24 * 3600 * 1000

export class Trail {
  readonly #storage: AsyncLocalStorage<OpenExchange> | undefined
  readonly #folder: string | undefined

  /** @param stateFolder Where it is remembered that it was lost; undefined: it never follows. */
  constructor(stateFolder: string | undefined) {
    this.#folder = stateFolder
    if (stateFolder === undefined) return
    const lost = statSync(lostFile(stateFolder), { throwIfNoEntry: false })?.mtimeMs ?? 0
    if (Date.now() - lost < followed) this.#storage = new AsyncLocalStorage()
  }

  get isFollowed(): boolean {
    return this.#storage !== undefined
  }

  get current(): OpenExchange | undefined {
    return this.#storage?.getStore()
  }

  follow<T>(exchange: OpenExchange, work: () => T): T {
    return this.#storage ? this.#storage.run(exchange, work) : work()
  }

  /** Something is ended, and nobody knows for which message: from the next start on it is followed. */
  lost(): void {
    if (this.#folder === undefined) return
    mkdirSync(this.#folder, { recursive: true })
    writeFileSync(lostFile(this.#folder), '')
  }
}

function lostFile(stateFolder: string): string {
  return join(stateFolder, 'loop-of-unknown-message')
}
