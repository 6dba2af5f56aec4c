/**
 * Listens to exchanges from outside: keeps the last ones, tells watchers in batches. It can slow nothing down by more than
 * keeping costs, and alter nothing: it sees an exchange only when it is over.
 */
import type { OpenExchange } from '../flow/open-exchange.ts'
import { Message } from '../message/message.ts'
import type { ExchangeQuery } from '../model/control.ts'
import type {
  Body,
  BodyRef,
  ExchangeBatch,
  ExchangeDetail,
  ExchangeSummary,
} from '../model/trace.ts'
import { History, type Kept, type Limits } from './history.ts'
import { bytesOf } from './kept-bodies.ts'
import { MaskedBody } from './masked-body.ts'
import { Redactor } from './redact.ts'
import { detailOf, openDetailOf, openSummaryOf, summaryOf } from './summary.ts'

const batchEvery = 100

interface Watcher {
  perSecond: number
  send(batch: ExchangeBatch): void
  pending: ExchangeSummary[]
  leftOut: number
}

export class Inspector {
  readonly redactor = new Redactor()
  readonly #masked = new MaskedBody(this.redactor)
  readonly #history: History
  readonly #watchers = new Set<Watcher>()
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(
    /** The exchanges under way. */
    readonly open: Iterable<OpenExchange> & { readonly size: number },
    limits: Partial<Limits> = {},
  ) {
    this.#history = new History(limits)
  }

  ended(exchange: OpenExchange): void {
    const seq = this.#history.add(exchange)
    for (const watcher of this.#watchers) {
      if (watcher.pending.length < (watcher.perSecond * batchEvery) / 1000) this.#note(watcher, seq)
      else watcher.leftOut++
    }
  }

  /** The number of the next exchange. */
  get seq(): number {
    return this.#history.seq
  }

  /** The number of the oldest that may still be in memory. */
  get oldest(): number {
    return this.#history.oldest
  }

  startAt(seq: number): void {
    this.#history.startAt(seq)
  }

  /** As it is told. */
  summary(seq: number): ExchangeSummary | undefined {
    const kept = this.#history.at(seq)
    return kept && this.#told(kept)
  }

  /** As it was, nothing masked. */
  kept(seq: number): Kept | undefined {
    return this.#history.at(seq)
  }

  /** Sends what ends from now on, at most `perSecond` of it, until the returned function is called. */
  watch(perSecond: number, send: (batch: ExchangeBatch) => void): () => void {
    const watcher: Watcher = { perSecond, send, pending: [], leftOut: 0 }
    this.#watchers.add(watcher)
    this.#timer ??= setInterval(() => this.#flush(), batchEvery)
    return () => {
      this.#watchers.delete(watcher)
      if (this.#watchers.size > 0) return
      clearInterval(this.#timer)
      this.#timer = undefined
    }
  }

  exchanges({ limit = 200, before, channel, outcome }: ExchangeQuery): ExchangeSummary[] {
    const wanted = Math.min(limit, 2000)
    const found: ExchangeSummary[] = []
    const fits = (summary: { channel: string; outcome: string }) =>
      (channel === undefined || summary.channel === channel) &&
      (outcome === undefined || summary.outcome === outcome)
    if (before === undefined) {
      for (const exchange of this.open) {
        const summary = openSummaryOf(exchange, this.#history.seq)
        if (found.length < wanted && fits(summary)) found.push(summary)
      }
    }
    for (const kept of this.#history.newest(before)) {
      if (found.length >= wanted) break
      if (fits({ channel: kept.channel, outcome: kept.failure ? 'failed' : 'done' }))
        found.push(this.#told(kept))
    }
    return found
  }

  exchange(cid: string): ExchangeDetail | undefined {
    const kept = this.#history.find(cid)
    if (kept) return this.#redacted(detailOf(kept))
    for (const exchange of this.open)
      if (exchange.origin.cid === cid)
        return this.#redacted(openDetailOf(exchange, this.#history.seq))
    return undefined
  }

  body({ cid, step, side }: BodyRef, range?: { offset: number; limit: number }): Body | undefined {
    const kept = this.#history.find(cid)?.bodies[step * 2 + (side === 'in' ? 0 : 1)]
    if (!kept) return undefined
    const whole = this.#masked.whole(bytesOf(kept), kept.contentType, range)
    const bytes = range ? whole.subarray(range.offset, range.offset + range.limit) : whole
    return {
      bytes: new Uint8Array(bytes),
      size: whole.length,
      ...(kept.contentType === undefined ? {} : { contentType: kept.contentType }),
      headers: this.redactor.headers(kept.headers),
      properties: this.redactor.payload(plain(kept.properties)) as Record<string, unknown>,
    }
  }

  /** A kept body as the message it was: what a block's preview runs on. */
  message({ cid, step, side }: BodyRef): Message | undefined {
    const kept = this.#history.find(cid)?.bodies[step * 2 + (side === 'in' ? 0 : 1)]
    if (!kept) return undefined
    const { contentType, headers, properties, format } = kept
    return new Message({
      raw: bytesOf(kept),
      format,
      headers,
      properties,
      ...(contentType === undefined ? {} : { contentType }),
    })
  }

  /** As it was, nothing masked: what runs it again. undefined: no longer in memory. */
  keptOf(cid: string): Kept | undefined {
    return this.#history.find(cid)
  }

  clear(): void {
    this.#history.clear()
    this.#masked.forget()
    this.redactor.forgetOld()
  }

  close(): void {
    clearInterval(this.#timer)
    this.#watchers.clear()
  }

  #flush(): void {
    for (const watcher of this.#watchers) {
      if (watcher.pending.length === 0 && watcher.leftOut === 0) continue
      const { pending, leftOut } = watcher
      watcher.pending = []
      watcher.leftOut = 0
      watcher.send({ exchanges: pending, leftOut })
    }
  }

  /** Put together at once: thousands a second may have taken its place before the batch goes. */
  #note(watcher: Watcher, seq: number): void {
    const kept = this.#history.at(seq)
    if (kept) watcher.pending.push(this.#told(kept))
  }

  #told(kept: Kept): ExchangeSummary {
    const summary = summaryOf(kept)
    // Nothing else in it comes from a message, and thousands may be told a second.
    return summary.failure
      ? { ...summary, failure: this.redactor.failure(summary.failure) }
      : summary
  }

  #redacted(detail: ExchangeDetail): ExchangeDetail {
    const { failure, steps } = detail
    return {
      ...detail,
      ...(failure ? { failure: this.redactor.failure(failure) } : {}),
      steps: steps.map((step) => ({
        ...step,
        label: this.redactor.text(step.label),
        ...(step.failure ? { failure: this.redactor.failure(step.failure) } : {}),
      })),
    }
  }
}

/** Only what survives a border. */
function plain(properties: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(properties)) as Record<string, unknown>
}
