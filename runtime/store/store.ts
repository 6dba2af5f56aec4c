/**
 * The history on disk, as the engine's thread sees it: a thread that writes and searches, and what is handed to it. Every
 * tenth of a second it takes what has ended since from the history in memory. More than the disk takes waits there, and what
 * falls out of it meanwhile is left out and counted: a message never waits for the disk.
 */
import { Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import type { Kept } from '../inspector/history.ts'
import type { Redactor } from '../inspector/redact.ts'
import { Failure } from '../model/failure.ts'
import { type HistorySettings, type HistoryStatus, noHistory } from '../model/history.ts'
import { Packing } from './entry.ts'
import type {
  Amount,
  FromWriter,
  Question,
  Questions,
  StoredExchange,
  ToWriter,
  WriterData,
} from './protocol.ts'

/** What has ended, by number. */
export interface Source {
  /** The number of the next, and of the oldest that may still be there. */
  readonly seq: number
  readonly oldest: number
  kept(seq: number): Kept | undefined
  /** The numbers before are taken. */
  startAt(seq: number): void
}

export interface StoreOptions {
  folder: string
  settings: HistorySettings
  source: Source
  redactor: Redactor
  /** The paths of a channel's payload that its exchanges are found by. */
  keysOf(channel: string): readonly string[]
  logger: Pick<Logger, 'warn' | 'info'>
  /** The thread's own file. Default: beside this one, as bundled. */
  worker?: URL
}

/** What was masked or cut of it decides whether running it again is running the same. */
export interface StoredMessages extends StoredExchange {
  isExact: boolean
}

const every = 100
/** Of one batch: exchanges, bytes. */
const mostExchanges = 500
const mostBytes = 4 << 20
/** Bytes handed over and not written yet. */
const mostWaiting = 32 << 20
/** Milliseconds at a time that the engine's thread gives to this. */
const longestTurn = 8
const sayAgain = 10_000
const restartAfter = 2000

type Waiting = { resolve(answer: unknown): void; reject(error: Failure): void }

export class Store {
  readonly #options: StoreOptions
  /** Settles once it is known whether the folder can be used; never rejects. */
  readonly opened: Promise<void>
  #worker: Worker | undefined
  #state: HistoryStatus
  /** The next to be handed over. */
  #next = 0
  /** What is in memory before this number is not on the disk. */
  #from = 0
  #sent = new Map<number, number>()
  #batches = 0
  #waitingBytes = 0
  #redactorChanges = -1
  #asked = 0
  readonly #waiting = new Map<number, Waiting>()
  #timer: NodeJS.Timeout | undefined
  #again: NodeJS.Timeout | undefined
  #saidSettings: string | undefined
  #saidLeftOut = { at: 0, count: 0 }
  #isKnown: () => void = () => undefined
  #hasStopped: () => void = () => undefined
  #isOpen = false
  #wasOpen = false
  #isClosing = false

  constructor(options: StoreOptions) {
    this.#options = options
    this.#state = { ...noHistory, state: 'opening', folder: options.folder }
    this.opened = new Promise((resolve) => {
      this.#isKnown = resolve
    })
    this.#start()
  }

  get status(): HistoryStatus {
    return this.#state
  }

  /** Can it be asked? It may fail to write all the same. */
  get isReady(): boolean {
    return this.#isOpen
  }

  /** Is an exchange that memory still has on the disk as well, or about to be? */
  has(seq: number): boolean {
    return this.isReady && seq >= this.#from && seq < this.#next
  }

  set settings(settings: HistorySettings) {
    // Said even if they are the usual ones: only then is anything forgotten.
    const text = JSON.stringify(settings)
    if (text === this.#saidSettings) return
    this.#saidSettings = text
    this.#options.settings = settings
    this.#post({ kind: 'settings', settings })
  }

  /** @throws Failure HISTORY_UNAVAILABLE when it cannot be read. */
  ask<Q extends Question>(question: Q, ask: Questions[Q]['ask']): Promise<Questions[Q]['answer']> {
    if (!this.isReady) return Promise.reject(unavailable(this.#state.reason?.message))
    this.#tellSecrets()
    const id = ++this.#asked
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve: (answer) => resolve(answer as never), reject })
      this.#post({ kind: 'ask', id, question, ask })
    })
  }

  /** All that is needed to run an exchange again, as it is on the disk: masked, and large bodies cut. undefined: not there. */
  async messagesOf(cid: string): Promise<StoredMessages | undefined> {
    const found = await this.ask('messages', cid)
    if (!found) return undefined
    const isWhole = found.refs.length > 0 && (found.refs[0] ?? -1) >= 0
    const isExact = isWhole && !found.isOriginMasked && found.bodies.every(({ change }) => !change)
    return { ...found, isExact }
  }

  /** What has ended by now is on the disk when this resolves, as far as there is room for it. */
  async written(): Promise<void> {
    if (!this.isReady) return
    this.#take(Number.POSITIVE_INFINITY)
    await this.ask('written', undefined)
  }

  async clear(): Promise<void> {
    this.#next = this.#options.source.seq
    this.#from = this.#next
    this.#set({ leftOut: 0 })
    if (this.isReady) await this.ask('clear', undefined)
  }

  /** Writes what is still to be written, for so many milliseconds at most, and lets go of the files. */
  async close(grace = 1000): Promise<void> {
    if (this.#isClosing) return
    this.#isClosing = true
    clearInterval(this.#timer)
    clearTimeout(this.#again)
    const worker = this.#worker
    if (!worker) return
    if (this.isReady) this.#take(Number.POSITIVE_INFINITY)
    let timer: NodeJS.Timeout | undefined
    await new Promise<void>((resolve) => {
      this.#hasStopped = resolve
      timer = setTimeout(resolve, grace)
      this.#post({ kind: 'stop' })
    })
    clearTimeout(timer)
    await worker.terminate()
    this.#gone('The runtime is stopping.')
  }

  #start(): void {
    const { folder, settings, worker: file } = this.#options
    const workerData: WriterData = { folder, settings }
    const worker = new Worker(file ?? new URL('./store.worker.js', import.meta.url), {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    })
    this.#worker = worker
    worker.unref()
    worker.on('message', (message: FromWriter) => this.#heard(message))
    worker.on('error', (error) => this.#ended(error.message))
    worker.on('exit', (code) => this.#ended(`its thread ended with ${code}`))
    this.#redactorChanges = -1
  }

  #post(message: ToWriter): void {
    const transfer = message.kind === 'batch' ? [message.batch.bytes.buffer] : []
    this.#worker?.postMessage(message, transfer)
  }

  #set(change: Partial<HistoryStatus>): void {
    this.#state = { ...this.#state, ...change }
  }

  #heard(message: FromWriter): void {
    const { logger, folder } = this.#options
    if (message.kind === 'opened') this.#nowOpen(message.last, message.amount)
    else if (message.kind === 'wrote') this.#wrote(message)
    else if (message.kind === 'answer') this.#answered(message)
    else if (message.kind === 'stopped') this.#hasStopped()
    else if (message.kind === 'warning') logger.warn({ folder }, message.words)
    else if (message.kind === 'locked') this.#not('locked', 'another process writes there')
    else this.#not('failing', message.words)
  }

  #nowOpen(last: number, amount: Amount): void {
    const { source } = this.#options
    let missed = 0
    if (!this.#wasOpen && last >= 0) {
      // Numbers go on from those on the disk. What has ended before it was open has others, and is not kept.
      missed = source.seq - this.#next
      source.startAt(last + 1)
      this.#next = source.seq
    }
    if (this.#wasOpen || last >= 0) this.#from = this.#next
    this.#wasOpen = true
    this.#isOpen = true
    const { reason: _reason, ...state } = this.#state
    this.#state = { ...state, ...amount, state: 'ready' }
    this.#leftOut(missed)
    this.#isKnown()
    this.#timer ??= setInterval(() => this.#take(longestTurn), every)
    this.#timer.unref()
  }

  #not(state: 'locked' | 'failing', why: string): void {
    const { logger, folder } = this.#options
    const words = `The history in ${folder} is not kept: ${why}. Messages stay in memory only; it is tried again.`
    const help =
      state === 'locked'
        ? ' Give each runtime a folder of its own to keep the messages of both.'
        : ''
    // Said once, however long it lasts.
    if (this.#state.reason?.message !== words + help) logger.warn({ folder }, words + help)
    this.#set({ state, reason: unavailable(words + help).toData() })
    this.#isKnown()
  }

  #wrote({ count, amount, trouble }: FromWriter & { kind: 'wrote' }): void {
    const [first] = this.#sent.keys()
    if (first !== undefined) {
      this.#waitingBytes -= this.#sent.get(first) ?? 0
      this.#sent.delete(first)
    }
    if (trouble === undefined) {
      const { reason: _reason, ...state } = this.#state
      this.#state = { ...state, ...amount, state: 'ready' }
      return
    }
    this.#from = this.#next
    this.#leftOut(count)
    if (this.#state.reason?.message.includes(trouble)) return
    const words = `The history could not be written in ${this.#options.folder}: ${trouble}. It goes on as soon as it can.`
    this.#set({ ...amount, state: 'failing', reason: unavailable(words).toData() })
    this.#options.logger.warn(words)
  }

  #answered({ id, answer, trouble }: FromWriter & { kind: 'answer' }): void {
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (trouble === undefined) waiting?.resolve(answer)
    else waiting?.reject(unavailable(`The history could not be read: ${trouble}.`))
  }

  /** Of its own accord: what it was asked will not be answered, and what it was handed may not be on the disk. */
  #ended(why: string): void {
    if (!this.#worker || this.#isClosing) return
    this.#worker = undefined
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#gone(`The history ended: ${why}.`)
    this.#not('failing', why)
    this.#again = setTimeout(() => this.#start(), restartAfter)
    this.#again.unref()
  }

  #gone(why: string): void {
    this.#worker = undefined
    this.#isOpen = false
    for (const { reject } of this.#waiting.values()) reject(unavailable(why))
    this.#waiting.clear()
    this.#sent.clear()
    this.#waitingBytes = 0
  }

  /** Hands over what has ended since, for so many milliseconds. */
  #take(milliseconds: number): void {
    const { source } = this.#options
    const ends = performance.now() + milliseconds
    while (
      this.#next < source.seq &&
      this.#waitingBytes < mostWaiting &&
      performance.now() < ends
    ) {
      this.#leftOut(source.oldest - this.#next)
      this.#next = Math.max(this.#next, source.oldest)
      this.#hand(ends)
    }
    if (this.#next < source.seq && this.#waitingBytes < mostWaiting && !this.#isClosing)
      setImmediate(() => this.#take(longestTurn))
  }

  #hand(ends: number): void {
    const { source, keysOf, logger } = this.#options
    const packing = new Packing()
    while (this.#next < source.seq && packing.count < mostExchanges && packing.size < mostBytes) {
      const kept = source.kept(this.#next++)
      try {
        if (kept) packing.add(kept, keysOf(kept.channel))
      } catch (error) {
        this.#leftOut(1)
        const words = `An exchange could not be kept on disk: ${(error as Error).message}`
        logger.warn({ cid: kept?.cid }, words)
      }
      if (performance.now() > ends) break
    }
    if (packing.count === 0) return
    this.#tellSecrets()
    const batch = packing.done()
    const size = batch.bytes.length + batch.entries.length
    this.#sent.set(this.#batches++, size)
    this.#waitingBytes += size
    this.#post({ kind: 'batch', batch })
  }

  /** Before anything that is to be masked. */
  #tellSecrets(): void {
    const { redactor } = this.#options
    if (redactor.changes === this.#redactorChanges) return
    this.#redactorChanges = redactor.changes
    this.#post({ kind: 'redactor', state: redactor.state })
  }

  #leftOut(count: number): void {
    if (count <= 0) return
    this.#set({ leftOut: this.#state.leftOut + count })
    this.#saidLeftOut.count += count
    const now = performance.now()
    if (this.#saidLeftOut.at !== 0 && now - this.#saidLeftOut.at < sayAgain) return
    const words = `${this.#saidLeftOut.count} exchanges were not kept on disk: more came than it takes. They count in the figures.`
    this.#options.logger.warn(words)
    this.#saidLeftOut = { at: now, count: 0 }
  }
}

function unavailable(why = 'It is not open yet.'): Failure {
  return new Failure('HISTORY_UNAVAILABLE', why)
}
