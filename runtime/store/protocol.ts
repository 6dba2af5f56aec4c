/** What the engine's thread and the one that writes say to each other. */
import type { RedactorState } from '../inspector/redact.ts'
import type { HistorySettings } from '../model/history.ts'
import type { ExchangePage } from '../model/match.ts'
import type { Body, BodyRef, ExchangeDetail } from '../model/trace.ts'
import type { Batch } from './entry.ts'
import type { StoredBody, StoredDetail } from './record.ts'
import type { ShelfSearch } from './shelf.ts'

export interface WriterData {
  folder: string
  settings: HistorySettings
}

/** All that is kept of an exchange: enough to run it again, as far as nothing of it was masked or cut. */
export interface StoredExchange extends StoredDetail {
  /** By the indexes in `refs`. */
  bodies: readonly StoredBody[]
}

/** Questions by name: what is asked with, and what is answered. */
export interface Questions {
  search: { ask: { search: ShelfSearch; milliseconds: number }; answer: ExchangePage }
  exchange: { ask: string; answer: ExchangeDetail | undefined }
  body: {
    ask: { ref: BodyRef; range?: { offset: number; limit: number } }
    answer: Body | undefined
  }
  messages: { ask: string; answer: StoredExchange | undefined }
  clear: { ask: undefined; answer: undefined }
  /** Answered when all that was handed over before is written. */
  written: { ask: undefined; answer: undefined }
}

export type Question = keyof Questions

export type ToWriter =
  | { kind: 'batch'; batch: Batch }
  | { kind: 'redactor'; state: RedactorState }
  | { kind: 'settings'; settings: HistorySettings }
  | { kind: 'ask'; id: number; question: Question; ask: unknown }
  | { kind: 'stop' }

/** How much is on the disk. */
export interface Amount {
  kept: number
  bytes: number
  oldest?: number
}

export type FromWriter =
  /** `last`: the greatest seq that is there; -1: none. */
  | { kind: 'opened'; last: number; amount: Amount }
  | { kind: 'locked' }
  /** The folder cannot be used. It is tried again. */
  | { kind: 'unusable'; words: string }
  /** A batch is on the disk, or could not be written for this reason. */
  | { kind: 'wrote'; count: number; amount: Amount; trouble?: string }
  | { kind: 'answer'; id: number; answer?: unknown; trouble?: string }
  | { kind: 'warning'; words: string }
  | { kind: 'stopped' }
