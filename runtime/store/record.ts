/**
 * An exchange as it is written: masked, cut, taken apart into what it is found by. Pure, but for the redactor it is handed.
 * Nothing that comes out of here holds a secret that the redactor knows.
 */
import type { Redactor } from '../inspector/redact.ts'
import { type Format, formatOf, readBody } from '../message/format.ts'
import type { OriginFacts } from '../message/origin-facts.ts'
import { valuesAt } from '../model/history.ts'
import { settledIn, type Verdict, verdictOf } from '../model/match.ts'
import type { ExchangeDetail } from '../model/trace.ts'
import { type Entry, type EntryBody, mostOfBody, mostOfExchange } from './entry.ts'

export interface StoredBody {
  format: Format
  contentType?: string
  headers: Record<string, string>
  properties: Record<string, unknown>
  /** Masked, and perhaps only the beginning: `size` is what it was. */
  bytes: Buffer
  size: number
  /** cut: only its beginning is here. masked: something in it, or in its headers or properties, is `********`. */
  change?: 'cut' | 'masked'
}

/** What is told of an exchange, without its bodies. */
export interface StoredDetail {
  detail: ExchangeDetail
  origin: OriginFacts
  refs: readonly number[]
  /** Something of the origin was masked: a token in a query. */
  isOriginMasked?: boolean
}

export interface Row {
  seq: number
  cid: string
  channel: string
  path: readonly string[]
  verdict: Verdict
  began: number
  stored: StoredDetail
  bodies: readonly StoredBody[]
  /** All its words, and the values of its keys. */
  text: string
  keys: readonly (readonly [key: string, value: string])[]
}

/** Bytes that texts are searched in; of one body, and in all. */
const mostText = 512 << 10
const longestValue = 200

export function rowOf(entry: Entry, all: Buffer, redactor: Redactor): Row {
  const detail = maskedDetail(entry.detail, redactor)
  const origin = redactor.payload(entry.origin) as OriginFacts
  const bodies = masked(entry.bodies, all, redactor)
  const isOriginMasked = JSON.stringify(origin) !== JSON.stringify(entry.origin)
  const { seq, cid, channel, path, began } = detail
  return {
    ...{ seq, cid, channel, path, began, verdict: verdictOf(detail) },
    stored: { detail, origin, refs: entry.refs, ...(isOriginMasked ? { isOriginMasked } : {}) },
    bodies,
    text: textOf(detail, bodies),
    keys: keysOf(entry, bodies),
  }
}

/** Labels and failures quote what passed; all the rest of it is the project's own. */
export function maskedDetail(detail: ExchangeDetail, redactor: Redactor): ExchangeDetail {
  const { failure, steps, settlement } = detail
  const note = settlement?.note
  return {
    ...detail,
    // Both may be the caller's own.
    cid: redactor.text(detail.cid),
    traceparent: redactor.text(detail.traceparent),
    ...(failure ? { failure: redactor.failure(failure) } : {}),
    ...(settlement && note !== undefined
      ? { settlement: { ...settlement, note: redactor.text(note) } }
      : {}),
    steps: steps.map((step) => ({
      ...step,
      label: redactor.text(step.label),
      ...(step.failure ? { failure: redactor.failure(step.failure) } : {}),
    })),
  }
}

function masked(bodies: readonly EntryBody[], all: Buffer, redactor: Redactor): StoredBody[] {
  let left = mostOfExchange
  return bodies.map((body) => {
    const { format, contentType, size, from, length } = body
    const given = all.subarray(from, from + length)
    const whole = redactor.bytes(given, contentType)
    const bytes = whole.subarray(0, Math.min(mostOfBody, left))
    left -= bytes.length
    const headers = redactor.headers(body.headers)
    const properties = redactor.payload(body.properties) as Record<string, unknown>
    const isMasked =
      !whole.equals(given) ||
      JSON.stringify([headers, properties]) !== JSON.stringify([body.headers, body.properties])
    const isCut = size > length || bytes.length < whole.length
    const change = isCut ? 'cut' : isMasked ? 'masked' : undefined
    return {
      ...{ format, headers, properties, bytes, size },
      ...(contentType === undefined ? {} : { contentType }),
      ...(change ? { change } : {}),
    }
  })
}

/** Everything of it that words are looked for in, each part on its own line. */
export function textOf(detail: ExchangeDetail, bodies: readonly StoredBody[]): string {
  const { cid, channel, path, answer, failure, settlement, steps } = detail
  const parts: (string | undefined)[] = [cid, channel, ...path, answer, settlement?.note]
  if (settlement) parts.push(settledIn(settlement))
  for (const one of [failure, ...steps.map((step) => step.failure)])
    if (one && !parts.includes(one.message)) parts.push(one.code, one.message)
  let left = mostText
  for (const { bytes } of bodies) {
    if (left <= 0 || !isText(bytes)) continue
    parts.push(bytes.toString('utf8', 0, left))
    left -= bytes.length
  }
  return parts.filter((part) => part !== undefined && part !== '').join('\n')
}

/** Bytes of anything but text have a zero among the first few hundred, as good as always. */
function isText(bytes: Buffer): boolean {
  return bytes.length > 0 && !bytes.subarray(0, 512).includes(0)
}

/** Of what came in. A body that was cut, or that is not what its format says, has none. */
function keysOf({ keys, refs }: Entry, bodies: readonly StoredBody[]): Row['keys'] {
  const body = bodies[refs[0] ?? -1]
  if (keys.length === 0 || !body || body.change === 'cut') return []
  const payload = payloadOf(body)
  return keys.flatMap((key) =>
    valuesAt(payload, key).map((value) => [key, value.slice(0, longestValue)] as const),
  )
}

/** undefined for what cannot be read as its format. */
export function payloadOf({
  format,
  contentType,
  bytes,
}: Pick<StoredBody, 'format' | 'contentType' | 'bytes'>): unknown {
  const actual = format === 'none' ? formatOf(contentType) : format
  if (actual === 'none') return undefined
  try {
    return readBody(bytes, actual)
  } catch {
    // The channel or a service has said so already, where it mattered.
    return undefined
  }
}
