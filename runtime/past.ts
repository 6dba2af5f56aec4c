/**
 * What has passed, whether memory still has it or only the disk: the one place that is asked. Memory has the last ones as they
 * were; the disk has many more, masked, with large bodies cut.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { Logger } from 'pino'
import type { Inspector } from './inspector/inspector.ts'
import { Message } from './message/message.ts'
import type { ExchangeQuery } from './model/control.ts'
import { Failure } from './model/failure.ts'
import { type HistorySettings, type HistoryStatus, noHistory } from './model/history.ts'
import { type ExchangePage, type ExchangeSearch, fitsSummary, needsBodies } from './model/match.ts'
import type { Body, BodyRef, ExchangeDetail, ExchangeSummary } from './model/trace.ts'
import { fitsBodies } from './store/in-memory.ts'
import { Store, type StoredMessages } from './store/store.ts'

/** Milliseconds that one question may search the disk; whoever wants more asks on from there. */
const slice = 150
/** Milliseconds that the engine's thread searches in a row. */
const longestTurn = 5
/** A list without a filter is filled by so many questions at most. */
const mostSlices = 20

export interface PastOptions {
  /** Where the history on disk is; left out: there is none. */
  folder?: string | undefined
  settings: HistorySettings
  keysOf(channel: string): readonly string[]
  logger: Pick<Logger, 'warn' | 'info'>
  /** The writer's file, where it is not beside this one. */
  worker?: URL | undefined
}

export class Past {
  readonly #inspector: Inspector
  readonly store: Store | undefined

  constructor(inspector: Inspector, { folder, worker, ...options }: PastOptions) {
    this.#inspector = inspector
    if (folder === undefined) return
    const { redactor } = inspector
    this.store = new Store({
      ...{ ...options, folder, redactor, source: inspector },
      ...(worker ? { worker } : {}),
    })
  }

  get status(): HistoryStatus {
    return this.store?.status ?? noHistory
  }

  set settings(settings: HistorySettings) {
    if (this.store) this.store.settings = settings
  }

  /** Resolves once it is known whether a history is kept: numbers go on from those on the disk. */
  async opened(): Promise<void> {
    await this.store?.opened
  }

  /** One slice of a search; with `next` there is more to search. */
  async search(search: ExchangeSearch): Promise<ExchangePage> {
    const { match, before = Number.POSITIVE_INFINITY, since = -1 } = search
    const limit = Math.min(search.limit ?? 200, 2000)
    const { store } = this
    await this.opened()
    const isOpen = store?.isReady ?? false
    if (isOpen && before > this.#inspector.oldest) await store?.written()
    const recent = await this.#inMemory({ match, before, since, limit })
    const page: ExchangePage = isOpen
      ? ((await store?.ask('search', {
          search: { match, since, before: Math.min(before, Number.MAX_SAFE_INTEGER), limit },
          milliseconds: slice,
        })) ?? { exchanges: [], share: 1 })
      : { exchanges: [], share: 1 }
    const { next, share } = page
    // What is before the place that was searched to comes with the next slice.
    const known = new Set(page.exchanges.map(({ seq }) => seq))
    const sure = recent.filter(({ seq }) => seq >= (next ?? 0) && !known.has(seq))
    const all = [...sure, ...page.exchanges].sort((one, other) => other.seq - one.seq)
    const last = all.length > limit ? all[limit - 1]?.seq : next
    return { exchanges: all.slice(0, limit), share, ...(last === undefined ? {} : { next: last }) }
  }

  /** Newest first: those of memory, then those of the disk. */
  async exchanges(query: ExchangeQuery): Promise<ExchangeSummary[]> {
    await this.opened()
    const found = this.#inspector.exchanges(query)
    const wanted = Math.min(query.limit ?? 200, 2000)
    const { channel, outcome } = query
    if (!this.store?.isReady || outcome === 'open') return found
    let before = Math.min(query.before ?? Number.MAX_SAFE_INTEGER, this.#inspector.oldest)
    for (let slices = 0; found.length < wanted && slices < mostSlices; slices++) {
      const search = {
        match: {},
        channel,
        outcome,
        since: -1,
        before,
        limit: wanted - found.length,
      }
      const page = await this.store.ask('search', { search, milliseconds: slice })
      found.push(...page.exchanges)
      if (page.next === undefined) break
      before = page.next
    }
    return found
  }

  async exchange(cid: string): Promise<ExchangeDetail | undefined> {
    return this.#inspector.exchange(cid) ?? this.#onDisk((store) => store.ask('exchange', cid))
  }

  async body(ref: BodyRef, range?: { offset: number; limit: number }): Promise<Body | undefined> {
    const found = this.#inspector.body(ref, range)
    if (found) return found
    return this.#onDisk((store) => store.ask('body', { ref, ...(range ? { range } : {}) }))
  }

  /** A kept body as the message it was; from the disk masked, as all there is. @throws Failure NOT_FOUND. */
  async message(ref: BodyRef): Promise<Message> {
    const found = this.#inspector.message(ref)
    if (found) return found
    const stored = await this.messagesOf(ref.cid)
    const body = stored?.bodies[stored.refs[ref.step * 2 + (ref.side === 'in' ? 0 : 1)] ?? -1]
    if (!body) throw new Failure('NOT_FOUND', 'That message is no longer kept. Take a newer one.')
    const { format, contentType, headers, properties, bytes } = body
    const raw = Buffer.from(bytes)
    return new Message({
      ...{ raw, format, headers, properties },
      ...(contentType === undefined ? {} : { contentType }),
    })
  }

  /** What the disk has of an exchange, to run it again; memory has it unmasked while it lasts. undefined: not there. */
  async messagesOf(cid: string): Promise<StoredMessages | undefined> {
    return this.#onDisk((store) => store.messagesOf(cid))
  }

  /** Forgets all that has ended, in memory and on the disk. */
  async clear(): Promise<void> {
    await this.store?.clear()
    this.#inspector.clear()
  }

  async close(): Promise<void> {
    await this.store?.close()
  }

  /** undefined where no history is kept, or it cannot be read just now: its status says why. */
  async #onDisk<T>(ask: (store: Store) => Promise<T | undefined>): Promise<T | undefined> {
    await this.opened()
    return this.store?.isReady ? ask(this.store) : undefined
  }

  async #inMemory(search: Required<ExchangeSearch>): Promise<ExchangeSummary[]> {
    const { match, before, since, limit } = search
    const inspector = this.#inspector
    const found: ExchangeSummary[] = []
    if (before === Number.POSITIVE_INFINITY && since < inspector.seq) {
      const open = inspector.exchanges({ outcome: 'open', limit })
      // Their bodies are not looked into: they come to be kept when it ends.
      found.push(...open.filter((one) => fitsSummary(match, one) && !needsBodies(match)))
    }
    let began = performance.now()
    for (let seq = Math.min(before, inspector.seq) - 1; seq >= inspector.oldest; seq--) {
      if (seq <= since || found.length >= limit) break
      if (this.store?.has(seq)) continue
      const told = inspector.summary(seq)
      if (!told || !fitsSummary(match, told)) continue
      const kept = inspector.kept(seq)
      if (kept && fitsBodies(match, kept, inspector.redactor)) found.push(told)
      if (performance.now() - began < longestTurn) continue
      await turn()
      began = performance.now()
    }
    return found
  }
}
