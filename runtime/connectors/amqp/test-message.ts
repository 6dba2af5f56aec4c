/** From the form of a test to a message as it is published, or as it would have been delivered. Pure. */
import type { ConsumeMessage } from 'amqplib'
import { newCid } from '../../message/cid.ts'
import { Failure } from '../../model/failure.ts'
import type { TestRow } from '../../model/testing.ts'
import type { AmqpMessageProperties } from '../../services/clients.ts'
import type { TestMessage } from '../connector.ts'
import { checked, type Properties, shortText } from './properties.ts'
import { tableOf } from './table.ts'
import { Unsendable } from './unsendable.ts'

export interface TestPublish {
  exchange: string
  routingKey: string
  content: Buffer
  properties: Properties & { messageId: string; headers: Record<string, unknown> }
}

/** @throws Failure INPUT_MALFORMED that names what cannot be sent. */
export function toPublish({ values, contentType, body }: TestMessage): TestPublish {
  try {
    const given: Record<string, unknown> = { contentType }
    for (const name of texts) if (values[name]) given[name] = values[name]
    if (values.priority !== undefined && values.priority !== '') given.priority = values.priority
    given.deliveryMode = values.deliveryMode === 'transient' ? 1 : 2
    given.messageId ??= newCid()
    const properties = checked(given as AmqpMessageProperties)
    const headers = { ...tableOf(headersOf(values.headers)).fields }
    return {
      exchange: shortText('exchange', values.exchange ?? ''),
      routingKey: shortText('routingKey', values.routingKey ?? ''),
      content: body,
      properties: { ...properties, messageId: String(given.messageId), headers },
    }
  } catch (thrown) {
    if (!(thrown instanceof Unsendable)) throw thrown
    const { message, property } = thrown
    throw new Failure('INPUT_MALFORMED', `The message cannot be sent: ${message}.`, {
      details: { element: property },
    })
  }
}

const texts = ['correlationId', 'replyTo', 'expiration', 'messageId', 'type', 'appId'] as const

function headersOf(rows: unknown): Record<string, string> {
  const all = (Array.isArray(rows) ? rows : []) as readonly Partial<TestRow>[]
  const on = all.filter(({ on, name }) => on !== false && name)
  return Object.fromEntries(on.map(({ name, value }) => [String(name), String(value ?? '')]))
}

/** As a broker would have handed it over. */
export function asDelivered(publish: TestPublish, redelivered: boolean): ConsumeMessage {
  const { exchange, routingKey, content } = publish
  const fields = { exchange, routingKey, redelivered, deliveryTag: 1, consumerTag: 'test' }
  const { headers, ...properties } = publish.properties
  // What is not sent is not there on the other side either, but as undefined.
  const all = { ...properties, headers: Object.keys(headers).length > 0 ? headers : undefined }
  return { content, fields, properties: { ...all, clusterId: undefined } } as ConsumeMessage
}
