/**
 * What a service's code holds after `this.outgoing.rest.get(name)` and `.ftp.get(name)`: interfaces only. The connectors
 * implement them, bound to the exchange they work for: each call stops when the service's own time is up, and shows as
 * a step of its own in the designer. Part of the users' API; imports nothing of the runtime.
 */

/** A value of a path or query parameter. undefined and null leave a query parameter out. */
export type ParameterValue = string | number | boolean | bigint | undefined | null

/** What becomes of the payload on its way out. */
export type RestFormat = 'json' | 'xml' | 'form' | 'text' | 'bytes'

export interface RestOptions {
  /** Values of the `{name}` parts of the path, percent-encoded for you. A part without a value is an error. */
  params?: Readonly<Record<string, ParameterValue>>
  /** Added to the query of the path. A list repeats the name. */
  query?: Readonly<Record<string, ParameterValue | readonly ParameterValue[]>>
  /** Added to the connection's own headers, and stronger than those. */
  headers?: Readonly<Record<string, string>>
  /**
   * How the payload is written, and the content type with it unless `headers` has one. Default: `bytes` for a Buffer or
   * Uint8Array, `text` for a string, `form` for URLSearchParams, `json` for everything else.
   */
  format?: RestFormat
  /** Milliseconds for each attempt. Default: the connection's timeout. Never more than what the message has left. */
  timeout?: number
  /**
   * How often to try again after a connection lost or a 429, 502, 503 or 504. Default: the connection's setting for
   * methods that may be repeated (GET, HEAD, PUT, DELETE, OPTIONS: RFC 9110, 9.2.2), 0 for POST and PATCH.
   */
  retries?: number
  /** Aborts this one call; the message's own deadline holds besides. */
  signal?: AbortSignal
}

export interface RestRequest extends RestOptions {
  /** Default `GET`. */
  method?: string
  /** Added to the connection's address: `/customers/{id}`. Default: nothing is added. */
  path?: string
  payload?: unknown
}

/** An answer of the other side. A 4xx or 5xx is one too: look at `ok`, or call `orThrow()`. */
export interface RestAnswer<T = unknown> {
  /** The HTTP status, 100 to 599. */
  readonly status: number
  /** Is the status 200 to 299? */
  readonly ok: boolean
  /** Lower-case names. A header that came more than once is joined with `, `. */
  readonly headers: Readonly<Record<string, string>>
  /**
   * The body by its content type: a value for JSON, XML and forms, a string for text, a Buffer for everything else,
   * undefined when there is none. Parsed when first looked at.
   * @throws Failure OUTGOING_UNREADABLE when the body is not what its content type says.
   */
  readonly payload: T
  /** The body as bytes, decompressed. */
  readonly raw: Buffer
  /** The body as text, UTF-8 unless the content type says otherwise. */
  readonly text: string
  /**
   * This answer when it is `ok`.
   * @throws Failure OUTGOING_ANSWERED_ERROR, with the status and the beginning of the body in `details`.
   */
  orThrow(): RestAnswer<T>
}

/**
 * A REST connection of the project.
 *
 * All methods send `X-Patchbay-CID` and `traceparent`, and reject with a Failure when no answer came:
 * OUTGOING_UNREACHABLE, OUTGOING_TIMED_OUT, OUTGOING_LOST, OUTGOING_BUSY, DEADLINE_PASSED.
 *
 * ```ts
 * const erp = this.outgoing.rest.get('ERP')
 * const { payload } = (await erp.get('/customers/{id}', { params: { id: 17 } })).orThrow()
 * ```
 */
export interface RestClient {
  /** The connection's name. */
  readonly name: string
  get<T = unknown>(path?: string, options?: RestOptions): Promise<RestAnswer<T>>
  head(path?: string, options?: RestOptions): Promise<RestAnswer<undefined>>
  delete<T = unknown>(path?: string, options?: RestOptions): Promise<RestAnswer<T>>
  post<T = unknown>(path: string, payload?: unknown, options?: RestOptions): Promise<RestAnswer<T>>
  put<T = unknown>(path: string, payload?: unknown, options?: RestOptions): Promise<RestAnswer<T>>
  patch<T = unknown>(path: string, payload?: unknown, options?: RestOptions): Promise<RestAnswer<T>>
  /** Any method. */
  request<T = unknown>(request: RestRequest): Promise<RestAnswer<T>>
  /** Reaches out as the connection's settings say; rejects with a Failure that says why not. */
  ping(): Promise<{ /** Milliseconds. */ took: number; detail: string }>
}

