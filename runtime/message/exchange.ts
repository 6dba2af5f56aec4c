/**
 * An exchange as the rooms see it: one accepted message and all that follows from it, under one correlation id.
 * The engine makes it; connectors and services are handed it and can only announce steps and look at the time.
 */
import type { Place } from '../model/place.ts'
import type { Message } from './message.ts'

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
}

export interface StepInfo {
  at: Place
  /** What is done, for people: `upload /in/a.bin`, `POST https://erp.local/bills`. */
  label: string
  /** What goes out, when there is something to look at. */
  sent?: Message
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
   * `answered` makes what came back visible, when there is something to look at.
   */
  step<T>(
    info: StepInfo,
    run: () => Promise<T>,
    answered?: (result: T) => Message | undefined,
  ): Promise<T>
}
