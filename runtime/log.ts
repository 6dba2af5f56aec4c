/** The runtime's log: structured lines for whoever runs it, the last ones kept for whoever watches. Secrets are masked in both. */
import pino, { type Logger } from 'pino'
import type { Redactor } from './inspector/redact.ts'
import type { Failure, FailureKind } from './model/failure.ts'
import type { Place } from './model/place.ts'
import type { LogLine } from './model/trace.ts'

const kept = 2000
const levels: Readonly<Record<number, LogLine['level']>> = {
  10: 'debug',
  20: 'debug',
  30: 'info',
  40: 'warn',
  50: 'error',
  60: 'error',
}

/** By whose matter a failed exchange is: the caller's own mistake and their going are no trouble of ours. */
const failed: Readonly<Record<FailureKind, 'info' | 'warn' | 'error'>> = {
  message: 'info',
  access: 'info',
  cancelled: 'info',
  peer: 'warn',
  design: 'error',
  defect: 'error',
}

export class Log {
  readonly logger: Logger
  #lines: LogLine[] = []
  readonly #listeners = new Set<(line: LogLine) => void>()

  constructor(
    private readonly redactor: Redactor,
    /** Where each line goes besides: standard output of a server. */
    private readonly write: (line: string) => void = () => undefined,
    level = 'info',
    /** Which of several it is that writes; left out: the only one. */
    worker?: number,
  ) {
    this.logger = pino(
      { level, base: { pid: process.pid, ...(worker === undefined ? {} : { worker }) } },
      { write: (line: string) => this.#take(line) },
    )
  }

  /** An exchange that failed. Its caller was told the cid only; here is what happened. */
  failed(cid: string, channel: string, failure: Failure): void {
    const level = failed[failure.kind]
    if (!this.logger.isLevelEnabled(level)) return
    const { code, message, at, attempts, causes, stack } = failure.toData(failure.kind === 'defect')
    this.logger[level]({ cid, channel, code, at, attempts, causes, stack }, message)
  }

  last(limit: number): LogLine[] {
    return this.#lines.slice(-limit)
  }

  listen(listener: (line: LogLine) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #take(text: string): void {
    const line = this.redactor.text(text)
    this.write(line)
    const shown = toLine(line)
    if (!shown) return
    this.#lines.push(shown)
    // Cut in one go now and then, rather than shifting two thousand entries for each line.
    if (this.#lines.length > kept * 2) this.#lines = this.#lines.slice(-kept)
    for (const listener of this.#listeners) listener(shown)
  }
}

function toLine(text: string): LogLine | undefined {
  let parsed: Record<string, unknown>
  try {
    parsed = JSON.parse(text) as Record<string, unknown>
  } catch {
    // A masked secret may have cut through the JSON; the line itself was written all the same.
    return undefined
  }
  const { time, level, msg, cid, at, pid: _pid, ...details } = parsed
  const line: LogLine = {
    time: Number(time),
    level: levels[Number(level)] ?? 'info',
    message: typeof msg === 'string' ? msg : '',
  }
  if (typeof cid === 'string') line.cid = cid
  if (at !== undefined) line.at = at as Place
  if (Object.keys(details).length > 0) line.details = details
  return line
}
