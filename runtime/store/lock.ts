/**
 * One runtime, one folder: a lock that the system takes back when its holder dies, however it dies. (A file with a process's
 * number would outlive a crash, and the number may be another's by then.)
 */
import { join } from 'node:path'
import { isTaken, openDatabase } from './database.ts'

/** Returns how to let go; undefined: another process has it. */
export function lockFolder(folder: string): (() => void) | undefined {
  try {
    const database = openDatabase(join(folder, 'lock'))
    try {
      database.exec('begin exclusive')
    } catch (error) {
      database.close()
      throw error
    }
    return () => {
      database.exec('rollback')
      database.close()
    }
  } catch (error) {
    if (isTaken(error)) return undefined
    throw error
  }
}
