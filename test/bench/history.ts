/**
 * A million exchanges on disk: what writing one costs, how large it is, how long each kind of search takes. Written as the
 * runtime's own thread writes them, in batches; searched as a designer searches, one question at a time.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redactor } from '../../runtime/inspector/redact.ts'
import { defaultHistory } from '../../runtime/model/history.ts'
import type { ExchangeMatch } from '../../runtime/model/match.ts'
import type { Entry } from '../../runtime/store/entry.ts'
import { rowOf } from '../../runtime/store/record.ts'
import { Shelf } from '../../runtime/store/shelf.ts'

const perBatch = 500
const rounds = 7
/** Milliseconds in which they passed. */
const span = 36_000_000

export interface Searched {
  what: string
  /** Hits on the first page of 200. */
  hits: number
  /** Milliseconds to the first page, of several. */
  best: number
  median: number
  worst: number
}

export interface HistoryFigures {
  count: number
  /** Microseconds of CPU an exchange, of the first tenth and of the last: the machine may have other work. */
  first: number
  last: number
  all: number
  /** Bytes an exchange: on disk, and of its bodies as they were. */
  size: number
  bodies: number
  files: number
  opening: number
  searched: Searched[]
  /** Resident MB before and after the searches. */
  memory: [number, number]
}

export async function measureHistory(count: number): Promise<HistoryFigures> {
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-bench-history-'))
  const warn = (words: string) => process.stderr.write(`${words}\n`)
  try {
    const shelf = new Shelf(folder, defaultHistory, warn)
    const redactor = new Redactor()
    redactor.setSecrets(['erp-password-1', 'a-token-of-some-kind', 'another-secret'])
    const start = Date.now() - span
    const spent: number[] = []
    let bodies = 0
    for (let from = 0; from < count; from += perBatch) {
      const made = Array.from({ length: Math.min(perBatch, count - from) }, (_, at) =>
        exchange(from + at, start + ((from + at) * span) / count),
      )
      const began = process.cpuUsage()
      shelf.add(made.map(({ entry, bytes }) => rowOf(entry, bytes, redactor)))
      const { user, system } = process.cpuUsage(began)
      spent.push((user + system) / made.length)
      for (const { bytes } of made) bodies += bytes.length
    }
    const size = shelf.bytes / shelf.kept
    shelf.close()
    const opened = performance.now()
    const again = new Shelf(folder, defaultHistory, warn)
    const opening = performance.now() - opened
    const before = process.memoryUsage.rss() / 1e6
    const searched = searches(count, start).map(([what, match]) => search(again, what, match))
    const after = process.memoryUsage.rss() / 1e6
    const files = again.files
    again.close()
    const tenth = Math.ceil(spent.length / 10)
    return {
      ...{ count, size, opening, files, searched, bodies: bodies / count },
      ...{ first: mean(spent.slice(0, tenth)), last: mean(spent.slice(-tenth)), all: mean(spent) },
      memory: [before, after],
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

function search(shelf: Shelf, what: string, match: ExchangeMatch): Searched {
  const took: number[] = []
  let hits = 0
  for (let round = 0; round < rounds; round++) {
    const before = Number.MAX_SAFE_INTEGER
    const began = performance.now()
    hits = shelf.search({ match, since: -1, before, limit: 200 }, 60_000).found.length
    took.push(performance.now() - began)
  }
  const sorted = took.sort((one, other) => one - other)
  return {
    what,
    hits,
    best: sorted[0] ?? 0,
    median: sorted[rounds >> 1] ?? 0,
    worst: sorted.at(-1) ?? 0,
  }
}

function searches(count: number, start: number): [string, ExchangeMatch][] {
  const middle = Math.floor(count / 2)
  const at = start + span / 2
  return [
    ['the newest, no filter', {}],
    ['a cid, half way back', { cid: [cidOf(middle)] }],
    ['a channel that one in 10,000 came by', { channel: ['refunds'] }],
    ['what failed (1 in 100)', { status: ['error'] }],
    ['an answer that nobody got', { status: ['418'] }],
    ['a minute of ten hours', { after: at, until: at + 60_000 }],
    ['a key, one hit', { keys: { order_id: [`a-${middle}`] } }],
    ['a key that is nowhere', { keys: { order_id: ['z-0'] } }],
    ['a word of a body, one hit', { text: [`note${middle}`] }],
    ['a word of every body', { text: ['customer'] }],
    ['the beginning of many words', { text: ['no'] }],
    ['words side by side, one hit', { text: [`a-${middle}`] }],
    ['a word that is nowhere', { text: ['nowhereatall'] }],
    [
      'two words, status and channel',
      { text: ['customer', 'rejected'], status: ['error'], channel: ['orders'] },
    ],
  ]
}

const products = 'anvil bucket candle drill engine funnel gasket hammer iron jack'.split(' ')

/** An order as JSON of some 400 bytes, what a service made of it, what an ERP answered, and the reply. */
function exchange(seq: number, began: number): { entry: Entry; bytes: Buffer } {
  const failed = seq % 100 === 0
  const channel = seq % 10_000 === 7 ? 'refunds' : (['orders', 'invoices', 'stock'][seq % 3] ?? '')
  const order = {
    order_id: `A-${seq}`,
    customer: { id: seq % 50_000, name: `Customer ${seq % 50_000}`, city: 'Leipzig' },
    lines: products
      .slice(0, 1 + (seq % 4))
      .map((sku, at) => ({ sku, quantity: at + 1, price: 9.5 })),
    note: `note${seq} ${(Math.imul(seq, 2654435761) >>> 0).toString(36)}`,
  }
  const parts = [
    order,
    { ...order, total: 38.5 },
    { bill: seq, accepted: !failed },
    { is_accepted: true },
  ]
  const buffers = parts.map((part) => Buffer.from(JSON.stringify(part)))
  const path = ['billing.handler', 'ERP']
  const failure = {
    code: 'OUTGOING_REFUSED' as const,
    kind: 'peer' as const,
    message: `The ERP rejected the bill of order A-${seq}.`,
  }
  let from = 0
  const entry: Entry = {
    detail: {
      ...{ cid: cidOf(seq), seq, channel, path, began, took: 3.2175 + (seq % 7), size: 400 },
      outcome: failed ? 'failed' : 'done',
      answer: failed ? '502' : '200',
      ...(failed ? { failure } : {}),
      ...{ traceparent: '', leftOut: 0 },
      steps: ['channel', ...path].map((name, id) => ({
        ...{
          id,
          name,
          began: id * 0.317,
          took: 2.81,
          attempts: 1,
          label: id === 2 ? 'POST https://erp.local/bills' : '',
        },
        ...(id === 2 ? { parent: 1 } : {}),
        at: { collection: 'flows', name: 'billing', node: `n${id}` },
        kind: (['channel', 'service', 'outgoing'] as const)[id] ?? 'service',
        state: failed && id === 2 ? ('failed' as const) : ('done' as const),
        ...{ bytesIn: 400, bytesOut: 60 },
      })),
    },
    origin: {
      timeout: 30_000,
      http: {
        ...{ method: 'POST', path: '/orders', pattern: '/orders', params: {}, query: {} },
        remoteAddress: '127.0.0.1',
      },
    },
    refs: [0, 3, 0, 3, 1, 2],
    bodies: buffers.map((bytes) => {
      const at = from
      from += bytes.length
      const headers = { host: 'hub.example:8080', 'user-agent': 'erp/4.1', accept: '*/*' }
      return {
        ...{ format: 'json' as const, contentType: 'application/json', properties: {} },
        headers: at === 0 ? headers : {},
        ...{ size: bytes.length, from: at, length: bytes.length },
      }
    }),
    keys: ['order_id', 'customer.id'],
  }
  return { entry, bytes: Buffer.concat(buffers) }
}

function cidOf(seq: number): string {
  const half = (Math.imul(seq + 1, 2654435761) >>> 0).toString(16).padStart(8, '0')
  return `${half}${seq.toString(16).padStart(8, '0')}${half}`
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)
}