/** Basic properties of an AMQP message (AMQP 0-9-1, section 1.8.3.1). */
export interface AmqpMessageProperties {
  contentType?: string
  contentEncoding?: string
  /** 1 = transient, 2 = persistent. */
  deliveryMode?: 1 | 2
  /** 0 to 9. */
  priority?: number
  correlationId?: string
  replyTo?: string
  /** Milliseconds. */
  expiration?: number | string
  messageId?: string
  /** Seconds since 1970. */
  timestamp?: number
  type?: string
  /** The broker refuses any but the user that logged in. */
  userId?: string
  appId?: string
}

export interface AmqpPublishOptions {
  /** Default: the connection's. */
  exchange?: string
  /** Default: the connection's. */
  routingKey?: string
  /** Each comes before the connection's default of the same name. `undefined` leaves a default out. */
  properties?: AmqpMessageProperties
  /** Values may be texts, numbers, booleans, dates, bytes, lists and objects of these. */
  headers?: Readonly<Record<string, unknown>>
  /** Fail with OUTGOING_UNROUTABLE when no queue takes it. Default: the connection's setting. */
  mandatory?: boolean
  /** Seconds, in all. Default: the connection's; never more than what the message has left. */
  timeout?: number
}

export interface AmqpPublished {
  readonly exchange: string
  readonly routingKey: string
  /** As sent: yours, or one made for it. */
  readonly messageId: string
}

/**
 * An AMQP connection of the project.
 *
 * ```ts
 * const shop = this.outgoing.amqp.get('shop')
 * await shop.publish({ id: 17 }, { routingKey: 'order.created', headers: { country: 'NL' } })
 * ```
 */
export interface AmqpClient {
  /** The connection's name. */
  readonly name: string
  /**
   * Publishes a message and resolves when the broker has confirmed that it has taken it over (publisher confirms). Bytes are
   * sent as they are, a string as text, everything else as JSON. The headers `x-patchbay-cid`, `x-patchbay-component` and
   * `traceparent` are added unless given, and a `messageId`.
   *
   * At least once: when the connection breaks before the confirm, the message is sent again under the same message ID, as
   * long as there is time.
   * @throws Failure OUTGOING_UNROUTABLE (no queue takes it), OUTGOING_REFUSED (the broker says no: no such exchange, no
   * permission, a nack), OUTGOING_BLOCKED (the broker takes no messages just now, a resource alarm), OUTGOING_UNREACHABLE,
   * OUTGOING_LOGIN_FAILED, OUTGOING_LOST, OUTGOING_TIMED_OUT, OUTGOING_BUSY, DEADLINE_PASSED; OUTPUT_MALFORMED, before
   * anything is sent, for a payload, property or header that cannot be.
   */
  publish(payload: unknown, options?: AmqpPublishOptions): Promise<AmqpPublished>
  /** Connects and comes back; rejects with a Failure that says why not. */
  ping(): Promise<{ /** Milliseconds. */ took: number; detail: string }>
}

export interface VaultDeletion {
  /** These versions, of key and value version 2. Default: the newest, which can be undeleted in Vault. */
  versions?: readonly number[]
  /** For good, so that nothing can be undeleted. Default false. With no `versions`: as `all`. */
  destroy?: boolean
  /** All versions and all that is known of them, for good. Default false. */
  all?: boolean
}

export interface VaultRequest {
  /** Default `GET`. */
  method?: 'GET' | 'LIST' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Without `/v1/`: `transit/encrypt/orders`. Encoded for you. */
  path: string
  query?: Readonly<Record<string, string>>
  /** Sent as JSON. */
  payload?: object
  headers?: Readonly<Record<string, string>>
  /** Default: the connection's own. Empty: none. */
  token?: string
}

export interface VaultAnswer<T = unknown> {
  /** 200 to 299. */
  readonly status: number
  /** The whole answer: `{ data, auth, lease_id, ... }`; undefined when there was none. */
  readonly payload: T
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
}

/**
 * A Vault connection of the project, HashiCorp Vault or OpenBao. Paths are the mount and what is below it, `secret/billing/erp`, the
 * same for key and value of version 1 and of version 2: which one a mount is, is found out.
 *
 * All methods reject with a Failure: OUTGOING_REFUSED when Vault says no (no permission, no such mount; its words are in the
 * message), OUTGOING_LOGIN_FAILED when the connection's token is not good any more, OUTGOING_BLOCKED while Vault is sealed
 * or standing by, OUTGOING_BUSY when it is asked too much (`details.retryAfter`: seconds), OUTGOING_UNREACHABLE,
 * OUTGOING_TIMED_OUT, OUTGOING_LOST, BAD_REQUEST for what is no path, DEADLINE_PASSED.
 *
 * What is read and written is masked wherever messages and logs are shown.
 *
 * ```ts
 * const vault = this.outgoing.vault.get('vault')
 * const login = await vault.read<{ user: string; password: string }>('secret/billing/erp')
 * ```
 */
