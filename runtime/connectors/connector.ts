/**
 * The contracts between the engine and the outside. A connector's rooms know these, the model and the message;
 * they know neither each other nor the flow: they are handed `deliver`.
 */
import type { Logger } from 'pino'
import type { Exchange, Origin } from '../message/exchange.ts'
import type { GuardOf, SignerOf } from '../message/guard.ts'
import type { Message } from '../message/message.ts'
import type { Vault } from '../message/vault.ts'
import type { PeerView } from '../model/control.ts'
import type { ConnectorDefinition } from '../model/definition.ts'
import type { Failure, FailureData } from '../model/failure.ts'
import type { Jobs } from '../model/job.ts'
import type { ProjectObject } from '../model/project.ts'
import type { TestAnswer, TestValues, TestVia } from '../model/testing.ts'

/** The only door inward. Resolves with the reply when the exchange is settled; rejects with a Failure from the table. */
export type Deliver = (message: Message, origin: Origin) => Promise<Message>

/** What an object is doing just now. `failing` goes on trying by itself. */
export type State = 'off' | 'incomplete' | 'starting' | 'ready' | 'failing' | 'draining'

export interface Condition {
  state: State
  /** Why it is failing or incomplete. */
  reason?: FailureData
  /** Epoch milliseconds of the next try, when failing. */
  nextTry?: number
  /** Epoch milliseconds of what it will do next by itself, when it is ready: a job's next run. */
  next?: number
  /** Where it can be reached, for people: `http://127.0.0.1:8080/store`. */
  address?: string
  /** Small figures worth showing: `{ pooled: 3, busy: 1 }`. */
  figures?: Record<string, number>
}

/**
 * A configured object, complete: fields checked, defaults filled in, secrets put in their place as plain texts, and the
 * `Spec` of a shared connection in the place of its name.
 */
export interface Spec {
  name: string
  type: string
  values: Readonly<Record<string, unknown>>
}

export interface Surroundings {
  logger: Logger
  /** The project's name: part of how we call ourselves to peers. */
  project: string
  /** Where a runtime may keep what must survive it, apart from the project's own files. undefined: nowhere. */
  stateFolder?: string | undefined
  /** Left out: no security definition is known, and what names one cannot be opened. */
  signer?: SignerOf
  /** Nothing is connected to or listened on: all calls are answered by stand-ins. Default false. */
  isOffline?: boolean
  /** These texts came from outside as secrets: they are masked wherever they would be shown. */
  conceal?(texts: readonly string[]): void
  /** Tell the engine that something changed by itself: a broker came back, a pool is exhausted. */
  onCondition(name: string, condition: Condition): void
}

/** What all channels of one kind share: one HTTP listener, one clock. Made once for each runtime. */
export interface ChannelHost {
  /**
   * Makes the given channels live and the others not, as one step: no caller sees a moment in between. A name in both
   * lists is a changed channel: what it has in hand ends on the old one. Never rejects; each failure is that channel's condition.
   */
  swap(change: { open: readonly Spec[]; close: readonly string[] }): Promise<Map<string, Condition>>
  /** Other settings of the listener, taken over with no new socket; false: they need one. Left out: they do not matter to it. */
  adopt?(http: Listening): boolean
  /** It will be closed soon. Everything is served still, but whoever keeps a connection for the next message is told to make another. */
  leave?(): void
  /** Stop taking, finish what is in hand until the signal aborts, then let go of everything. */
  close(signal: AbortSignal): Promise<void>
  /** What the peer itself says of a channel: a queue's consumers as the broker sees them. @throws Failure. */
  look?(name: string, signal: AbortSignal): Promise<PeerView>
  /**
   * All channels of the project that are of this kind, off or on, as they are saved. Gives them back as they are to run, changed
   * by what was changed while the project runs; the same objects where nothing was. Called before each `swap` that follows from it.
   */
  prepare?(objects: readonly ProjectObject[]): Promise<readonly ProjectObject[]>
  /**
   * A message by hand, as a peer would send it or as the channel would have made it of that. Rejects with a Failure only
   * when it could not be sent, or when nothing came of it.
   */
  test?(name: string, message: TestMessage, signal: AbortSignal): Promise<Tested>
  /** What makes messages by itself on a plan, and how it is managed while the project runs. */
  jobs?: Jobs
}

export interface TestMessage {
  via: TestVia
  /** As the definition's `test` has them; not checked yet. */
  values: TestValues
  /** Of the body, where the values name none. */
  contentType: string | undefined
  body: Buffer
}

/** What came of it, in the words of the kind; see `TestAnswer`. */
export interface Tested
  extends Pick<TestAnswer, 'cid' | 'status' | 'words' | 'headers' | 'failure'> {
  body: Buffer
}

/** What a host may ask of the engine besides delivering: for what is made while the project runs, and so is no channel. */
export interface Engine {
  /** Calls a service as an exchange of its own. Rejects with a Failure. */
  invoke(service: string, message: Message, origin: Origin): Promise<Message>
  hasService(name: string): boolean
  /** The names of what a channel is linked to. */
  linkedTo(channel: string): readonly string[]
  /** `prepare` would give something else now: apply the channels again. */
  again(): Promise<void>
}

export interface HostOptions extends Surroundings {
  deliver: Deliver
  /**
   * Tells of a message that a channel refused before it could be delivered: not readable, too large, too many. It is part of
   * what happened, and shows with its reason; the channel answers the caller itself.
   */
  refused: (message: Message, origin: Origin, failure: Failure) => void
  /** Left out: no security definition is known, and what names one lets nobody in. */
  guard?: GuardOf
  /** Where to listen; the project's settings, or what the command line says instead. */
  http: Listening
  engine?: Engine
  /** Nothing begins by itself: the process is there for one call, perhaps beside another that runs the project. Default false. */
  isQuiet?: boolean
}

/** Plain data, so that a changed one can be told from the same. */
export interface Listening {
  host: string
  port: number
  /** Left out: plain HTTP. */
  tls?: TlsMaterial | undefined
  /** Why it cannot listen: TLS is wanted, and something of it is missing. Then nothing is served, least of all without TLS. */
  trouble?: FailureData | undefined
}

/** PEM, all of them. */
export interface TlsMaterial {
  certificate: string
  key: string
  /** Callers are asked for a certificate that leads to one of these. */
  clientCa?: string | undefined
}

/** A connection of the project, open. Opening must not need the peer to be there: it connects when first used or by itself. */
export interface Connection {
  /** Reaches out and comes back: rejects with a Failure that says why not. */
  ping(signal: AbortSignal): Promise<{ took: number; detail: string }>
  condition(): Condition
  /** It vouches for callers and holds secrets: what guards and secret fields ask. */
  vault?: Vault
  /** Finish what is in hand until the signal aborts, then let go. New calls are refused. */
  close(signal: AbortSignal): Promise<void>
}

export interface Outgoing extends Connection {
  /** What code gets from `this.outgoing.<type>.get(name)`: bound to the exchange it works for. */
  client(exchange: Exchange): object
  /** A message that reaches a node of this connection. `call` has the node's fields, expressions already evaluated. */
  send(
    message: Message,
    call: Readonly<Record<string, unknown>>,
    exchange: Exchange,
  ): Promise<Message>
}

export interface Connector {
  definition: ConnectorDefinition
  channels?: (options: HostOptions) => ChannelHost
  outgoing?: (spec: Spec, surroundings: Surroundings) => Outgoing
  /** A shared connection: it can only be reached out to; what is made on it opens its own. */
  shared?: (spec: Spec, surroundings: Surroundings) => Connection
}
