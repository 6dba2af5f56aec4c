/**
 * The immutable message. A step that changes something returns a new one; branches never share mutable state.
 * Bytes become a value, and a value bytes, only when somebody looks, and then once.
 */
import type { Format } from './format.ts'
import { readBody, writeBody } from './format.ts'

export type Headers = Readonly<Record<string, string>>

export interface MessageParts {
  /** The bytes as they arrived or will leave. */
  raw?: Buffer
  /** The value, when it is known already. */
  payload?: unknown
  /** How bytes and value relate. `none`: the value is the bytes. */
  format?: Format
  contentType?: string
  /** Lower-case names, as RFC 9110 section 5.1 lets us. */
  headers?: Headers
  /** What the transport adds: `status` of an answer, AMQP properties, ... */
  properties?: Readonly<Record<string, unknown>>
}

const none: Readonly<Record<string, never>> = Object.freeze({})

export class Message {
  readonly format: Format
  readonly contentType: string | undefined
  readonly headers: Headers
  readonly properties: Readonly<Record<string, unknown>>
  #raw: Buffer | undefined
  #payload: unknown
  #text: string | undefined
  #hasPayload: boolean

  constructor(parts: MessageParts) {
    this.format = parts.format ?? 'none'
    this.contentType = parts.contentType
    this.headers = parts.headers ?? none
    this.properties = parts.properties ?? none
    this.#raw = parts.raw
    this.#hasPayload = 'payload' in parts
    this.#payload = parts.payload
  }

  /**
   * The body as a value. With format `none` that is the bytes.
   * @throws Failure MESSAGE_NOT_JSON, MESSAGE_NOT_XML, ... with line and column in `details`.
   */
  get payload(): unknown {
    if (!this.#hasPayload) {
      this.#payload = readBody(this.#raw ?? Buffer.alloc(0), this.format)
      this.#hasPayload = true
    }
    return this.#payload
  }

  /** The body as bytes: those that arrived, or the value written in the message's format. */
  get raw(): Buffer {
    this.#raw ??=
      this.#text === undefined ? writeBody(this.#payload, this.format) : Buffer.from(this.#text)
    return this.#raw
  }

  /**
   * The body as it leaves: bytes, or for JSON that was not written yet its text. A text is sent in one piece with the head
   * of an HTTP answer, and is made once however often it is asked for.
   */
  get written(): Buffer | string {
    if (this.#raw === undefined && this.format === 'json' && !isBytes(this.#payload)) {
      this.#text ??= JSON.stringify(this.#payload) ?? ''
      return this.#text
    }
    return this.raw
  }

  /** Has the value been looked at or given? Then looking at it costs nothing. */
  get isParsed(): boolean {
    return this.#hasPayload
  }

  /** Are the bytes there already? */
  get isWritten(): boolean {
    return this.#raw !== undefined
  }

  /** A new message, different in the given parts. A new payload makes new bytes, and new bytes a new payload. */
  with(parts: MessageParts): Message {
    const next: MessageParts = {
      format: parts.format ?? this.format,
      contentType: 'contentType' in parts ? parts.contentType : this.contentType,
      headers: parts.headers ?? this.headers,
      properties: parts.properties ?? this.properties,
    }
    if (!('payload' in parts) && !('raw' in parts)) {
      if (this.#raw !== undefined) next.raw = this.#raw
      if (this.#hasPayload) next.payload = this.#payload
      return new Message(next)
    }
    if (parts.raw !== undefined) next.raw = parts.raw
    if ('payload' in parts) next.payload = parts.payload
    return new Message(next)
  }
}

function isBytes(value: unknown): boolean {
  return value instanceof Uint8Array
}
