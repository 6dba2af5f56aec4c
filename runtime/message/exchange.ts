/**
 * An exchange as the rooms see it: one accepted message and all that follows from it, under one correlation id.
 * The engine makes it; connectors and services are handed it and can only announce steps and look at the time.
 */
import type { Failure } from '../model/failure.ts'
import type { Place } from '../model/place.ts'
import type { SettledAs } from '../model/trace.ts'
import type { KnownCaller } from './guard.ts'
import type { HttpParts } from './http-seen.ts'
import type { Message } from './message.ts'
import type { StandIns } from './stand-ins.ts'

/** What an HTTP channel knows of the request besides the message. */
export interface HttpRequest {
  method: string
  /** As asked for, without the query: `/customers/17`. */
  path: string
  /** The channel's pattern: `/customers/{cust_id}`. */
  pattern: string
  params: Readonly<Record<string, string>>
  /** A name that came more than once has a list. */
  query: Readonly<Record<string, string | readonly string[]>>
  remoteAddress: string
}

/** Basic properties of an AMQP message (AMQP 0-9-1, section 1.8.3.1), as the sender set them. */
export interface AmqpProperties {
  readonly contentType?: string
  readonly contentEncoding?: string
  /** 1 = transient, 2 = persistent. */
  readonly deliveryMode?: number
  /** 0 to 9. */
  readonly priority?: number
  readonly correlationId?: string
  readonly replyTo?: string
  /** Milliseconds, as a text. */
  readonly expiration?: string
  readonly messageId?: string
  /** Seconds since 1970. */
  readonly timestamp?: number
  readonly type?: string
  readonly userId?: string
  readonly appId?: string
  readonly clusterId?: string
}

/** What an AMQP channel knows of a delivery besides the message, and the way to settle it before the exchange ends. */
export interface AmqpDelivery {
  /** As sent, with their types. */
  readonly headers: Readonly<Record<string, unknown>>
  readonly properties: AmqpProperties
  readonly queue: string
  readonly exchange: string
  readonly routingKey: string
  readonly consumerTag: string
  readonly deliveryTag: number
  /** It was delivered before, to us or to another, and not settled. */
  readonly redelivered: boolean
  /** From 1: how often it has been run here, this time included. */
  readonly attempt: number
  /** How often it was dead-lettered so far: the sum over its `x-death` header. */
  readonly deathCount: number
  readonly isSettled: boolean
  /**
   * Tells the broker now, for the node or service at `by`.
   * @throws Failure SETTLED_ALREADY; DELIVERY_LOST when the connection it came by is gone.
   */
  settle(how: 'ack' | 'reject' | 'requeue', by: Place): void
}

/** How a source was told, by whom, and at which moment of the monotonic clock (`performance.now()`). */
export interface Settled {
  how: SettledAs
  at: number
  by?: Place
  note?: string
}

/** Where a message came from; handed to `deliver` by a channel. */
export interface Origin {
  /** The channel's name. */
  channel: string
  /** Correlation id; the channel makes one (`cid.ts`) or takes over the caller's. */
  cid: string
  /** W3C Trace Context, when the caller sent one. */
  traceparent?: string
  /** Milliseconds the whole exchange may take. */
  timeout: number
  /** Aborted when the caller is gone. */
  signal?: AbortSignal
  http?: HttpRequest
  /** What `http` is made of, into a record that is used again. Left out: `http` itself is kept. */
  keepHttp?(into: HttpParts): void
  amqp?: AmqpDelivery
  /** Who called, when the channel asks. */
  security?: KnownCaller
  /** The cid of the exchange that this one is once more. */
  replayOf?: string
  /** Calls of connections are answered by these; left out: they are made. */
  standIns?: StandIns
  /**
   * Called once, when all work of the exchange is done, with what went wrong if anything did: the source is told what became
   * of its message, and then `told` is called, once. Only then is the exchange over. Must not throw.
   */
  settle?(failure: Failure | undefined, told: (settled: Settled) => void): void
  /**
   * Called when the process is about to be ended because a service holds it for good while it works on this message: the
   * channel notes whatever must be known of it afterwards. There is no later: what it does must be done when it returns.
   */
  held?(failure: Failure): void
}

export interface StepInfo<T = unknown> {
  at: Place
  /** What is done, for people: `upload /in/a.bin`, `POST https://erp.local/bills`. */
  label: string
  /** What goes out, when there is something to look at. */
  sent?: Message
  /** When it ends well, the peer has taken it over for good: a broker's publisher confirm. */
  confirms?: boolean
  /**
   * What the call would have given, made of the message that stands in for its answer; of an answer that has no message an
   * empty one. @throws Failure STAND_IN_UNFIT when it cannot be that.
   */
  recorded(answer: Message): T | Promise<T>
}

export interface Exchange {
  readonly cid: string
  /** W3C Trace Context to send on, always there. */
  readonly traceparent: string
  readonly origin: Origin
  /** The message it began with, as the channel took it. */
  readonly message: Message
  /** Epoch milliseconds. */
  readonly deadline: number
  /** Aborted at the deadline, when the caller is gone, or when the runtime stops. */
  readonly signal: AbortSignal
  /** Milliseconds left, never below 0. */
  left(): number
  /**
   * Runs one thing as a step of its own, so that it shows in the waterfall with its time and outcome.
   * `answered` makes what came back visible, when there is something to look at. Where the exchange has stand-ins, `run` is not
   * called.
   */
  step<T>(
    info: StepInfo<T>,
    run: () => Promise<T>,
    answered?: (result: T) => Message | undefined,
  ): Promise<T>
}
