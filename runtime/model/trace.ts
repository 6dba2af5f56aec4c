/** What the inspector tells of exchanges: plain data, the same over a message port and over a socket. */
import type { FailureData } from './failure.ts'
import type { HistoryStatus } from './history.ts'
import type { Place } from './place.ts'

/** done: settled well. failed: settled with a failure. open: still under way. */
export type Outcome = 'open' | 'done' | 'failed'

/**
 * What a channel told its source at the end of an exchange. acked: done with. rejected: refused, the broker drops it or
 * hands it to the queue's own dead-letter exchange. deadLettered: published to the dead-letter exchange with the reason,
 * then acknowledged. parked: the same, to the parking queue. requeued: given back, to be delivered again. retrying: kept
 * unsettled, to be run again here. lost: the connection was gone before it could be told, so it will be delivered again.
 */
export type SettledAs =
  | 'acked'
  | 'rejected'
  | 'deadLettered'
  | 'parked'
  | 'discarded'
  | 'requeued'
  | 'retrying'
  | 'lost'

export interface Settlement {
  how: SettledAs
  /** Milliseconds after the exchange began: the moment at which the source was told. */
  at: number
  /** The node or service that settled it itself; left out: the channel did, by its policy. */
  by?: Place
  /** For people: `again in 2 s, attempt 2 of 5`, `to orders.parked`. */
  note?: string
}

/** One row of the messages table. */
export interface ExchangeSummary {
  cid: string
  /** Grows by one with each exchange of a runtime; the table's key and order. */
  seq: number
  channel: string
  /** Names of the nodes passed, in the order they began: `store.file`, `my.ftp`. */
  path: readonly string[]
  /** Epoch milliseconds, with fractions. */
  began: number
  /** Milliseconds; undefined while open. */
  took?: number
  /** Bytes received. */
  size: number
  outcome: Outcome
  /** What the caller was told: `200`, `413`, `acked`. */
  answer?: string
  /** Left out: the channel answers its caller, or the source needs no telling. */
  settlement?: Settlement
  failure?: FailureData
  /** The cid of the exchange that this one was once more. */
  replayOf?: string
}

/** done: went well. failed: see `failure`. open: under way. caught: failed, and its error port took over. stopped: a filter ended the path here. */
export type StepState = 'open' | 'done' | 'failed' | 'caught' | 'filtered'

/** One bar of the waterfall. */
export interface Step {
  id: number
  /** The step it happened inside of: a call made by a service's code. */
  parent?: number
  /** A node of a flow, or the object a service's code used. */
  at: Place
  kind: 'channel' | 'service' | 'block' | 'outgoing'
  name: string
  /** What it did, when its name does not say: `upload /in/a.bin`. Empty for most. */
  label: string
  /** Milliseconds after the exchange began. */
  began: number
  took?: number
  state: StepState
  attempts?: number
  /** The peer has taken it over for good: a broker's publisher confirm. */
  isConfirmed?: boolean
  failure?: FailureData
  /** Bytes; undefined when there was no such message. */
  bytesIn?: number
  bytesOut?: number
}

export interface ExchangeDetail extends ExchangeSummary {
  traceparent: string
  steps: readonly Step[]
  /** How many steps were left out because the exchange had too many. */
  leftOut: number
}

/** Which body of an exchange: what went into or came out of a step. Step 0 is the channel: `in` the request, `out` the reply. */
export interface BodyRef {
  cid: string
  step: number
  side: 'in' | 'out'
}

export interface Body {
  /** Possibly cut; `size` is what it was. */
  bytes: Uint8Array
  size: number
  contentType?: string
  headers: Readonly<Record<string, string>>
  properties: Readonly<Record<string, unknown>>
}

/** Figures of one node or object over the last interval and since the runtime began. */
export interface Figures {
  at: Place
  /** Since the runtime began. */
  total: number
  failed: number
  /** Under way now. */
  open: number
  /** A second, over the last interval. */
  rate: number
  /** Milliseconds over the last interval; undefined when nothing passed. */
  mean?: number
  p99?: number
}

/** How many messages a link carried in the last interval. */
export interface LinkFigures {
  flow: string
  link: string
  total: number
  rate: number
}

export interface FiguresBatch {
  /** Milliseconds the rates are over. */
  interval: number
  nodes: readonly Figures[]
  links: readonly LinkFigures[]
  /** Of the whole runtime. */
  rate: number
  open: number
  /** Resident memory in bytes. */
  memory: number
  /** What of the messages is kept on disk. */
  history?: HistoryStatus
}

export interface ExchangeBatch {
  exchanges: readonly ExchangeSummary[]
  /** How many were not sent, because a watcher gets only so many a second. They are counted in the figures. */
  leftOut: number
}

export interface LogLine {
  /** Epoch milliseconds. */
  time: number
  level: 'debug' | 'info' | 'warn' | 'error'
  message: string
  cid?: string
  /** The service that logged, or the object it is about. */
  at?: Place
  details?: Record<string, unknown>
}
