/** An answer of the other side, as code sees it and as a message on a flow. */
import { formatOf } from '../../../message/format.ts'
import { Message } from '../../../message/message.ts'
import { Failure } from '../../../model/failure.ts'
import type { RestAnswer } from '../../../services/clients.ts'

export class Answer<T = unknown> implements RestAnswer<T> {
  #message: Message | undefined

  constructor(
    readonly connection: string,
    /** `POST https://erp.local/bills`, for the words of a failure. */
    readonly label: string,
    readonly status: number,
    readonly headers: Readonly<Record<string, string>>,
    readonly raw: Buffer,
  ) {}

  /** What stands in for an answer; its status is 200 unless its properties say otherwise. */
  static of({ raw, contentType, headers, properties }: Message, connection: string, label: string) {
    const { status = 200 } = properties
    const typed = contentType === undefined ? headers : { 'content-type': contentType, ...headers }
    return new Answer(connection, label, Number(status), typed, raw)
  }

  get ok(): boolean {
    return this.status >= 200 && this.status <= 299
  }

  get payload(): T {
    if (this.raw.length === 0) return undefined as T
    const type = this.headers['content-type'] ?? ''
    const format = formatOf(type)
    if (format === 'csv' || (format === 'none' && type.startsWith('text/'))) return this.text as T
    return this.read() as T
  }

  get text(): string {
    const charset = /;\s*charset="?([\w-]+)"?/i.exec(this.headers['content-type'] ?? '')?.[1]
    if (!charset || /^utf-?8$/i.test(charset)) return this.raw.toString('utf8')
    try {
      return new TextDecoder(charset).decode(this.raw)
    } catch (error) {
      throw this.#unreadable(`it is in ${charset}, which is not known`, error)
    }
  }

  orThrow(): this {
    if (this.ok) return this
    const { label, status, connection } = this
    throw new Failure(
      'OUTGOING_ANSWERED_ERROR',
      `${label} of "${connection}" answered ${status}.`,
      {
        at: { collection: 'connections', name: connection },
        details: { status, body: this.raw.toString('utf8', 0, 500) },
      },
    )
  }

  /** For the flow and for who looks: the status is in its properties. */
  get message(): Message {
    this.#message ??= new Message({
      raw: this.raw,
      format: formatOf(this.headers['content-type']),
      contentType: this.headers['content-type'],
      headers: this.headers,
      properties: { status: this.status },
    })
    return this.#message
  }

  /** The value of the body. @throws Failure OUTGOING_UNREADABLE. */
  read(): unknown {
    try {
      return this.message.payload
    } catch (error) {
      throw this.#unreadable((error as Error).message, error)
    }
  }

  #unreadable(reason: string, cause: unknown): Failure {
    const { label, connection, status } = this
    const words = `The answer to ${label} of "${connection}" cannot be read: ${reason}`
    return new Failure('OUTGOING_UNREADABLE', words, {
      at: { collection: 'connections', name: connection },
      details: { status },
      cause,
    })
  }
}
