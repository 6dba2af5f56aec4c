/**
 * The workers of a server: processes of the same program that share its HTTP ports (node:cluster). One that ends, however it
 * ends, is replaced: at once when it had run for a while, else after a wait that doubles.
 */
import cluster, { type Worker } from 'node:cluster'
import { Failure } from '../model/failure.ts'
import { ask } from '../model/rpc.ts'
import type { EngineSettings } from './engine.ts'
import type { Fleet } from './fleet.ts'
import { type Work, type WorkEvents, workMethods } from './work.ts'
import { settingsVariable } from './worker-settings.ts'

/** All in milliseconds. */
const ranForAWhile = 10_000
const firstWait = 250
const longestWait = 10_000

export interface CrewOptions {
  count: number
  settings: Omit<EngineSettings, 'worker'>
  fleet: Fleet
  tell(level: 'info' | 'error', words: string): void
  /** One is gone for good; another takes its number. */
  onGone(id: number): void
}

export class Crew {
  readonly #options: CrewOptions
  readonly #waits = new Map<number, number>()
  readonly #workers = new Map<number, Worker>()
  readonly #retries = new Set<NodeJS.Timeout>()
  #isEnding = false

  constructor(options: CrewOptions) {
    this.#options = options
    cluster.setupPrimary({ serialization: 'advanced' })
  }

  /** Resolves when each has deployed, or has ended once. */
  async start(): Promise<void> {
    const { count } = this.#options
    await Promise.all(Array.from({ length: count }, (_, index) => this.#fork(index + 1)))
  }

  /** No one is replaced any more. */
  drain(): void {
    this.#isEnding = true
    for (const timer of this.#retries) clearTimeout(timer)
  }

  /** Those that still run after their grace are ended. */
  end(): void {
    for (const worker of this.#workers.values()) worker.process.kill('SIGKILL')
  }

  async #fork(id: number): Promise<void> {
    const { fleet, settings } = this.#options
    fleet.missing.set(id, { code: 'STARTING', message: 'It is starting.', worker: id })
    const began = performance.now()
    const worker = cluster.fork({ [settingsVariable]: JSON.stringify({ ...settings, worker: id }) })
    this.#workers.set(id, worker)
    const letGo = lastConnectionOf(worker)
    const { remote, on, close } = ask<Work, WorkEvents>(portOf(worker), workMethods)
    const up = new Promise<void>((resolve) => on('onUp', () => resolve()))
    const kill = () => void worker.process.kill('SIGKILL')
    const ended = new Promise<void>((resolve) => {
      worker.once('exit', (code, signal) => {
        close(new Failure('CALLER_GONE', `Worker ${id} ended.`))
        letGo()
        this.#ended(id, signal ?? String(code), performance.now() - began)
        resolve()
      })
    })
    worker.on('error', () => undefined)
    const joined = up
      .then(() => fleet.join(id, remote, kill))
      .then(
        () => this.#options.tell('info', `Worker ${id} runs (process ${worker.process.pid}).`),
        (error: Error) => {
          // It cannot run what the others do: the next one tries again.
          if (!worker.isDead()) {
            this.#options.tell('error', `Worker ${id}: ${error.message}`)
            kill()
          }
        },
      )
    await Promise.race([joined, ended])
  }

  #ended(id: number, how: string, ranFor: number): void {
    const { fleet, tell, onGone } = this.#options
    this.#workers.delete(id)
    const message = `The worker ended (${how}).`
    fleet.leave(id, { code: 'WORKER_ENDED', message, worker: id })
    onGone(id)
    if (this.#isEnding) return
    const known = ranFor >= ranForAWhile ? undefined : this.#waits.get(id)
    const wait = known === undefined ? 0 : Math.min(Math.max(known * 2, firstWait), longestWait)
    this.#waits.set(id, wait)
    tell('error', `Worker ${id} ended (${how}); another starts in ${wait} ms.`)
    const timer = setTimeout(() => {
      this.#retries.delete(timer)
      void this.#fork(id)
    }, wait)
    this.#retries.add(timer)
  }
}

function portOf(worker: Worker) {
  return {
    post(data: unknown) {
      // One that is about to end cannot be told any more; what was asked fails when it has.
      if (worker.isConnected()) worker.process.send(data as object, () => undefined)
    },
    listen(receive: (data: unknown) => void) {
      worker.process.on('message', receive)
      return () => worker.process.off('message', receive)
    },
  }
}

/**
 * A connection is handed to one worker at a time, and closed here when that has said that it has it. One that is handed to a
 * worker that never says so, for a service holds it until it is ended, would stay open for ever, and its caller wait.
 * @returns Closes it, if it is open still: for when the worker is gone.
 */
function lastConnectionOf({ process: child }: Worker): () => void {
  let last: { close(): void } | undefined
  const send = child.send.bind(child) as (...args: unknown[]) => boolean
  child.send = (message: unknown, handle?: unknown, ...more: unknown[]) => {
    const isConnection = (message as { act?: string } | undefined)?.act === 'newconn'
    if (isConnection) last = handle as typeof last
    return send(message, handle, ...more)
  }
  return () => last?.close()
}
