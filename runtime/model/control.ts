/**
 * The contract between a designer and a runtime. Methods are questions, `on...` members are events.
 * The same over a message port (embedded) and over a socket (server). Nothing here may decide what a message does.
 */
import type { FailureData } from './failure.ts'
import type { HistoryStatus } from './history.ts'
import type { JobView } from './job.ts'
import type { ExchangePage, ExchangeSearch } from './match.ts'
import type { Place } from './place.ts'
import type { Problem } from './problem.ts'
import type { Project } from './project.ts'
import { type Proving, type ProvingProgress, provingMethods } from './proving.ts'
import { type Shipping, shippingMethods } from './shipping.ts'
import { type Testing, testingMethods } from './testing.ts'
import type {
  Body,
  BodyRef,
  ExchangeBatch,
  ExchangeDetail,
  ExchangeSummary,
  FiguresBatch,
  LogLine,
} from './trace.ts'

export interface DeployRequest {
  project: Project
  /** The designer's count of changes; comes back in the report. */
  revision: number
  /** The revision this one is based on. When the runtime runs another, DEPLOY_STALE and nothing happens. Left out: whatever runs. */
  base?: number
}

export interface DeployReport {
  revision: number
  /** Objects opened, swapped or closed: `services/store.ts`, `channels/Store`. */
  touched: readonly string[]
  /** Objects that could not go live; what ran before them still does. */
  problems: readonly Problem[]
  /** Milliseconds from request to serving. */
  took: number
  /** Epoch milliseconds. */
  at: number
}

/** How one object of the project is doing. */
export interface ObjectStatus {
  at: Place
  state: 'off' | 'incomplete' | 'starting' | 'ready' | 'failing' | 'draining'
  reason?: FailureData
  nextTry?: number
  /** Epoch milliseconds of what it will do next by itself: a job's next run. */
  next?: number
  address?: string
  figures?: Record<string, number>
}

export interface RuntimeStatus {
  pid: number
  version: string
  /** Epoch milliseconds. */
  startedAt: number
  revision: number | undefined
  objects: readonly ObjectStatus[]
  /** What of the messages is kept on disk. */
  history?: HistoryStatus
}

export interface ExchangeQuery {
  /** Newest first. Default 200, at most 2,000. */
  limit?: number
  /** Only those with a smaller seq. */
  before?: number
  channel?: string
  outcome?: 'done' | 'failed' | 'open'
}

export interface PreviewRequest {
  /** A block as on the canvas, saved or not. */
  type: string
  config: Record<string, unknown>
  /** On this message: one that passed (a body of an exchange), or one typed in. */
  message: { exchange: BodyRef } | { payload: unknown; headers?: Record<string, string> }
}

export interface PreviewResult {
  /** Which port the message would leave by; several for a router that takes all matches; none when filtered. */
  outputs: readonly { port: string; payload: unknown; headers: Readonly<Record<string, string>> }[]
  failure?: FailureData
}

/** A service that holds the event loop. */
export interface Blocked {
  /** Milliseconds so far. */
  since: number
  service?: string
  /** Where it is just now, in the project's own files. */
  at?: Place
  cid?: string
  /** Epoch milliseconds at which the process is ended if this goes on; left out: that is not known yet. */
  endsAt?: number
}

/** What a peer says of an object of ours, as a small table: a queue's consumers as the broker sees them. */
export interface PeerView {
  title: string
  /** One line above the table: `12 ready, 3 unacknowledged`. */
  summary: string
  columns: readonly string[]
  /** Texts, one for each column. `isOurs`: it is this very runtime. */
  rows: readonly { cells: readonly string[]; isOurs: boolean }[]
}

export interface WatchOptions {
  /** Send summaries of exchanges as they end. Figures and statuses always come. */
  exchanges: boolean
  /** At most so many a second; the rest is counted as left out. Default 200. */
  perSecond?: number
}

export interface Control extends Testing, Proving, Shipping {
  status(): Promise<RuntimeStatus>
  deploy(request: DeployRequest): Promise<DeployReport>
  watch(options: WatchOptions): Promise<void>
  exchanges(query: ExchangeQuery): Promise<ExchangeSummary[]>
  /** Looks through all that is kept, in memory and on the disk, a slice at a time. @throws Failure HISTORY_UNAVAILABLE. */
  search(search: ExchangeSearch): Promise<ExchangePage>
  exchange(cid: string): Promise<ExchangeDetail | undefined>
  /** At most `limit` bytes from `offset`; default all. undefined: no longer kept. */
  body(ref: BodyRef, range?: { offset: number; limit: number }): Promise<Body | undefined>
  /** Forgets all that has ended, on the disk too. */
  clearExchanges(): Promise<void>
  preview(request: PreviewRequest): Promise<PreviewResult>
  /** Calls a service directly, as `patchbay invoke` does. */
  invoke(request: {
    service: string
    payload: unknown
  }): Promise<{ cid: string; payload: unknown; failure?: FailureData }>
  /** Reaches out through an outgoing connection and comes back. */
  ping(connection: string): Promise<{ took: number; detail: string; failure?: FailureData }>
  /** What the peer says of a channel; undefined: nothing can be asked of it. Rejects with a Failure that says why not. */
  look(channel: string): Promise<PeerView | undefined>
  /** All jobs by name: channels that run on a plan, and those made while the project runs. */
  jobs(): Promise<readonly JobView[]>
  /** The last lines, oldest first. */
  log(limit: number): Promise<LogLine[]>
}

export interface ControlEvents {
  onStatus: readonly ObjectStatus[]
  onDeployed: DeployReport
  onFigures: FiguresBatch
  onExchanges: ExchangeBatch
  onLog: readonly LogLine[]
  /** Only to the one who asked. */
  onProving: ProvingProgress
  /** Sent when a service has held the loop for a second, again while it does, and with undefined when it let go. */
  onBlocked: Blocked | undefined
}

/** The methods by name, for whoever makes a handle out of a port. The compiler holds it to the interface. */
export const controlMethods = [
  'status',
  'deploy',
  'watch',
  'exchanges',
  'search',
  'exchange',
  'body',
  'clearExchanges',
  'preview',
  'invoke',
  'ping',
  'look',
  'jobs',
  'log',
  ...testingMethods,
  ...provingMethods,
  ...shippingMethods,
] as const satisfies readonly (keyof Control)[]
