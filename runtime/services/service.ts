/**
 * The users' API: what a service is, and what it finds around itself. Written as the manual of it. The declarations of
 * this file go into every project's editor, so it shows nothing of the runtime but plain values and failures.
 *
 * ```ts
 * import { Service } from 'patchbay'
 *
 * export class BillingHandler extends Service {
 *   static serviceName = 'billing.handler'
 *   static io = { input: ['cust_id', 'amount'], output: ['is_accepted'] } as const
 *
 *   async handle() {
 *     const { cust_id, amount } = this.request.input
 *     const answer = await this.outgoing.rest.get('ERP').post('/bills', { cust_id, amount })
 *     this.response.payload = { is_accepted: answer.ok }
 *   }
 * }
 * ```
 */
import type { AnswerOf, InputOf, Io, OutputOf, PayloadOf } from '../model/io.ts'
import type { AmqpClient, FtpClient, RestClient, VaultClient } from './clients.ts'
import { type Surroundings, take } from './surroundings.ts'

/**
 * The project's connections by type, as unions of names: `{ rest: 'ERP' | 'CRM'; ftp: never }`. Filled in by the
 * project's generated typings; empty, every name is taken.
 */
// biome-ignore lint/suspicious/noEmptyInterface: typings of a project add to it
export interface Connections {}

/** The project's services by name, as their classes: `{ 'billing.handler': typeof BillingHandler }`. Filled in likewise. */
// biome-ignore lint/suspicious/noEmptyInterface: typings of a project add to it
export interface Services {}

/** What `this.outgoing.<type>.get(name)` gives, by type. */
export interface OutgoingClients {
  rest: RestClient
  ftp: FtpClient
  amqp: AmqpClient
  vault: VaultClient
}

/** The names that connections of a type have in this project. */
export type ConnectionName<Type extends string> = Type extends keyof Connections
  ? Connections[Type]
  : string

/** The names that services have in this project. */
export type ServiceName = keyof Services extends never ? string : keyof Services & string

export interface OutgoingOfType<Type extends keyof OutgoingClients> {
  /**
   * The connection of this name. Costs nothing: it connects when first used.
   * @throws Failure OUTGOING_NOT_FOUND, OUTGOING_OFF, OUTGOING_INCOMPLETE.
   */
  get(name: ConnectionName<Type>): OutgoingClients[Type]
}

/** The ways out, by type. Refer to a connection by its name; where it leads is the project's settings. */
export type Outgoing = {
  readonly [Type in keyof OutgoingClients]: OutgoingOfType<Type>
}

type IoOf<T> = T extends abstract new (
  ...args: never
) => unknown
  ? T extends { readonly io: infer Declared }
    ? Declared
    : undefined
  : T

/** What `this.request` is in a service: `RequestOf<typeof BillingHandler>`, or of its `io`. */
export type RequestOf<T> = ServiceRequest<InputOf<IoOf<T>>>
/** What `this.response` is in a service: `ResponseOf<typeof BillingHandler>`, or of its `io`. */
export type ResponseOf<T> = ServiceResponse<OutputOf<IoOf<T>>>

type PayloadFor<Name> = Name extends keyof Services ? PayloadOf<IoOf<Services[Name]>> : unknown
type AnswerFrom<Name> = Name extends keyof Services ? AnswerOf<IoOf<Services[Name]>> : unknown

/** Lower-case names. */
export type Headers = Readonly<Record<string, string>>

/** The HTTP request that the message began with. */
export interface HttpInfo {
  /** Upper case: `POST`. */
  readonly method: string
  /** As asked for, without the query: `/customers/17`. */
  readonly path: string
  /** The channel's own: `/customers/{cust_id}`. */
  readonly pattern: string
  /** Values of the path's `{name}` parts, decoded. */
  readonly params: Readonly<Record<string, string>>
  /** A name that came more than once has a list. */
  readonly query: Readonly<Record<string, string | readonly string[]>>
  readonly remoteAddress: string
}

