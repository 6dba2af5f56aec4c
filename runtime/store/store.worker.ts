/**
 * The thread that has the history's files: masks, packs, writes and searches, so that the engine's thread does none of it.
 * What it was handed before a question is written before the answer.
 */
import { mkdirSync } from 'node:fs'
import { parentPort, workerData } from 'node:worker_threads'
import { Redactor } from '../inspector/redact.ts'
import type { ExchangePage } from '../model/match.ts'
import type { Body, BodyRef, ExchangeDetail, ExchangeSummary } from '../model/trace.ts'
import type { Batch, Entry } from './entry.ts'
import { lockFolder } from './lock.ts'
import type {
  Amount,
  FromWriter,
  Question,
  Questions,
  StoredExchange,
  ToWriter,
  WriterData,
} from './protocol.ts'
import { maskedDetail, rowOf, type StoredBody } from './record.ts'
import { Shelf, type ShelfSearch } from './shelf.ts'

const port = parentPort
if (!port) throw new Error('This is the thread of a Store, and nothing by itself.')

/** Milliseconds between two tries at a folder that another process has, or that cannot be used. */
const again = 2000
const data = workerData as WriterData
let { settings } = data
const redactor = new Redactor()
let shelf: Shelf | undefined
let unlock: (() => void) | undefined
let retrying: NodeJS.Timeout | undefined

const answers: { [Q in Question]: (ask: Questions[Q]['ask']) => Questions[Q]['answer'] } = {
  search: ({ search, milliseconds }) => searched(search, milliseconds),
  exchange: (cid) => {
    const found = shelf?.find(cid)
    return found && maskedDetail(found.detail, redactor)
  },
  body: ({ ref, range }) => bodyOf(ref, range),
  messages: (cid) => messagesOf(cid),
  clear: () => shelf?.clear() as undefined,
  written: () => undefined,
}

port.on('message', (message: ToWriter) => {
  if (message.kind === 'redactor') redactor.state = message.state
  else if (message.kind === 'batch') write(message.batch)
  else if (message.kind === 'ask') answer(message.id, message.question, message.ask)
  else if (message.kind === 'stop') stop()
  else {
    settings = message.settings
    if (shelf) shelf.settings = settings
  }
})

open()

function say(words: FromWriter): void {
  port?.postMessage(words)
}

function open(): void {
  retrying = undefined
  const { folder } = data
  try {
    mkdirSync(folder, { recursive: true })
    unlock = lockFolder(folder)
    if (!unlock) {
      later({ kind: 'locked' })
      return
    }
    shelf = new Shelf(folder, settings, (words) => say({ kind: 'warning', words }))
    say({ kind: 'opened', last: shelf.last, amount: amount() })
  } catch (error) {
    unlock?.()
    unlock = undefined
    later({ kind: 'unusable', words: (error as Error).message })
  }
}

function later(why: FromWriter): void {
  say(why)
  retrying = setTimeout(open, again)
}

function write({ entries, bytes, count }: Batch): void {
  try {
    const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    const rows = (JSON.parse(entries) as Entry[]).map((entry) => rowOf(entry, all, redactor))
    if (!shelf) throw new Error('The folder is not open')
    shelf.add(rows)
    say({ kind: 'wrote', count, amount: amount() })
  } catch (error) {
    say({ kind: 'wrote', count, amount: amount(), trouble: (error as Error).message })
  }
}

function answer<Q extends Question>(id: number, question: Q, ask: unknown): void {
  try {
    const answer = answers[question](ask as Questions[Q]['ask'])
    say({ kind: 'answer', id, answer })
  } catch (error) {
    say({ kind: 'answer', id, trouble: (error as Error).message })
  }
}

function stop(): void {
  clearTimeout(retrying)
  shelf?.close()
  unlock?.()
  say({ kind: 'stopped' })
  port?.close()
}

function amount(): Amount {
  const oldest = shelf?.oldest
  return {
    kept: shelf?.kept ?? 0,
    bytes: shelf?.bytes ?? 0,
    ...(oldest === undefined ? {} : { oldest }),
  }
}

function searched(search: ShelfSearch, milliseconds: number): ExchangePage {
  if (!shelf) return { exchanges: [], share: 1 }
  const { found, next, share } = shelf.search(search, milliseconds)
  const exchanges = found.map(({ detail }) => summaryOf(maskedDetail(detail, redactor)))
  return { exchanges, share, ...(next === undefined ? {} : { next }) }
}

function summaryOf({
  steps: _steps,
  traceparent: _trace,
  leftOut: _left,
  ...summary
}: ExchangeDetail): ExchangeSummary {
  return summary
}

function bodyOf(
  { cid, step, side }: BodyRef,
  range: { offset: number; limit: number } | undefined,
): Body | undefined {
  const found = shelf?.find(cid)
  const at = found?.stored.refs[step * 2 + (side === 'in' ? 0 : 1)] ?? -1
  const body = at < 0 ? undefined : found?.bodies()[at]
  if (!body) return undefined
  const { bytes, size, contentType, headers, properties, change } = masked(body)
  const part = range ? bytes.subarray(range.offset, range.offset + range.limit) : bytes
  return {
    // A copy: of a view, all that it looks at would cross.
    bytes: Uint8Array.from(part),
    size: change === 'cut' ? size : bytes.length,
    ...{ headers, properties },
    ...(contentType === undefined ? {} : { contentType }),
  }
}

function messagesOf(cid: string): StoredExchange | undefined {
  const found = shelf?.find(cid)
  if (!found) return undefined
  const detail = maskedDetail(found.detail, redactor)
  return { ...found.stored, detail, bodies: found.bodies().map(masked) }
}

/** What became a secret since it was written is not told either. */
function masked(body: StoredBody): StoredBody {
  const bytes = redactor.bytes(body.bytes, body.contentType)
  const headers = redactor.headers(body.headers)
  const properties = redactor.payload(body.properties) as Record<string, unknown>
  const isSame = bytes === body.bytes && JSON.stringify(headers) === JSON.stringify(body.headers)
  return {
    ...body,
    bytes,
    headers,
    properties,
    ...(isSame ? {} : { change: body.change ?? 'masked' }),
  }
}
