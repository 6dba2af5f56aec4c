/**
 * A message on its way to where messages end that could not be done: as it came, with the reason in its headers. Pure.
 *
 * Left out are what would make it vanish, go elsewhere as well, or be refused: its expiration; CC, as `x-patchbay-cc`; the
 * counts of the queue it was in; and a user ID that is not the one we log in with, as `x-patchbay-user-id`.
 */
import type { ConsumeMessage, Options } from 'amqplib'
import type { Failure } from '../../model/failure.ts'
import { type Place, placeText } from '../../model/place.ts'
import { tableOf } from './table.ts'

export interface Reason {
  failure: Failure
  /** Where, when the failure does not say. */
  at: Place
  cid: string
  attempts: number
  queue: string
  /** Epoch milliseconds. */
  time: number
}

/** Characters. A head must fit into one frame. */
const longestWords = 4000

/** What queues and brokers count by, which would count on where it goes. */
const counts = new Set(['x-delivery-count', 'x-acquired-count', 'BCC'])

/** @param user Who publishes it. */
export function withReason(
  { properties, fields }: ConsumeMessage,
  reason: Reason,
  user: string,
): Options.Publish {
  const { expiration: _expiration, userId, clusterId: _clusterId, headers, ...kept } = properties
  const isOurs = userId === undefined || userId === user
  return {
    ...kept,
    ...(userId !== undefined && isOurs ? { userId } : {}),
    mandatory: true,
    headers: {
      ...keptHeaders(headers ?? {}),
      ...(isOurs ? {} : { 'x-patchbay-user-id': String(userId) }),
      ...reasonHeaders(reason, fields),
    },
  }
}

/** The same without the sender's own headers: together they are too long for a frame, or cannot be written. */
export function withoutHeaders(options: Options.Publish): Options.Publish {
  const all = Object.entries((options.headers ?? {}) as Record<string, unknown>)
  const ours = all.filter(([name]) => name.startsWith('x-patchbay-'))
  return {
    ...options,
    headers: { ...Object.fromEntries(ours), 'x-patchbay-headers-left-out': true },
  }
}

function keptHeaders(headers: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (counts.has(name)) continue
    Object.assign(kept, writable(name === 'CC' ? 'x-patchbay-cc' : name, value))
  }
  return kept
}

/** Nothing that cannot be written may keep the rest from being parked. */
function writable(name: string, value: unknown): Readonly<Record<string, unknown>> {
  try {
    return tableOf({ [name]: value }).fields
  } catch {
    return {}
  }
}

function reasonHeaders(
  { failure, at, cid, attempts, queue, time }: Reason,
  { exchange, routingKey }: ConsumeMessage['fields'],
): Record<string, string | number> {
  const { code, message } = failure
  return {
    'x-patchbay-failure-code': code,
    'x-patchbay-failure':
      message.length > longestWords ? `${message.slice(0, longestWords)}…` : message,
    'x-patchbay-failed-at': placeText(failure.at ?? at),
    'x-patchbay-cid': cid,
    'x-patchbay-attempts': attempts,
    'x-patchbay-queue': queue,
    'x-patchbay-exchange': exchange,
    'x-patchbay-routing-key': routingKey,
    'x-patchbay-time': new Date(time).toISOString(),
  }
}