/** Basic properties as the sender set them (AMQP 0-9-1, section 1.8.3.1). */
export interface AmqpInfoProperties {
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

/**
 * The AMQP delivery that the message began with. Left alone, the channel settles it when all work of the message is done, by
 * its own rules. A service may settle it before: then the broker is told at once, and what happens later changes nothing.
 */
export interface AmqpInfo {
  /** As sent, names and values with their types. */
  readonly headers: Readonly<Record<string, unknown>>
  readonly properties: AmqpInfoProperties
  readonly queue: string
  /** The exchange it was published to; empty for the default one. */
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
  /** @throws Failure SETTLED_ALREADY; DELIVERY_LOST when the connection it came by is gone: it will be delivered again. */
  ack(): void
  /**
   * Default: not again. The queue's dead-letter exchange gets it; a queue without one drops it.
   * @param options requeue: give it back, to be delivered again, perhaps to another consumer.
   * @throws Failure SETTLED_ALREADY, DELIVERY_LOST.
   */
  reject(options?: { requeue?: boolean }): void
}

/**
 * Who called: proven before the service was reached, by one of the security definitions of the channel. Holds no password,
 * key or token.
 */
export interface SecurityInfo {
  /** Who it is, for people: the user; of a token or certificate its subject; the definition's name where a key is all there is. */
  readonly name: string
  /** The security definition that let them in; of a group the member. */
  readonly definition: string
  /** Its type: `basic`, `api-key`, `jwt`, `oauth2-introspection`, `mtls`, `vault`. */
  readonly type: string
  readonly identity: {
    /** What stands for them and no one else: the user, `sub` of a token, the subject of a certificate. */
    readonly subject: string
    /** What the token says, as it is: `{ iss, aud, exp, email, ... }`. Empty for what has no claims. */
    readonly claims: Readonly<Record<string, unknown>>
    /** From the claim that the definition names. */
    readonly roles: readonly string[]
  }
  /** Names of policies, where whoever vouches for the caller has such. */
  readonly policies?: readonly string[]
  /** Until when it holds, in milliseconds since 1970, when it ends at all. */
  readonly lease?: number
  /**
   * May the caller do this there, as the policies say of whoever vouches for them: of Vault for its own callers. Asked of Vault with
   * the caller's token, and kept for a while. Left out for callers of other definitions: they have no policies.
   *
   * ```ts
   * const may = await this.request.security?.can?.('read', 'secret/data/customers/17')
   * if (!may) throw new Forbidden()
   * ```
   * @throws Failure UNAUTHORIZED when what the caller showed does not hold any more, SECURITY_UNAVAILABLE.
   */
  can?(
    capability: 'create' | 'read' | 'update' | 'delete' | 'list' | 'sudo',
    path: string,
  ): Promise<boolean>
}

export interface ServiceRequest<Input = Record<string, unknown>> {
  /**
   * The body as a value, by the data format of the channel or of the step before: an object or list for JSON, XML, form
   * and CSV, a Buffer with no format, undefined for an empty body. Shared with other branches of the flow: do not change it.
   */
  readonly payload: unknown
  /** The body as bytes, as it arrived. Always there, whatever the format. Do not change it. */
  readonly raw: Buffer
  /**
   * The elements that `static io` declares, each of its type. Read and checked before `handle` is called: a missing or
   * malformed one fails with INPUT_MISSING or INPUT_MALFORMED (HTTP 400) that names it.
   *
   * Looked for in the path of the request, then its query, then the payload. A payload that a step of the flow made
   * comes before path and query; a service that another one invokes reads only the payload it is given.
   * With no `static io`: the same places, all members, unchecked. A payload of bytes or text has no members.
   */
  readonly input: Input
  readonly headers: Headers
  /** As the sender said, or undefined. */
  readonly contentType: string | undefined
  /** Undefined when the message did not begin with an HTTP request. */
  readonly http: HttpInfo | undefined
  /** Undefined when the message did not begin with a delivery of an AMQP channel. */
  readonly amqp: AmqpInfo | undefined
  /** Undefined when the channel does not ask who calls, and for what did not come by a channel. */
  readonly security: SecurityInfo | undefined
  /** The channel's name. Empty when no channel was there: `patchbay invoke`, the designer's own calls. */
  readonly channel: string
  /** What the transport or a step before adds: `status` of an answer, ... */
  readonly properties: Readonly<Record<string, unknown>>
}

export interface ServiceResponse<Output = unknown> {
  /**
   * What goes on along the flow, or back to whoever invoked. Default undefined: an empty message. A string leaves as
   * text, a Buffer or Uint8Array as it is, everything else as JSON; as XML, CSV or a form when `contentType` says so, and
   * as XML when the request was. With `static io.output` it must be an object of these elements, or a list of such.
   */
  payload: Output
  /** HTTP status of the answer. Default 200, 204 for an empty one. */
  status: number | undefined
  /** Headers of the answer, or of the message that goes on. Letter case does not matter. Default none. */
  headers: Record<string, string>
  /** Default: by the payload, `application/json`, `text/plain; charset=utf-8` or `application/octet-stream`. */
  contentType: string | undefined
}

/** When a service is to run, and with what. One of `at` and `after`. */
export interface OneTime<Payload = unknown> {
  /** A Date, or a text that says an instant: `2026-12-31T23:00Z`. */
  at?: Date | string
  /** In so many seconds from now. */
  after?: number
  /** What the service is given: a text or bytes as they are, everything else as JSON. At most 1 MB. */
  payload?: Payload
  /** Under which the job shows, and can be deleted before its time. Default: one made of the service's name and the time. */
  name?: string
  /** When its time passes while nothing runs: `once`, as soon as something does; `no`, never. Default `once`. */
  missed?: 'once' | 'no'
}

export interface Scheduled {
  /** For `patchbay.scheduler.job.delete` and the like. */
  readonly id: string
  readonly name: string
  readonly at: Date
}

export interface Schedule {
  /**
   * Runs a service at a later time, as a message of its own, once. It is kept through a restart, and is never run twice; a run
   * that the end of the process cuts off is not begun again. When it is done the job becomes inactive; of such jobs the last
   * thousand are kept.
   *
   * ```ts
   * await this.schedule.onetime('billing.remind', { after: 3600, payload: { cust_id } })
   * ```
   * @throws Failure UNPROCESSABLE: no such service; JOB_PLAN_WRONG: no time, or one that has passed; CONFLICT: the name is taken;
   * CHANNEL_BUSY: another process runs the jobs of this project.
   */
  onetime<Name extends ServiceName>(
    service: Name,
    options: OneTime<PayloadFor<Name>>,
  ): Promise<Scheduled>
}

/** Lines of the project's log, each with the service and the cid. Secrets are masked. */
export interface Logger {
  /** @param details Small facts, or the Error it is about. */
  debug(message: string, details?: object): void
  info(message: string, details?: object): void
  warn(message: string, details?: object): void
  error(message: string, details?: object): void
}

/** A handler: whatever it returns is not used, a promise is waited for. */
type Handler = () => unknown

/**
 * A service. A fresh instance works on each message, so fields hold nothing from one to the next; variables of the
 * module do, until the file is deployed again. What two service files import is loaded once for each, so they share no
 * variables; npm packages they do. Exported classes that extend this one can be linked on a flow.
 *
 * Order: the input is read by `static io`, then `beforeHandle`, `validateInput`, `handle` (or `handleGET` ...) and
 * `validateOutput`; the output is checked, then `afterHandle`. The first that throws ends it; `afterHandle` runs in any
 * case, with the error.
 *
 * What is thrown fails the step: a `BadRequest`, `NotFound`, ... as its status, a Failure of a connection as itself,
 * everything else as SERVICE_THREW (HTTP 500; the caller is told the cid only).
 */
export class Service {
  /** The name that flows and other services refer to. Default: the class's name, `BillingHandler` -> `billing-handler`. */
  static readonly serviceName?: string
  /** Groups services in lists and documents. Default none. */
  static readonly namespace?: string
  /** SimpleIO: the elements this service takes and gives. Write `as const` behind it, so that their types are known. */
  static readonly io?: Io

