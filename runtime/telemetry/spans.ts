/** One exchange that is over as spans of OpenTelemetry: one for the whole, one for each of its steps. Pure but for new ids. */
import type { Attributes, HrTime, SpanContext } from '@opentelemetry/api'
import type { Resource } from '@opentelemetry/resources'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base'
import type { OpenExchange } from '../flow/open-exchange.ts'
import type { Step } from '../flow/step.ts'
import type { Redactor } from '../inspector/redact.ts'
import { newSpanId, traceIdOf } from '../message/cid.ts'
import type { Origin } from '../message/exchange.ts'
import type { Failure } from '../model/failure.ts'
import { version } from '../version.ts'

export interface Around {
  resource: Resource
  redactor: Redactor
}

// As the API numbers them; named here so that nothing of it has to be loaded.
const kinds = { internal: 0, server: 1, client: 2, consumer: 4 } as const
const statusError = 2
const scope = { name: 'patchbay', version }

/** Empty: it is not sampled. */
export function spansOf(exchange: OpenExchange, around: Around): ReadableSpan[] {
  const { traceparent, origin, steps } = exchange
  const [, traceId = '', spanId = '', flags = '00'] = traceparent.split('-')
  const traceFlags = Number.parseInt(flags, 16)
  if ((traceFlags & 1) === 0) return []
  const contextOf = (id: string): SpanContext => ({ traceId, spanId: id, traceFlags })
  const contexts = steps.map((_, index) => contextOf(index === 0 ? spanId : newSpanId()))
  const timeOf = (moment: number): HrTime => hrTime(exchange.beganAt + moment - exchange.began)
  return steps.flatMap((step, index) => {
    const context = contexts[index]
    if (!context) return []
    const parent = index === 0 ? callerOf(origin) : contexts[step.parent ?? 0]
    const { kind, name, attributes } =
      index === 0 ? describeExchange(origin, exchange.leftOut) : describeStep(step, around.redactor)
    const [began, ended] = [timeOf(step.began), timeOf(step.ended || exchange.ended)]
    return [
      {
        name,
        kind,
        spanContext: () => context,
        ...(parent ? { parentSpanContext: parent } : {}),
        startTime: began,
        endTime: ended,
        duration: between(began, ended),
        status: statusOf(step.failure, around.redactor),
        attributes: step.failure ? { ...attributes, 'error.type': step.failure.code } : attributes,
        ended: true,
        resource: around.resource,
        instrumentationScope: scope,
        links: [],
        events: [],
        droppedAttributesCount: 0,
        droppedEventsCount: 0,
        droppedLinksCount: 0,
      },
    ]
  })
}

function describeExchange({ channel, cid, http, amqp, security }: Origin, leftOut: number) {
  const attributes: Attributes = { 'patchbay.channel': channel, 'patchbay.cid': cid }
  if (leftOut > 0) attributes['patchbay.steps_left_out'] = leftOut
  if (security) attributes['enduser.id'] = security.name
  if (http) {
    attributes['http.request.method'] = http.method
    attributes['http.route'] = http.pattern
    attributes['client.address'] = http.remoteAddress
    return { kind: kinds.server, name: `${http.method} ${http.pattern}`, attributes }
  }
  if (amqp) {
    attributes['messaging.system'] = 'rabbitmq'
    attributes['messaging.operation.type'] = 'process'
    attributes['messaging.destination.name'] = amqp.queue
    attributes['messaging.rabbitmq.destination.routing_key'] = amqp.routingKey
    return { kind: kinds.consumer, name: `process ${amqp.queue}`, attributes }
  }
  return { kind: kinds.internal, name: channel, attributes }
}

function describeStep({ actor, label, attempts }: Step, redactor: Redactor) {
  const { at, kind, name } = actor
  const attributes: Attributes = {
    'patchbay.kind': kind,
    'patchbay.name': name,
    'patchbay.attempts': attempts,
  }
  if (at.node !== undefined) {
    attributes['patchbay.flow'] = at.name
    attributes['patchbay.node'] = at.node
  }
  const words = label === '' ? `${kind} ${name}` : redactor.text(label)
  return { kind: kind === 'outgoing' ? kinds.client : kinds.internal, name: words, attributes }
}

function callerOf({ traceparent }: Origin): SpanContext | undefined {
  if (traceparent === undefined) return undefined
  const traceId = traceIdOf(traceparent)
  if (traceId === undefined) return undefined
  const [, , spanId = '', flags = '00'] = traceparent.split('-')
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true }
}

function statusOf(failure: Failure | undefined, redactor: Redactor) {
  if (!failure) return { code: 0 }
  return { code: statusError, message: redactor.text(failure.message) }
}

/** Of epoch milliseconds. */
function hrTime(milliseconds: number): HrTime {
  const seconds = Math.floor(milliseconds / 1000)
  return [seconds, Math.round((milliseconds - seconds * 1000) * 1e6)]
}

function between([fromSeconds, from]: HrTime, [toSeconds, to]: HrTime): HrTime {
  const nanoseconds = to - from
  return nanoseconds < 0
    ? [toSeconds - fromSeconds - 1, nanoseconds + 1e9]
    : [toSeconds - fromSeconds, nanoseconds]
}
