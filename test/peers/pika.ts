/**
 * AMQP through Debian's pika, a client that is not ours (`pika-peer.py`). Pika 1.2 reads some numbers in headers wrongly:
 * it cuts the fraction off floats and doubles, and takes negative 64-bit and 8-bit integers for positive
 * ones. For those ask the management API (`POST /queues/HOST/NAME/get`), or amqplib itself.
 */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runWithInput } from './run-with-input.ts'

// Debian's own: another Python of this machine does not see its packages. Isolated (-I) from what its user has set.
const python = '/usr/bin/python3'
const script = fileURLToPath(new URL('pika-peer.py', import.meta.url))

/** Why it cannot run here, for a test to be skipped with; undefined when it can. */
export const whyNoPika: string | undefined = existsSync('/usr/lib/python3/dist-packages/pika')
  ? undefined
  : 'pika is not installed: on Debian, apt-get install python3-pika'

/** A value in headers. Of those that JSON has no word for: base64, text, seconds since 1970, text. */
export type PikaField =
  | string
  | number
  | boolean
  | null
  | readonly PikaField[]
  | { readonly [name: string]: PikaField }
  | { readonly $bytes: string }
  | { readonly $decimal: string }
  | { readonly $time: number }
  /** Published as a 64-bit integer; a whole `number` as one of 32 bits if it fits. Received so beyond 53 bits. */
  | { readonly $long: string }

/** What AMQP knows; a missing one is not sent. */
export interface PikaProperties {
  readonly contentType?: string
  readonly contentEncoding?: string
  readonly headers?: { readonly [name: string]: PikaField }
  readonly deliveryMode?: number
  readonly priority?: number
  readonly correlationId?: string
  readonly replyTo?: string
  /** Milliseconds, as text. */
  readonly expiration?: string
  readonly messageId?: string
  /** Seconds since 1970. */
  readonly timestamp?: number
  readonly type?: string
  readonly userId?: string
  readonly appId?: string
  readonly clusterId?: string
}

export interface PikaPublishing {
  /** Default: the one that routes by the queue's name. */
  readonly exchange?: string
  readonly routingKey: string
  readonly body: Uint8Array | string
  readonly properties?: PikaProperties
  /** Fail when no queue gets it. Default false. */
  readonly mandatory?: boolean
}

export interface PikaMessage {
  readonly exchange: string
  readonly routingKey: string
  readonly redelivered: boolean
  readonly deliveryTag: number
  readonly consumerTag: string
  readonly properties: PikaProperties
  readonly body: Buffer
}

export interface PikaConsuming {
  /** What becomes of each message. `leave`: back to the queue at the end. Default `ack`. */
  readonly settle?: 'ack' | 'reject' | 'requeue' | 'leave'
  /** Milliseconds to wait for all of them. Default 30,000. */
  readonly timeout?: number
}

/** Done when the broker has confirmed all of them. @throws With pika's words. */
export async function pikaPublish(
  url: string,
  ...messages: readonly PikaPublishing[]
): Promise<void> {
  const publish = messages.map((message) => ({
    exchange: '',
    mandatory: false,
    properties: {},
    ...message,
    body: Buffer.from(message.body).toString('base64'),
  }))
  const { code, errors } = await runWithInput(
    python,
    ['-I', script],
    JSON.stringify({ url, publish }),
  )
  if (code !== 0) throw new Error(`pika could not publish: ${errors}`)
}

/** Waits for so many messages of a queue. @throws With pika's words, or when they do not come in time. */
export async function pikaConsume(
  url: string,
  queue: string,
  count: number,
  { settle = 'ack', timeout }: PikaConsuming = {},
): Promise<PikaMessage[]> {
  const order = JSON.stringify({ url, consume: queue, count, settle })
  const { code, output, errors } = await runWithInput(python, ['-I', script], order, timeout)
  const lines = output.toString().split('\n').slice(0, -1)
  if (code === null) throw new Error(`pika got ${lines.length} of ${count} messages in time.`)
  if (code !== 0) throw new Error(`pika could not consume: ${errors}`)
  return lines.map((line) => {
    const message = JSON.parse(line) as Omit<PikaMessage, 'body'> & { body: string }
    return { ...message, body: Buffer.from(message.body, 'base64') }
  })
}
