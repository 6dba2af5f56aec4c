/**
 * Where past sends are kept: in the window's own database, by project folder, outside of every project. Each write is one
 * record; what cannot be written is told to nobody but whoever asks, since the send itself went well.
 */
import type { Sent } from './past.ts'

const database = 'patchbay-tests'
const records = 'sent'

interface Kept extends Sent {
  folder: string
}

export interface PastStore {
  /** Newest first. */
  load(folder: string): Promise<readonly Sent[]>
  /** Writes one, and forgets those that are no longer among the kept. */
  save(folder: string, sent: Sent, forgotten: readonly string[]): Promise<void>
  remove(ids: readonly string[]): Promise<void>
}

export function openPast(factory: IDBFactory): PastStore {
  let opened: Promise<IDBDatabase> | undefined
  const open = () => {
    opened ??= new Promise((resolve, reject) => {
      const asking = factory.open(database, 1)
      asking.onupgradeneeded = () => {
        const store = asking.result.createObjectStore(records, { keyPath: 'id' })
        store.createIndex('folder', 'folder')
      }
      asking.onsuccess = () => resolve(asking.result)
      asking.onerror = () => reject(asking.error)
    })
    return opened
  }
  const write = async (change: (store: IDBObjectStore) => void): Promise<void> => {
    const transaction = (await open()).transaction(records, 'readwrite')
    change(transaction.objectStore(records))
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onerror = () => reject(transaction.error)
      transaction.onabort = () => reject(transaction.error)
    })
  }
  return {
    async load(folder) {
      const store = (await open()).transaction(records, 'readonly').objectStore(records)
      const asking = store.index('folder').getAll(folder)
      const found = await new Promise<Kept[]>((resolve, reject) => {
        asking.onsuccess = () => resolve(asking.result as Kept[])
        asking.onerror = () => reject(asking.error)
      })
      return found.sort((one, other) => other.at - one.at)
    },
    save: (folder, sent, forgotten) =>
      write((store) => {
        store.put({ ...sent, folder } satisfies Kept)
        for (const id of forgotten) store.delete(id)
      }),
    remove: (ids) =>
      write((store) => {
        for (const id of ids) store.delete(id)
      }),
  }
}
