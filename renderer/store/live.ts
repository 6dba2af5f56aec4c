/**
 * Facts from the runtime: they come up, colour the picture, and cannot change the project.
 * Components subscribe to the smallest part they show, so that figures ten times a second do not redraw the canvas.
 */
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'
import type { RuntimeState } from '../../electron/desktop.ts'
import type { Blocked, DeployReport, ObjectStatus } from '../../runtime/model/control.ts'
import type { FailureData } from '../../runtime/model/failure.ts'
import { type HistoryStatus, noHistory } from '../../runtime/model/history.ts'
import type { Place } from '../../runtime/model/place.ts'
import type {
  ExchangeBatch,
  ExchangeSummary,
  Figures,
  FiguresBatch,
  LinkFigures,
  LogLine,
} from '../../runtime/model/trace.ts'

/** The most exchanges and lines that are kept; the runtime has more. */
export const mostExchanges = 5_000
const mostLines = 5_000

export interface Live {
  runtime: RuntimeState
  /** Is there a runtime to talk to just now? */
  connected: boolean
  /** By `placeKey`. */
  statuses: Readonly<Record<string, ObjectStatus>>
  figures: Readonly<Record<string, Figures>>
  links: Readonly<Record<string, LinkFigures>>
  rate: number
  open: number
  /** Bytes. */
  memory: number
  /** What of the messages the runtime keeps on disk. */
  history: HistoryStatus
  /** Newest first; replaced, never changed. */
  exchanges: readonly ExchangeSummary[]
  /** How many exchanges arrived, and how many of them the runtime did not send one by one. */
  received: number
  leftOut: number
  /** While paused the view keeps to exchanges up to this seq; receiving goes on. */
  pausedAt: number | undefined
  /** Oldest first. */
  log: readonly LogLine[]
  blocked: Blocked | undefined
  deployed: DeployReport | undefined
  deploying: boolean
  /** A deploy that was refused whole. */
  refused: FailureData | undefined
  /** The last failure at a place (`placeKey`), until it is deployed anew or works again. */
  failures: Readonly<Record<string, FailureData>>
}

export const nothingLive: Live = {
  runtime: { state: 'stopped' },
  connected: false,
  statuses: {},
  figures: {},
  links: {},
  rate: 0,
  open: 0,
  memory: 0,
  history: noHistory,
  exchanges: [],
  received: 0,
  leftOut: 0,
  pausedAt: undefined,
  log: [],
  blocked: undefined,
  deployed: undefined,
  deploying: false,
  refused: undefined,
  failures: {},
}

export const liveStore = createStore<Live>(() => nothingLive)

export function useLive<T>(select: (live: Live) => T): T {
  return useStore(liveStore, select)
}

/** `channels/Store`; `flows/Store/n3` for a node; `services/store.ts`, whose name is its path already. */
export function placeKey({ collection, name, node }: Place): string {
  if (collection === 'services') return name
  return node === undefined ? `${collection}/${name}` : `${collection}/${name}/${node}`
}

export function linkKey(flow: string, link: string): string {
  return `${flow}/${link}`
}

export function takeStatuses(live: Live, objects: readonly ObjectStatus[]): Partial<Live> {
  const statuses = { ...live.statuses }
  for (const status of objects) statuses[placeKey(status.at)] = status
  return { statuses }
}

/** A node or link that is not named has carried nothing in the interval: its rate falls to 0, its total stays. */
export function takeFigures(live: Live, batch: FiguresBatch): Partial<Live> {
  const figures: Record<string, Figures> = {}
  for (const [key, old] of Object.entries(live.figures)) {
    figures[key] = old.rate === 0 && old.open === 0 ? old : { ...old, rate: 0, open: 0 }
  }
  for (const each of batch.nodes) figures[placeKey(each.at)] = each
  const links: Record<string, LinkFigures> = {}
  for (const [key, old] of Object.entries(live.links)) {
    links[key] = old.rate === 0 ? old : { ...old, rate: 0 }
  }
  for (const each of batch.links) links[linkKey(each.flow, each.link)] = each
  const { rate, open, memory, history = noHistory } = batch
  return { figures, links, rate, open, memory, history: sameHistory(live.history, history) }
}

/** The one before, when it says the same: it comes twice a second, and seldom says anything new. */
function sameHistory(before: HistoryStatus, now: HistoryStatus): HistoryStatus {
  return JSON.stringify(before) === JSON.stringify(now) ? before : now
}

export function takeExchanges(live: Live, batch: ExchangeBatch): Partial<Live> {
  const arrived = new Map(batch.exchanges.map((exchange) => [exchange.seq, exchange]))
  const ended = [...arrived.values()]
  // A slow exchange comes when it has begun and again when it has ended; the later word counts.
  const kept = live.exchanges.map((exchange) => {
    const later = arrived.get(exchange.seq)
    arrived.delete(exchange.seq)
    return later ?? exchange
  })
  const fresh = [...arrived.values()].sort((one, other) => other.seq - one.seq)
  return {
    exchanges: mergeNewestFirst(fresh, kept).slice(0, mostExchanges),
    received: live.received + fresh.length + batch.leftOut,
    leftOut: live.leftOut + batch.leftOut,
    failures: takeFailures(live.failures, ended),
  }
}

function mergeNewestFirst(
  fresh: readonly ExchangeSummary[],
  kept: readonly ExchangeSummary[],
): readonly ExchangeSummary[] {
  const [oldestFresh, newestKept] = [fresh.at(-1), kept[0]]
  const all = [...fresh, ...kept]
  if (!oldestFresh || !newestKept || oldestFresh.seq > newestKept.seq) return all
  return all.sort((one, other) => other.seq - one.seq)
}

function takeFailures(
  failures: Live['failures'],
  fresh: readonly ExchangeSummary[],
): Live['failures'] {
  const next: Record<string, FailureData> = { ...failures }
  for (const { failure, outcome, channel } of [...fresh].reverse()) {
    if (outcome === 'done') delete next[placeKey({ collection: 'channels', name: channel })]
    // A caller who is turned away is no trouble of the channel: its lock counts them.
    if (failure?.at && failure.kind !== 'access') next[placeKey(failure.at)] = failure
  }
  return same(failures, next) ? failures : next
}

function same(one: Live['failures'], other: Live['failures']): boolean {
  const keys = Object.keys(other)
  return (
    keys.length === Object.keys(one).length && keys.every((key) => Object.is(one[key], other[key]))
  )
}

/** What a deploy opened, swapped or closed, by `placeKey`. A report writes the collection before a file of services too. */
export function touchedBy({ touched }: DeployReport): ReadonlySet<string> {
  return new Set(touched.map((key) => key.replace(/^services\/services\//, 'services/')))
}

/** A new version of an object makes what was said of the old one out of date. */
export function takeDeployed(live: Live, report: DeployReport): Partial<Live> {
  const touched = touchedBy(report)
  const failures = Object.fromEntries(
    Object.entries(live.failures).filter(([key]) => !touched.has(key) && !key.startsWith('flows/')),
  )
  return { deployed: report, deploying: false, refused: undefined, failures }
}

export function takeLog(live: Live, lines: readonly LogLine[]): Partial<Live> {
  return { log: [...live.log, ...lines].slice(-mostLines) }
}

export function pauseMessages(paused: boolean): void {
  const { exchanges } = liveStore.getState()
  liveStore.setState({ pausedAt: paused ? (exchanges[0]?.seq ?? 0) : undefined })
}
