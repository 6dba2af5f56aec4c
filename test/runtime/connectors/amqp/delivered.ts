/** A message as amqplib delivers it. */
import type { ConsumeMessage, MessageProperties } from 'amqplib'

const nothing: MessageProperties = {
  contentType: undefined,
  contentEncoding: undefined,
  headers: undefined,
  deliveryMode: undefined,
  priority: undefined,
  correlationId: undefined,
  replyTo: undefined,
  expiration: undefined,
  messageId: undefined,
  timestamp: undefined,
  type: undefined,
  userId: undefined,
  appId: undefined,
  clusterId: undefined,
}

/** Of the exchange shop with the routing key order.created, its body `{"id":1}`. */
export function deliveredOf(properties: Partial<MessageProperties>): ConsumeMessage {
  return {
    content: Buffer.from('{"id":1}'),
    fields: {
      deliveryTag: 7,
      consumerTag: 'tag',
      redelivered: false,
      exchange: 'shop',
      routingKey: 'order.created',
    },
    properties: { ...nothing, ...properties },
  }
}
