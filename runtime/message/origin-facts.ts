/** What must be known of where a message came from to run its exchange once more: plain data, without whatever settles or cancels. */
import type { AmqpDelivery, HttpRequest, Origin } from './exchange.ts'
import type { KnownCaller } from './guard.ts'

export type AmqpFacts = Omit<AmqpDelivery, 'settle' | 'isSettled'>
export type CallerFacts = Omit<KnownCaller, 'can'>

/** The parts of an origin that facts are made of. A delivery and a caller can do things; these are only looked at. */
export type KeptOrigin = Pick<Origin, 'http' | 'amqp' | 'security' | 'traceparent' | 'timeout'>

export interface OriginFacts {
  /** As the caller sent it. */
  traceparent?: string
  /** Milliseconds the whole exchange may take. */
  timeout: number
  http?: HttpRequest
  amqp?: AmqpFacts
  caller?: CallerFacts
}

export function factsOf({ http, amqp, security, traceparent, timeout }: KeptOrigin): OriginFacts {
  return {
    timeout,
    ...(traceparent === undefined ? {} : { traceparent }),
    ...(http ? { http: httpFacts(http) } : {}),
    ...(amqp ? { amqp: amqpFacts(amqp) } : {}),
    ...(security ? { caller: callerFacts(security) } : {}),
  }
}

function httpFacts(http: HttpRequest): HttpRequest {
  const { method, path, pattern, params, query, remoteAddress } = http
  return { method, path, pattern, params, query, remoteAddress }
}

// One by one: on a delivery some of them are worked out when they are asked for.
function amqpFacts(delivery: AmqpDelivery): AmqpFacts {
  return {
    headers: delivery.headers,
    properties: delivery.properties,
    queue: delivery.queue,
    exchange: delivery.exchange,
    routingKey: delivery.routingKey,
    consumerTag: delivery.consumerTag,
    deliveryTag: delivery.deliveryTag,
    redelivered: delivery.redelivered,
    attempt: delivery.attempt,
    deathCount: delivery.deathCount,
  }
}

function callerFacts(caller: KnownCaller): CallerFacts {
  const { name, definition, type, identity, policies, lease } = caller
  return {
    ...{ name, definition, type, identity },
    ...(policies ? { policies } : {}),
    ...(lease === undefined ? {} : { lease }),
  }
}
