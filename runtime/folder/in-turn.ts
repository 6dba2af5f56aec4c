/** One thing after the other for each folder: saves, and looks at what other programs did. */
import { resolve } from 'node:path'

const queues = new Map<string, Promise<unknown>>()

/** Resolves or rejects as `work` does, which begins when all that was asked for before in this folder has ended. */
export async function inTurn<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const key = resolve(folder)
  const before = queues.get(key) ?? Promise.resolve()
  const done = before.then(work)
  const settled = done.catch(() => undefined)
  queues.set(key, settled)
  return done.finally(() => {
    if (queues.get(key) === settled) queues.delete(key)
  })
}