export interface VaultClient {
  /** The connection's name. */
  readonly name: string
  /** What stands there; undefined when nothing does, or that version is deleted. `version`: default the newest. */
  read<T = Record<string, unknown>>(
    path: string,
    options?: { version?: number },
  ): Promise<T | undefined>
  /**
   * Writes it, a new version where versions are kept. `cas`: only when that version is the newest; 0: only when nothing is there.
   * @returns The version written, where versions are kept.
   */
  write(
    path: string,
    values: Readonly<Record<string, unknown>>,
    options?: { cas?: number },
  ): Promise<{ version?: number }>
  /** Names below the path; one that ends in a slash has more below it. Empty when nothing is there. */
  list(path: string): Promise<string[]>
  /** Nothing happens when nothing is there. */
  delete(path: string, options?: VaultDeletion): Promise<void>
  /** Any request to Vault's HTTP API. Fails as the others do; a 404 is OUTGOING_REFUSED. */
  raw<T = unknown>(request: VaultRequest): Promise<VaultAnswer<T>>
  /** Is it there, unsealed, and does it take our token? Rejects with a Failure that says why not. */
  ping(): Promise<{ /** Milliseconds. */ took: number; detail: string }>
}

/** What `list` tells of one entry of a directory. */
export interface FtpEntry {
  /** The name alone, without its directory. */
  readonly name: string
  /** The whole path, as the other operations take it. */
  readonly path: string
  readonly type: 'file' | 'directory' | 'link' | 'other'
  /** Bytes; 0 for what is not a file. */
  readonly size: number
  /** When the server tells it in a way that can be read. */
  readonly modifiedAt?: Date
}

export interface FtpUpload {
  /** The path the file stands at now. */
  readonly path: string
  /** Bytes. */
  readonly size: number
}

/** Bytes, a text (UTF-8), or a stream of bytes: Node's, or the web's. */
export type FtpContent = Uint8Array | string | AsyncIterable<Uint8Array>

export interface FtpUploadOptions {
  /** `replace` what stands there (default), or `refuse` with OUTGOING_REFUSED. */
  existing?: 'replace' | 'refuse'
  /** Make the directories of the path that are not there. Default false. */
  makeDir?: boolean
}

/**
 * An FTP connection of the project. Paths are relative to the connection's root directory, with forward slashes.
 *
 * All methods reject with a Failure: OUTGOING_REFUSED when the server says no (550: no such file, no permission; its
 * words are in the message), OUTGOING_LOGIN_FAILED, OUTGOING_UNREACHABLE, OUTGOING_TIMED_OUT, OUTGOING_LOST,
 * OUTGOING_BUSY when no session of the pool got free in time, DEADLINE_PASSED.
 *
 * ```ts
 * const ftp = this.outgoing.ftp.get('my.ftp')
 * await ftp.upload(`/incoming/${this.cid}.bin`, this.request.raw)
 * ```
 */
export interface FtpClient {
  /** The connection's name. */
  readonly name: string
  /**
   * Stores a file. It goes to a temporary name beside it and is renamed, so that nobody ever reads half of it. A lost
   * connection is tried again within the deadline unless the content is a stream, which can be read only once.
   */
  upload(path: string, content: FtpContent, options?: FtpUploadOptions): Promise<FtpUpload>
  /** The file's bytes. */
  download(path: string): Promise<Buffer>
  /** The entries of a directory, by name. Default: the root directory. */
  list(path?: string): Promise<FtpEntry[]>
  /** Is there a file or directory of this path? */
  exists(path: string): Promise<boolean>
  /** Bytes of a file. */
  size(path: string): Promise<number>
  /** Moves a file or directory; what stands at the new path is the server's business, most replace it. */
  rename(from: string, to: string): Promise<void>
  /** Removes a file, or a directory with all that is in it when `recursive`. Default: files and empty directories only. */
  remove(path: string, options?: { recursive?: boolean }): Promise<void>
  /** Makes a directory and those above it; nothing happens when it is there already. */
  makeDir(path: string): Promise<void>
  /** Logs in and comes back; rejects with a Failure that says why not. */
  ping(): Promise<{ /** Milliseconds. */ took: number; detail: string }>
}
