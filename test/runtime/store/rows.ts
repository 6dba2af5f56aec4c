/** Exchanges as they are written, for tests of the files. */
import { Redactor } from '../../../runtime/inspector/redact.ts'
import type { FailureData } from '../../../runtime/model/failure.ts'
import type { ExchangeDetail } from '../../../runtime/model/trace.ts'
import type { Entry } from '../../../runtime/store/entry.ts'
import { type Row, rowOf } from '../../../runtime/store/record.ts'

export interface Told {
  seq: number
  cid?: string
  channel?: string
  path?: readonly string[]
  body?: string | Buffer
  contentType?: string
  began?: number
  /** The words of a failure; left out: it went well. */
  failure?: string
  keys?: readonly string[]
  headers?: Record<string, string>
}

/** The request goes in at the channel and at one node, and comes out of both as it was. */
export function entryOf(told: Told): { entry: Entry; bytes: Buffer } {
  const { seq, channel = 'orders', path = ['check'], failure, began = 1_000_000 + seq } = told
  const { contentType = 'application/json', keys = [], headers = {} } = told
  const bytes = Buffer.from(told.body ?? JSON.stringify({ order_id: `A-${seq}` }))
  const failed = failure === undefined ? undefined : failureOf(failure)
  const detail: ExchangeDetail = {
    cid: told.cid ?? `cid${seq}x`,
    ...{ seq, channel, path, began, took: 2, size: bytes.length },
    outcome: failed ? 'failed' : 'done',
    answer: failed ? '500' : '200',
    ...(failed ? { failure: failed } : {}),
    ...{ traceparent: '', leftOut: 0 },
    steps: ['channel', ...path].map((name, id) => ({
      ...{ id, name, label: '', began: 0, took: 1, state: 'done' as const },
      at: { collection: 'flows', name: 'orders', node: name },
      kind: id === 0 ? ('channel' as const) : ('service' as const),
    })),
  }
  const body = { format: 'json' as const, contentType, headers, properties: {} }
  const entry: Entry = {
    ...{ detail, keys, origin: { timeout: 1000 } },
    refs: detail.steps.flatMap(() => [0, 0]),
    bodies: [{ ...body, size: bytes.length, from: 0, length: bytes.length }],
  }
  return { entry, bytes }
}

function failureOf(message: string): FailureData {
  return { code: 'SERVICE_THREW', kind: 'defect', message }
}

export function row(told: Told, redactor = new Redactor()): Row {
  const { entry, bytes } = entryOf(told)
  return rowOf(entry, bytes, redactor)
}

export function rowsTo(
  count: number,
  told: (seq: number) => Omit<Told, 'seq'> = () => ({}),
): Row[] {
  return Array.from({ length: count }, (_, seq) => row({ ...told(seq), seq }))
}