  readonly #given: Surroundings | undefined = take()

  // Not accessors in the class's type: typings of a project give `request` and `response` a narrower one for each
  // service, and the compiler lets an interface narrow a property but not an accessor.
  static {
    Object.defineProperties(Service.prototype, {
      request: {
        get(this: Service) {
          return this.#around.request
        },
      },
      response: {
        get(this: Service) {
          return this.#around.response
        },
      },
    })
  }

  get #around(): Surroundings {
    if (this.#given === undefined) {
      throw new Error('A service is made by the runtime; use this.invoke(name) to call another.')
    }
    return this.#given
  }

  /** The message that came. */
  declare readonly request: ServiceRequest
  /** The message that goes on. */
  declare readonly response: ServiceResponse

  /** Does the work. */
  handle?(): unknown
  /** For a service with several verbs: takes the place of `handle` when the message came as an HTTP request of this one. */
  declare handleGET?: Handler
  declare handlePOST?: Handler
  declare handlePUT?: Handler
  declare handlePATCH?: Handler
  declare handleDELETE?: Handler
  declare handleHEAD?: Handler
  declare handleOPTIONS?: Handler

  /** Runs first. */
  beforeHandle?(): unknown
  /** For checks that types cannot say. Throw `BadRequest` or `Unprocessable`. */
  validateInput?(): unknown
  /** Sees `this.response` after `handle`. What it throws fails the step. */
  validateOutput?(): unknown
  /**
   * Runs last, after a failure too; not for a `handle` that never ends, whose message fails when its time is up.
   * @param error What was thrown; undefined when all went well. It stays thrown whatever this does.
   */
  afterHandle?(error?: unknown): unknown

