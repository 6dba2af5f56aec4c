/**
 * The words typed into the filter box, as a value, and which rows pass. All of it must hold at once; a field named twice
 * passes either value: `status:error status:open channel:invoices 8812 after:2h`. What bodies hold only the runtime can tell.
 */
import {
  type ExchangeMatch,
  fitsSummary,
  needsBodies,
  settledIn,
  verdictOf,
} from '../../runtime/model/match.ts'
import type { ExchangeSummary } from '../../runtime/model/trace.ts'
import { timeOf } from './time-of.ts'

export interface ExchangeFilter {
  match: ExchangeMatch
  /** Anywhere: cid, channel, path, answer, failure's words, and in bodies. */
  words: readonly string[]
}

const lists = ['status', 'settled', 'channel', 'node', 'code', 'cid', 'text'] as const

/**
 * Never fails: what is no known field is a word to look for. A value in double quotes may hold blanks.
 * @param keys that channels declare: `order_id:8812` asks for one of them.
 * @param now epoch milliseconds that `after:2h` counts back from.
 */
export function parseFilter(
  text: string,
  keys: readonly string[] = [],
  now = Date.now(),
): ExchangeFilter {
  const match: { [K in (typeof lists)[number]]?: string[] } & ExchangeMatch = {}
  const values: Record<string, string[]> = {}
  const words: string[] = []
  for (const token of text.match(/(?:[^\s"]+|"[^"]*"?)+/g) ?? []) {
    const plain = token.replaceAll('"', '')
    const colon = plain.indexOf(':')
    const name = plain.slice(0, Math.max(0, colon)).toLowerCase()
    const value = plain.slice(colon + 1).toLowerCase()
    const list = lists.find((one) => one === name)
    const key = keys.find((one) => one.toLowerCase() === name)
    const isTime = name === 'after' || name === 'before'
    if (!list && !isTime && key === undefined) words.push(plain.toLowerCase())
    // `channel:` while its value is still to be typed must not empty the table.
    else if (value === '') continue
    else if (list) match[list] = [...(match[list] ?? []), value]
    else if (key !== undefined) values[key] = [...(values[key] ?? []), value]
    else {
      const time = timeOf(value, now)
      if (time !== undefined) match[name === 'after' ? 'after' : 'until'] = time
    }
  }
  const hasKeys = Object.keys(values).length > 0
  return { match: hasKeys ? { ...match, keys: values } : match, words }
}

export function isEmpty({ match, words }: ExchangeFilter): boolean {
  return words.length === 0 && Object.keys(match).length === 0
}

/** All of it, for the runtime to look for. */
export function matchOf({ match, words }: ExchangeFilter): ExchangeMatch {
  return words.length === 0 ? match : { ...match, text: [...(match.text ?? []), ...words] }
}

/** Can the row alone tell that it is wanted? */
export function passes({ match, words }: ExchangeFilter, exchange: ExchangeSummary): boolean {
  if (needsBodies(match) || !fitsSummary(match, exchange)) return false
  const text = words.length === 0 ? '' : textOf(exchange)
  return words.every((word) => text.includes(word))
}

function textOf(exchange: ExchangeSummary): string {
  const { cid, channel, path, answer, failure, settlement } = exchange
  return [
    ...[cid, channel, ...path, answer, failure?.code, failure?.message],
    ...[settledIn(verdictOf(exchange)), settlement?.note],
  ]
    .join('\n')
    .toLowerCase()
}
