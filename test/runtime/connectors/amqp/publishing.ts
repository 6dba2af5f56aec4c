/** Outgoing AMQP connections under test, and a client that is not ours at the other end. Both end with the test that made them. */
import { type ConfirmChannel, connect, type Message as Taken } from 'amqplib'
import pino from 'pino'
import { onTestFinished } from 'vitest'
import type { BoundAmqpClient } from '../../../../runtime/connectors/amqp/amqp-client.ts'
import { AmqpConnection } from '../../../../runtime/connectors/amqp/outgoing.ts'
import { outgoingOf } from '../../../../runtime/connectors/amqp/outgoing-settings.ts'
import type { Condition } from '../../../../runtime/connectors/connector.ts'
import { type TestExchange, testExchange } from '../../../support/exchange.ts'

export interface Place {
  host: string
  port: number
  user: string
  password: string
  vhost: string
}

export interface Publishing {
  connection: AmqpConnection
  exchange: TestExchange
  client: BoundAmqpClient
  /** What the engine was told, in order. */
  conditions: Condition[]
  /** Done when its condition is right, be it now or later. */
  until(isRight: (condition: Condition) => boolean): Promise<Condition>
}

/** @param values Fields of the connection. @param broker Fields of the broker, besides where it is. */
export function publishing(
  { host, port, user, password, vhost }: Place,
  values: Readonly<Record<string, unknown>> = {},
  broker: Readonly<Record<string, unknown>> = {},
): Publishing {
  const at = { host, port, user, password, vhost, longestWait: 0.5, ...broker }
  const spec = {
    name: 'orders out',
    type: 'amqp',
    values: { broker: { name: 'main', type: 'amqp-broker', values: at }, ...values },
  }
  const conditions: Condition[] = []
  const looks = new Set<() => void>()
  const connection = new AmqpConnection(outgoingOf(spec), {
    logger: pino({ level: 'silent' }),
    project: 'Shop',
    onCondition: (_name, condition) => {
      conditions.push(condition)
      for (const look of looks) look()
    },
  })
  onTestFinished(() => connection.close(AbortSignal.abort()))
  const exchange = testExchange(120_000)
  return {
    connection,
    exchange,
    client: connection.client(exchange),
    conditions,
    until: (isRight) =>
      new Promise((resolve) => {
        const look = () => {
          const condition = connection.condition()
          if (!isRight(condition)) return
          looks.delete(look)
          resolve(condition)
        }
        looks.add(look)
        look()
      }),
  }
}

export function isReady({ state }: Condition): boolean {
  return state === 'ready'
}

/** An AMQP channel of a client that is not ours. */
export async function peerAt(url: string): Promise<ConfirmChannel> {
  const client = await connect(url)
  client.on('error', () => undefined)
  onTestFinished(() => client.close().catch(() => undefined))
  const channel = await client.createConfirmChannel()
  channel.on('error', () => undefined)
  return channel
}

/** The first messages of a queue, as many as are asked for. */
export async function takeFrom(
  channel: ConfirmChannel,
  queue: string,
  count: number,
): Promise<Taken[]> {
  const taken: Taken[] = []
  let consumerTag = ''
  await new Promise<void>((resolve, reject) => {
    channel
      .consume(
        queue,
        (message) => {
          if (!message) return reject(new Error(`The queue ${queue} is gone.`))
          if (taken.length < count) taken.push(message)
          if (taken.length === count) resolve()
        },
        { noAck: true },
      )
      .then((ok) => {
        consumerTag = ok.consumerTag
      }, reject)
  })
  await channel.cancel(consumerTag)
  return taken
}

/** The failure it ends with. */
export async function failureOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => Promise.reject(new Error('It went well.')),
    (failure: unknown) => failure,
  )
}
