/**
 * One file of SQLite, as the history uses it: one thread of one process has it, writes in large steps, and survives a crash.
 * Only the thread that writes may import this: a runtime without a history does without the binary.
 */
import Libsql from 'libsql'

export type Value = string | number | Buffer | null
export type Values = readonly Value[]

export interface Statement {
  run(...values: Value[]): unknown
  /** Rows as lists of columns. */
  all(...values: Value[]): Values[]
  first(...values: Value[]): Values | undefined
}

export interface Database {
  /** The same text is prepared once. */
  prepare(sql: string): Statement
  exec(sql: string): void
  close(): void
}

/** Prepared ones that are kept; searches differ by what they are for. */
const mostStatements = 50

/**
 * Opens a file, which is made if it is not there.
 * @param isWritten false: it is only searched from now on.
 * @throws Error SQLITE_NOTADB, SQLITE_CORRUPT, SQLITE_BUSY (another process has it) as its `code`.
 */
export function openDatabase(path: string, isWritten = true): Database {
  const connection = new Libsql(path, { timeout: 0 })
  const exec = (sql: string) => void connection.exec(sql)
  try {
    exec('pragma temp_store = memory')
    exec(`pragma cache_size = ${isWritten ? -4096 : -256}`)
    if (isWritten) for (const one of writing) exec(one)
  } catch (error) {
    connection.close()
    throw error
  }
  const known = new Map<string, Statement>()
  return {
    exec,
    close: () => close(connection),
    prepare(sql) {
      const found = known.get(sql)
      if (found) return found
      if (known.size >= mostStatements) known.clear()
      const statement = connection.prepare(sql)
      const prepared: Statement = {
        run: (...values) => statement.run(...values),
        all: (...values) => statement.raw().all(...values) as Values[],
        first: (...values) => statement.raw().all(...values)[0] as Values | undefined,
      }
      known.set(sql, prepared)
      return prepared
    },
  }
}

const writing = [
  // Nobody else has it, so that the index of the log needs no file that is shared.
  'pragma locking_mode = exclusive',
  'pragma journal_mode = wal',
  // A crash of the process loses nothing, one of the machine at most the last batches; neither breaks the file.
  'pragma synchronous = normal',
]

/** A closed connection keeps its lock for as long as a prepared statement is not collected as garbage: so it gives it up before. */
function close(connection: Libsql.Database): void {
  try {
    for (const one of ['journal_mode = delete', 'locking_mode = normal'])
      connection.exec(`pragma ${one}`)
    connection.exec('select 1 from sqlite_master limit 1')
  } catch (error) {
    // A broken file is closed as it is: whoever met that has said so.
    if (!isBroken(error) && !isTaken(error)) throw error
  } finally {
    connection.close()
  }
}

/** Is it the file that is wrong, rather than what was asked? */
export function isBroken(error: unknown): boolean {
  const code = (error as { code?: unknown }).code
  return typeof code === 'string' && /^SQLITE_(NOTADB|CORRUPT|FORMAT|IOERR_SHORT_READ)/.test(code)
}

export function isTaken(error: unknown): boolean {
  const code = (error as { code?: unknown }).code
  return typeof code === 'string' && /^SQLITE_(BUSY|LOCKED)/.test(code)
}
