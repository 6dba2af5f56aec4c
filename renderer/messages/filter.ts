/**
 * The words typed into the filter box, as a value, and which exchanges pass. All of it must hold at once; a field named
 * twice passes either value: `status:error status:open channel:invoices 8812`.
 */
import type { ExchangeSummary } from '../../runtime/model/trace.ts'
import { settledWords } from './settlement.ts'

export interface ExchangeFilter {
  /** `error`, `ok`, `open`, or an answer such as `404`, `4xx` or `parked`, lower case. */
  status: readonly string[]
  /** Parts of what the source was told: `acked`, `dead-lettered`. */
  settled: readonly string[]
  /** Parts of a channel's name, lower case. */
  channel: readonly string[]
  /** Parts of a node's name on the path. */
  node: readonly string[]
  /** Parts of a failure's code. */
  code: readonly string[]
  /** Anywhere: cid, channel, path, answer, failure's words. */
  words: readonly string[]
}

const fields = ['status', 'settled', 'channel', 'node', 'code'] as const

/** Never fails: what is no known field is a word to look for. A value in double quotes may hold blanks. */
export function parseFilter(text: string): ExchangeFilter {
  const filter = { status: [], settled: [], channel: [], node: [], code: [], words: [] } as {
    [K in keyof ExchangeFilter]: string[]
  }
  for (const token of text.toLowerCase().match(/(?:[^\s"]+|"[^"]*"?)+/g) ?? []) {
    const plain = token.replaceAll('"', '')
    const colon = plain.indexOf(':')
    const field = fields.find((name) => name === plain.slice(0, colon))
    const value = field === undefined ? plain : plain.slice(colon + 1)
    // `channel:` while its value is still to be typed must not empty the table.
    if (value !== '') filter[field ?? 'words'].push(value)
  }
  return filter
}

export function isEmpty(filter: ExchangeFilter): boolean {
  return filter.words.length === 0 && fields.every((field) => filter[field].length === 0)
}

export function passes(filter: ExchangeFilter, exchange: ExchangeSummary): boolean {
  return (
    some(filter.status, (status) => hasStatus(exchange, status)) &&
    some(filter.settled, (part) => settledIn(exchange).includes(part)) &&
    some(filter.channel, (part) => exchange.channel.toLowerCase().includes(part)) &&
    some(filter.node, (part) => exchange.path.some((name) => name.toLowerCase().includes(part))) &&
    some(filter.code, (part) => exchange.failure?.code.toLowerCase().includes(part) ?? false) &&
    filter.words.every((word) => textOf(exchange).includes(word))
  )
}

function some(wanted: readonly string[], test: (value: string) => boolean): boolean {
  return wanted.length === 0 || wanted.some(test)
}

function hasStatus(exchange: ExchangeSummary, status: string): boolean {
  if (status === 'error' || status === 'failed') return exchange.outcome === 'failed'
  if (status === 'ok' || status === 'done') return exchange.outcome === 'done'
  if (status === 'open') return exchange.outcome === 'open'
  if (exchange.settlement) return settledIn(exchange).includes(status)
  const answer = exchange.answer?.toLowerCase() ?? ''
  return /^[1-5]xx$/.test(status)
    ? answer.length === 3 && answer[0] === status[0]
    : answer.includes(status)
}

/** As it is shown, and as the project's files write it. */
function settledIn({ settlement }: ExchangeSummary): string {
  return settlement ? `${settledWords[settlement.how]} ${settlement.how}`.toLowerCase() : ''
}

function textOf(exchange: ExchangeSummary): string {
  const { cid, channel, path, answer, failure, settlement } = exchange
  return [
    ...[cid, channel, ...path, answer, failure?.code, failure?.message],
    ...[settledIn(exchange), settlement?.note],
  ]
    .join('\n')
    .toLowerCase()
}
