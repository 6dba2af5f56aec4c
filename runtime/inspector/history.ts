/**
 * The last exchanges, in memory. Bounded by count and by bytes, oldest out first. Adding is on every message's way: it fills
 * places that are there already, and leaves nothing for the garbage collector. What is shown is worked out when asked.
 */
import type { OpenExchange } from '../flow/open-exchange.ts'
import type { Step } from '../flow/step.ts'
import type { Settled } from '../message/exchange.ts'
import { type HttpParts, HttpSeen } from '../message/http-seen.ts'
import type { Message } from '../message/message.ts'
import type { KeptOrigin } from '../message/origin-facts.ts'
import type { Failure } from '../model/failure.ts'
import { KeptBodies, type KeptBody } from './kept-bodies.ts'
import { type KeptStep, KeptSteps } from './kept-steps.ts'

/** One exchange as it is kept, put together for whoever asked. */
export interface Kept {
  seq: number
  cid: string
  channel: string
  /** Empty when nothing was ever sent on. */
  traceparent: string
  /** Epoch milliseconds, and the same instant on the clock that steps use. */
  beganAt: number
  began: number
  took: number
  /** Bytes received. */
  size: number
  failure: Failure | undefined
  /** On the clock that steps use. */
  settled: Settled | undefined
  /** What the service said the status is; undefined when none did. */
  status: unknown
  /** Where its message came from. */
  origin: KeptOrigin
  replayOf: string | undefined
  steps: readonly KeptStep[]
  /** Steps not kept: the exchange had too many, or they were long ago. */
  leftOut: number
  /** Bodies by step, `in` at twice the step's id, `out` after it. */
  bodies: readonly (KeptBody | undefined)[]
  /** How many of those there were are no longer kept. */
  lost: number
}

export interface Limits {
  /** Exchanges kept. Default 2,000. */
  exchanges: number
  /** Bytes of bodies larger than 64 KiB kept in all. Default 128 MiB. */
  largeBytes: number
}

/** What is known of an exchange besides its steps and bodies; one for each place, used again and again. */
interface Place extends HttpParts {
  seq: number
  cid: string
  channel: string
  traceparent: string
  failure: Failure | undefined
  settled: Settled | undefined
  status: unknown
  /** The parts of a request are here; else its request is, if it had one. */
  isHttp: boolean
  http: KeptOrigin['http']
  amqp: KeptOrigin['amqp']
  security: KeptOrigin['security']
  /** As the caller sent it. */
  traced: string | undefined
  timeout: number
  replayOf: string | undefined
}

const none = Object.freeze({})

// Times and counts of one place, side by side.
const columns = 8
const [beganAt, began, took, size, leftOut, firstStep, stepCount, firstBody] = [
  0, 1, 2, 3, 4, 5, 6, 7,
] as const

export class History {
  readonly #places: (Place | undefined)[]
  readonly #numbers: Float64Array
  readonly #steps: KeptSteps
  readonly #bodies: KeptBodies
  /** The messages whose bodies were added for the exchange at hand. Never shortened: it would be made anew each time. */
  readonly #added: (Message | undefined)[] = []
  #addedCount = 0
  #seq = 0
  #first = 0

  constructor(limits: Partial<Limits> = {}) {
    const { exchanges, largeBytes } = { exchanges: 2000, largeBytes: 128 << 20, ...limits }
    this.#places = new Array(exchanges)
    this.#numbers = new Float64Array(exchanges * columns)
    // Most exchanges have three to six steps and fewer bodies; the newest one always finds room.
    this.#steps = new KeptSteps(Math.max(exchanges * 8, 1024))
    this.#bodies = new KeptBodies(Math.max(exchanges * 6, 1024), largeBytes)
  }

  /** The next exchange's number. */
  get seq(): number {
    return this.#seq
  }

