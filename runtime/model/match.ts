/**
 * Which exchanges are looked for: the words of the filter box as a value. The designer, the runtime's memory and its history
 * on disk go by the same rules: what a row shows is decided here, what stands in bodies where the bodies are.
 */
import type { ExchangeSummary, Outcome, SettledAs, Settlement } from './trace.ts'

/** All of it must hold at once; of the values of one field any. Texts are in lower case. */
export interface ExchangeMatch {
  /** `error`, `ok`, `open`, or an answer such as `404`, `4xx` or `parked`. */
  status?: readonly string[]
  /** Parts of what the source was told: `acked`, `dead-lettered`. */
  settled?: readonly string[]
  /** Parts of a channel's name. */
  channel?: readonly string[]
  /** Parts of a node's name on the path. */
  node?: readonly string[]
  /** Parts of a failure's code. */
  code?: readonly string[]
  /** Beginnings of the correlation id. */
  cid?: readonly string[]
  /** Epoch milliseconds: it began then or later. */
  after?: number
  /** Epoch milliseconds: it began before. */
  until?: number
  /** Words, all of which must stand in a body, a name or a failure; each may be only the beginning of a word. */
  text?: readonly string[]
  /** By the name of a key that channels declare (`historyKeys`): its value, or its beginning and `*`. Any of the values. */
  keys?: Readonly<Record<string, readonly string[]>>
}

export interface ExchangeSearch {
  match: ExchangeMatch
  /** Newest first. Default 200, at most 2,000. */
  limit?: number
  /** Only those with a smaller seq: the `next` of the page before. */
  before?: number
  /** Only those with a greater seq. */
  since?: number
}

/** What was found in a slice of time. Whoever wants more asks again from `next`; who does not ask has cancelled. */
export interface ExchangePage {
  exchanges: readonly ExchangeSummary[]
  /** There may be more before this seq. Left out: everything that is kept was searched. */
  next?: number
  /** How much of all that is kept was searched so far, 0 to 1. */
  share: number
}

export const settledWords: Record<SettledAs, string> = {
  acked: 'acked',
  rejected: 'rejected',
  deadLettered: 'dead-lettered',
  parked: 'parked',
  discarded: 'discarded',
  requeued: 'requeued',
  retrying: 'retrying',
  lost: 'lost',
}

/** The part of an exchange's end that many share. */
export interface Verdict {
  outcome: Outcome
  answer: string
  how: Settlement['how'] | ''
  code: string
}

export function verdictOf({ outcome, answer, settlement, failure }: ExchangeSummary): Verdict {
  const how = settlement?.how ?? ''
  return { outcome, answer: answer ?? '', how, code: failure?.code ?? '' }
}

export function fitsVerdict(
  match: Pick<ExchangeMatch, 'status' | 'settled' | 'code'>,
  verdict: Verdict,
): boolean {
  return (
    some(match.status, (status) => hasStatus(verdict, status)) &&
    some(match.settled, (part) => settledIn(verdict).includes(part)) &&
    some(match.code, (part) => verdict.code.toLowerCase().includes(part))
  )
}

export function fitsRoute(
  match: Pick<ExchangeMatch, 'channel' | 'node'>,
  channel: string,
  path: readonly string[],
): boolean {
  return (
    some(match.channel, (part) => channel.toLowerCase().includes(part)) &&
    some(match.node, (part) => path.some((name) => name.toLowerCase().includes(part)))
  )
}

/** All that a row of the table can decide: everything but `text` and `keys`. */
export function fitsSummary(match: ExchangeMatch, exchange: ExchangeSummary): boolean {
  return (
    fitsVerdict(match, verdictOf(exchange)) &&
    fitsRoute(match, exchange.channel, exchange.path) &&
    some(match.cid, (part) => exchange.cid.toLowerCase().startsWith(part)) &&
    exchange.began >= (match.after ?? Number.NEGATIVE_INFINITY) &&
    exchange.began < (match.until ?? Number.POSITIVE_INFINITY)
  )
}

/** Is there something in it that only bodies can answer? */
export function needsBodies({ text, keys }: ExchangeMatch): boolean {
  return (text?.length ?? 0) > 0 || Object.keys(keys ?? {}).length > 0
}

/** One value of a key, as it is looked for: whole, or its beginning and `*`. Case does not count. */
export function fitsKey(value: string, wanted: string): boolean {
  const found = value.toLowerCase()
  return wanted.endsWith('*') ? found.startsWith(wanted.slice(0, -1)) : found === wanted
}

/** As it is shown, and as the project's files write it. */
export function settledIn({ how }: Pick<Verdict, 'how'>): string {
  return how === '' ? '' : `${settledWords[how]} ${how}`.toLowerCase()
}

function some(wanted: readonly string[] | undefined, test: (value: string) => boolean): boolean {
  return wanted === undefined || wanted.length === 0 || wanted.some(test)
}

function hasStatus(verdict: Verdict, status: string): boolean {
  if (status === 'error' || status === 'failed') return verdict.outcome === 'failed'
  if (status === 'ok' || status === 'done') return verdict.outcome === 'done'
  if (status === 'open') return verdict.outcome === 'open'
  if (verdict.how !== '') return settledIn(verdict).includes(status)
  const answer = verdict.answer.toLowerCase()
  return /^[1-5]xx$/.test(status)
    ? answer.length === 3 && answer[0] === status[0]
    : answer.includes(status)
}
