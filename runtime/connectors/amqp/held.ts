/**
 * The messages that a service never let go of, noted before the process was ended for it, so that they are not run again
 * when they are delivered again. One small file each, written at once and in one piece, because there is no later; what
 * another process on the same project noted counts as well. Without a folder that can be written it works, and forgets.
 */
import { createHash } from 'node:crypto'
import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import type { AmqpProperties } from '../../message/exchange.ts'
import type { Failure } from '../../model/failure.ts'
import type { Place } from '../../model/place.ts'
import type { Surroundings } from '../connector.ts'

/** Milliseconds. Whoever delivers a message again after this has another one, or a service that has long been mended. */
const longest = 7 * 24 * 3600 * 1000
/** The newest are kept. */
const most = 1000

/** What makes a message the same when it is delivered again. Brokers add headers of their own then: they do not count. */
export interface HeldMessage {
  queue: string
  exchange: string
  routingKey: string
  properties: AmqpProperties
  body: Uint8Array
}

export interface HeldNote {
  channel: string
  queue: string
  fingerprint: string
  /** Where the service was, when that could be told. */
  place?: Place | undefined
  /** What happened, for people. */
  message: string
  /** Epoch milliseconds. */
  at: number
}

const schema = z.object({
  channel: z.string(),
  queue: z.string(),
  fingerprint: z.string(),
  place: z.custom<Place>((value) => typeof value === 'object' && value !== null).optional(),
  message: z.string(),
  at: z.number(),
})

export class Held {
  readonly #folder: string | undefined
  readonly #logger: Pick<Surroundings['logger'], 'warn'>
  /** Names of the files, by the folder's time of change. */
  #known = new Set<string>()
  #asOf: number | undefined

  /** @param stateFolder as of `Surroundings`; `amqp/held` in it is made when it is not there. */
  constructor(
    stateFolder: string | undefined,
    logger: Pick<Surroundings['logger'], 'warn'>,
    now = Date.now(),
  ) {
    this.#folder = stateFolder === undefined ? undefined : join(stateFolder, 'amqp', 'held')
    this.#logger = logger
    if (this.#folder === undefined) return
    try {
      mkdirSync(this.#folder, { recursive: true })
      accessSync(this.#folder, constants.W_OK)
      this.#tidy(this.#folder, now)
    } catch (error) {
      this.#warn(error)
      this.#folder = undefined
    }
  }

  /** The process is about to be ended for this message. On the disk when it returns; never throws. */
  note(channel: string, message: HeldMessage, failure: Failure): void {
    if (this.#folder === undefined) return
    const fingerprint = fingerprintOf(message)
    const note: HeldNote = {
      channel,
      queue: message.queue,
      fingerprint,
      place: failure.at,
      message: failure.message,
      at: Date.now(),
    }
    try {
      writeWhole(this.#folder, nameOf(channel, fingerprint), JSON.stringify(note))
    } catch (error) {
      this.#warn(error)
    }
  }

  /** Ask for redelivered messages only: it looks at the folder, and at the whole body when anything is noted at all. */
  wasHeld(channel: string, message: HeldMessage): HeldNote | undefined {
    if (this.#folder === undefined || !this.#hasAny(this.#folder)) return undefined
    const name = nameOf(channel, fingerprintOf(message))
    if (!this.#known.has(name)) return undefined
    const note = readNote(join(this.#folder, name))
    return note && Date.now() - note.at < longest ? note : undefined
  }

  /** Once the message has been settled, it will not come again. */
  forget({ channel, fingerprint }: Pick<HeldNote, 'channel' | 'fingerprint'>): void {
    if (this.#folder === undefined) return
    try {
      rmSync(join(this.#folder, nameOf(channel, fingerprint)), { force: true })
    } catch (error) {
      this.#warn(error)
    }
  }

  #hasAny(folder: string): boolean {
    const changed = changeOf(folder)
    if (changed === undefined) return false
    // A folder that changed within the clock's own grain may change once more without a trace.
    if (changed !== this.#asOf || Date.now() - changed < 1000) {
      this.#known = new Set(namesIn(folder))
      this.#asOf = changed
    }
    return this.#known.size > 0
  }

  /** Removes what is too old, and the oldest of too many. */
  #tidy(folder: string, now: number): void {
    const files = namesIn(folder)
      .map((name) => ({ path: join(folder, name), at: readNote(join(folder, name))?.at ?? 0 }))
      .sort((a, b) => b.at - a.at)
    for (const [index, { path, at }] of files.entries()) {
      if (index >= most || now - at >= longest) rmSync(path, { force: true })
    }
  }

  #warn(error: unknown): void {
    this.#logger.warn(
      { err: error },
      `Messages whose service had to be ended cannot be noted: ${(error as Error).message}. They will be run again when they are delivered again. Let this process write to ${this.#folder}.`,
    )
  }
}

/** The same for the same message, however often it is delivered. */
export function fingerprintOf({ exchange, routingKey, properties, body }: HeldMessage): string {
  const set = Object.entries(properties)
    .filter(([, value]) => value !== undefined && typeof value !== 'object')
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return createHash('sha256')
    .update(JSON.stringify([exchange, routingKey, set]))
    .update(body)
    .digest('hex')
}

const ending = '.json'

/** By both: the same message may come by two channels, of which one has a service that can take it. */
function nameOf(channel: string, fingerprint: string): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([channel, fingerprint]))
    .digest('hex')
  return `${hash.slice(0, 40)}${ending}`
}

/** undefined: it is not there any more. */
function changeOf(folder: string): number | undefined {
  try {
    return statSync(folder).mtimeMs
  } catch {
    return undefined
  }
}

/** None of a folder that somebody has just removed. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(ending))
  } catch {
    return []
  }
}

/** undefined: it is gone, or nothing of ours. */
function readNote(path: string): HeldNote | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    return undefined
  }
}

function writeWhole(folder: string, name: string, text: string): void {
  mkdirSync(folder, { recursive: true })
  const scratch = join(folder, `.${name}.${process.pid}`)
  const file = openSync(scratch, 'w')
  try {
    writeFileSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(scratch, join(folder, name))
  syncFolder(folder)
}

/** A new name is on the disk only when its folder is. */
function syncFolder(folder: string): void {
  // Windows cannot open a folder; there NTFS keeps its names in a journal of its own.
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