  /** Of the oldest that may still be here. */
  get oldest(): number {
    return Math.max(this.#first, this.#seq - this.#places.length)
  }

  /** Goes on counting from there: the numbers before belong to those on the disk. */
  startAt(seq: number): void {
    this.#seq = Math.max(this.#seq, seq)
    this.#first = this.#seq
  }

  /** Returns its number. */
  add(exchange: OpenExchange): number {
    const seq = this.#seq++
    const slot = seq % this.#places.length
    const { origin, message, steps, reply } = exchange
    const place = this.#places[slot] ?? emptyPlace()
    this.#places[slot] = place
    place.seq = seq
    place.cid = origin.cid
    place.channel = origin.channel
    place.traceparent = exchange.knownTraceparent ?? origin.traceparent ?? ''
    place.failure = exchange.failure
    place.settled = exchange.settled
    place.status = reply?.properties.status
    // Not the origin itself: it leads to the socket, or to what settles.
    if (origin.keepHttp) {
      origin.keepHttp(place)
      place.isHttp = true
      place.http = undefined
    } else {
      place.isHttp = false
      place.http = origin.http
    }
    place.amqp = origin.amqp
    place.security = origin.security
    place.traced = origin.traceparent
    place.timeout = origin.timeout
    place.replayOf = origin.replayOf
    const numbers = this.#numbers
    const at = slot * columns
    numbers[at + beganAt] = exchange.beganAt
    numbers[at + began] = exchange.began
    numbers[at + took] = exchange.ended - exchange.began
    numbers[at + size] = message.isWritten ? message.raw.length : 0
    numbers[at + leftOut] = exchange.leftOut
    numbers[at + firstStep] = this.#steps.added
    numbers[at + stepCount] = steps.length
    numbers[at + firstBody] = this.#bodies.added
    for (let id = 0; id < steps.length; id++) {
      const step = steps[id] as Step
      const bodyIn = this.#bodyOf(step.sent, false)
      this.#steps.add(step, bodyIn, this.#bodyOf(step.out, step.out === reply))
    }
    for (let index = 0; index < this.#addedCount; index++) this.#added[index] = undefined
    this.#addedCount = 0
    return seq
  }

  /** Newest first, from the one before `before`. */
  *newest(before = this.#seq): Generator<Kept> {
    const { oldest } = this
    for (let seq = Math.min(before, this.#seq) - 1; seq >= oldest; seq--) {
      const kept = this.at(seq)
      if (kept) yield kept
    }
  }

  at(seq: number): Kept | undefined {
    const slot = seq % this.#places.length
    const place = this.#places[slot]
    if (place?.seq !== seq) return undefined
    const number = (column: number) => this.#numbers[slot * columns + column] ?? 0
    const { steps, bodies, gone, lost } = this.#stepsOf(
      number(firstStep),
      number(stepCount),
      number(firstBody),
    )
    const { cid, channel, traceparent, failure, settled, status, replayOf } = place
    return {
      ...{ seq, cid, channel, traceparent, failure, settled, status, replayOf },
      origin: originOf(place),
      beganAt: number(beganAt),
      began: number(began),
      took: number(took),
      size: number(size),
      leftOut: number(leftOut) + gone,
      steps,
      bodies,
      lost,
    }
  }

  find(cid: string): Kept | undefined {
    const place = this.#places.find((one) => one?.cid === cid)
    return place && this.at(place.seq)
  }

  clear(): void {
    this.#places.fill(undefined)
    this.#steps.clear()
    this.#bodies.clear()
  }

  /** Where the message's body stands among those of its exchange; the same message is kept once. */
  #bodyOf(message: Message | undefined, isLeaving: boolean): number {
    if (!message) return -1
    for (let index = this.#addedCount - 1; index >= 0; index--) {
      if (this.#added[index] === message) return index
    }
    this.#bodies.add(message, isLeaving)
    this.#added[this.#addedCount] = message
    return this.#addedCount++
  }

  #stepsOf(first: number, count: number, bodiesFrom: number) {
    const steps: KeptStep[] = []
    const bodies: (KeptBody | undefined)[] = []
    let lost = 0
    for (let id = 0; id < count; id++) {
      const read = this.#steps.read(first + id, id)
      if (!read) continue
      steps.push(read.step)
      const [into, out] = [read.bodies.in, read.bodies.out]
      bodies[id * 2] = this.#bodyAt(bodiesFrom, into)
      bodies[id * 2 + 1] = this.#bodyAt(bodiesFrom, out)
      if (into >= 0 && !bodies[id * 2]) lost++
      if (out >= 0 && !bodies[id * 2 + 1]) lost++
    }
    return { steps, bodies, gone: count - steps.length, lost }
  }

  #bodyAt(from: number, index: number): KeptBody | undefined {
    return index < 0 ? undefined : this.#bodies.read(from + index)
  }
}

function emptyPlace(): Place {
  return {
    seq: -1,
    cid: '',
    channel: '',
    traceparent: '',
    failure: undefined,
    settled: undefined,
    status: undefined,
    isHttp: false,
    http: undefined,
    ...{ method: '', url: '', pattern: '', params: none, remoteAddress: '' },
    amqp: undefined,
    security: undefined,
    traced: undefined,
    timeout: 0,
    replayOf: undefined,
  }
}

function originOf(place: Place): KeptOrigin {
  const { amqp, security, traced, timeout } = place
  const http = place.isHttp ? new HttpSeen(place) : place.http
  return {
    timeout,
    ...(http ? { http } : {}),
    ...(amqp ? { amqp } : {}),
    ...(security ? { security } : {}),
    ...(traced === undefined ? {} : { traceparent: traced }),
  }
}
