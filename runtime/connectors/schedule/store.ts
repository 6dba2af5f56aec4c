/**
 * The memory of jobs and where it is kept: in the runtime's state folder, or only in this process when there is none. Only one
 * process keeps it at a time (`only-one.ts`); another may look at it.
 */
import { join } from 'node:path'
import { type History, historyIn, historyInMemory } from './history.ts'
import { Journal, readJournal } from './journal.ts'
import {
  emptyMemory,
  type JobEvent,
  type Memory,
  memoryFromData,
  memoryToData,
  remember,
} from './record.ts'

export interface Store {
  readonly memory: Memory
  readonly history: History
  /** It may be looked at only: `record` must not be called. */
  readonly isReadOnly: boolean
  /**
   * Changes the memory at once, and resolves when it is kept. `isKept`: through a loss of power too, not only the end of the
   * process.
   */
  record(event: JobEvent, isKept?: boolean): Promise<void> | undefined
  close(): Promise<void>
}

export function storeInMemory(): Store {
  const memory = emptyMemory()
  return {
    memory,
    history: historyInMemory(),
    isReadOnly: false,
    record(event) {
      remember(memory, event)
      return undefined
    },
    close: async () => undefined,
  }
}

/** @throws Error when there is something that cannot be read or written. */
export async function openStore(
  folder: string,
  onTrouble: (words: string) => void,
): Promise<Store> {
  let memory = emptyMemory()
  const journal = new Journal<JobEvent>(folder, () => memoryToData(memory))
  const { picture, events, trouble } = await journal.open()
  if (trouble !== undefined) onTrouble(trouble)
  memory = memoryOf(picture, events)
  const history = historyIn(join(folder, 'history'))
  return {
    memory,
    history,
    isReadOnly: false,
    record(event, isKept = false) {
      remember(memory, event)
      return journal.append(event, isKept)
    },
    async close() {
      await history.flush()
      await journal.close()
    },
  }
}

/** As it was just now; whoever keeps it goes on. */
export async function lookIntoStore(folder: string): Promise<Store> {
  const { picture, events } = await readJournal<JobEvent>(folder)
  return {
    memory: memoryOf(picture, events),
    history: historyIn(join(folder, 'history')),
    isReadOnly: true,
    record() {
      throw new TypeError('Another process keeps the memory of these jobs.')
    },
    close: async () => undefined,
  }
}

function memoryOf(picture: unknown, events: readonly JobEvent[]): Memory {
  const memory = picture === undefined ? emptyMemory() : memoryFromData(picture)
  for (const event of events) remember(memory, event)
  return memory
}