  /** The connections of the project, by type and name. */
  get outgoing(): Outgoing {
    return this.#around.outgoing
  }

  /** Correlation ID of the message: 24 hex digits, or what the caller's system gave. The same in all that follows from it. */
  get cid(): string {
    return this.#around.cid
  }

  get logger(): Logger {
    return this.#around.logger
  }

  /** For work that is to be done later. Jobs that repeat are drawn as channels, or made with `patchbay.scheduler.job.create`. */
  get schedule(): Schedule {
    return this.#around.schedule
  }

  /** Aborted when the message's time is up, its caller is gone or the runtime stops. Hand it to what you wait for. */
  get signal(): AbortSignal {
    return this.#around.signal
  }

  /** Milliseconds that this message may still take, never below 0. */
  get timeLeft(): number {
    return this.#around.timeLeft
  }

  /** The project's `config` settings, read-only. No secrets. */
  get config(): Readonly<Record<string, unknown>> {
    return this.#around.config
  }

  /**
   * Calls another service within this message: same cid, same deadline, a step of its own in the trace.
   * @returns The payload of its response.
   * @throws Failure, the one it failed with; SERVICE_NOT_FOUND; FLOW_TOO_DEEP when services invoke each other without end.
   */
  invoke<Name extends ServiceName>(
    name: Name,
    payload?: PayloadFor<Name>,
  ): Promise<AnswerFrom<Name>> {
    return this.#around.invoke(name, payload) as Promise<AnswerFrom<Name>>
  }

  /**
   * Starts another service as a message of its own, and does not wait for it. Its failure is its own too.
   * @returns The new message's cid.
   * @throws Failure SERVICE_NOT_FOUND.
   */
  invokeAsync<Name extends ServiceName>(name: Name, payload?: PayloadFor<Name>): string {
    return this.#around.invokeAsync(name, payload)
  }
}
