/**
 * Who looks after the jobs of a folder: this process, or another one that was first. Opens the memory and the scheduler as soon
 * as it may, and takes over when the other is gone.
 */
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../model/failure.ts'
import type { HostOptions } from '../connector.ts'
import type { Time } from './clock.ts'
import { tryToBeTheOne } from './only-one.ts'
import { Scheduler } from './scheduler.ts'
import { lookIntoStore, openStore, type Store, storeInMemory } from './store.ts'

const retryAfter = 2000

export interface Keeping {
  store: Store
  /** undefined: the memory may be looked at only, because of `why`. */
  scheduler: Scheduler | undefined
  why: Failure | undefined
}

export class EngineRoom {
  #keeping: Keeping | undefined
  #opening: Promise<void> | undefined
  #letGo: (() => Promise<void>) | undefined
  #cancelRetry: (() => void) | undefined
  #isClosed = false
  /** Epoch milliseconds of the next try, while another process looks after the jobs. */
  nextTry: number | undefined

  /** @param onTaken It is ours from now on: what is to be looked after is to be opened. */
  constructor(
    private readonly options: HostOptions,
    private readonly time: Time,
    private readonly on: { taken: (keeping: Keeping) => void; change: (key: string) => void },
  ) {}

  get now(): Keeping | undefined {
    return this.#keeping
  }

  /** Is there a memory of jobs, or one in use? */
  async isNeeded(): Promise<boolean> {
    const { stateFolder } = this.options
    if (this.#opening || stateFolder === undefined) return this.#opening !== undefined
    return access(folderIn(stateFolder)).then(
      () => true,
      () => false,
    )
  }

  /** What there is to work with. Of a memory that another process keeps, a new look at it. */
  async keeping(): Promise<Keeping> {
    this.#opening ??= this.#open()
    await this.#opening
    const known = this.#keeping
    const { stateFolder } = this.options
    if (!known || known.scheduler || !known.store.isReadOnly || stateFolder === undefined) {
      if (known) return known
      throw new Failure('SERVICE_UNAVAILABLE', 'The scheduler is closed.')
    }
    return { ...known, store: await lookIntoStore(folderIn(stateFolder)) }
  }

  async close(signal: AbortSignal): Promise<void> {
    this.#isClosed = true
    this.#cancelRetry?.()
    await this.#opening
    await this.#keeping?.scheduler?.stop(signal)
    await this.#keeping?.store.close()
    await this.#letGo?.()
    this.#keeping = undefined
  }

  async #open(): Promise<void> {
    const { stateFolder, logger } = this.options
    if (stateFolder === undefined) {
      logger.warn(
        'The jobs are remembered only until this process ends: it has no folder to keep anything in.',
      )
      return this.#keep(storeInMemory())
    }
    const folder = folderIn(stateFolder)
    try {
      const only = await tryToBeTheOne(folder)
      if (!only.isOurs) return this.#lookOn(await lookIntoStore(folder), held(only.pid))
      this.#letGo = only.letGo
      this.#keep(await openStore(folder, (words) => logger.error(words)))
    } catch (error) {
      await this.#letGo?.()
      this.#letGo = undefined
      const words = `The memory of the jobs in ${folder} cannot be used, so none is run: ${(error as Error).message}`
      logger.error({ err: error }, words)
      this.#lookOn(storeInMemory(), new Failure('SERVICE_UNAVAILABLE', words, { cause: error }))
    }
  }

  #keep(store: Store): void {
    const { logger } = this.options
    const scheduler = new Scheduler({ store, time: this.time, logger, onChange: this.on.change })
    this.#keeping = { store, scheduler, why: undefined }
    this.nextTry = undefined
    this.on.taken(this.#keeping)
  }

  #lookOn(store: Store, why: Failure): void {
    if (!this.#keeping) this.options.logger.warn(why.message)
    this.#keeping = { store, scheduler: undefined, why }
    if (this.#isClosed || this.options.isQuiet) return
    this.nextTry = this.time.now() + retryAfter
    this.#cancelRetry = this.time.setTimer(() => {
      if (!this.#isClosed) this.#opening = this.#open()
    }, retryAfter)
  }
}

function folderIn(stateFolder: string): string {
  return join(stateFolder, 'schedule')
}

function held(pid: number | undefined): Failure {
  const who = pid === undefined ? 'Another process' : `The process ${pid}`
  return new Failure(
    'CHANNEL_BUSY',
    `${who} runs the jobs of this project's folder; two would run each of them twice. This one takes over when that has ended.`,
  )
}
