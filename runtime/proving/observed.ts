/** What came of a message in a rehearsal, in the words of what a test expects. Pure. */
import type { Tested } from '../connectors/connector.ts'
import type { OpenExchange } from '../flow/open-exchange.ts'
import type { Failure } from '../model/failure.ts'
import type { Place } from '../model/place.ts'
import type { Delivery, Expectation } from '../model/saved-test.ts'
import type { CallMade } from './stand-ins.ts'
import { writtenFrom, writtenOf } from './written.ts'

export interface Came {
  result?: Tested
  failure?: Failure
  exchange: OpenExchange | undefined
  calls: readonly CallMade[]
}

/** Complete, and without masks. */
export function observed({ result, failure, exchange, calls }: Came): Expectation {
  const failed = exchange?.failure ?? failure
  const code = failed?.code ?? result?.failure?.code
  const headers = headersOf(result)
  const body = result && writtenFrom(result.body, headers['content-type'])
  const settled = exchange?.settled?.how
  return {
    outcome: code === undefined ? 'done' : 'failed',
    ...(result?.status === undefined ? {} : { status: result.status }),
    ...(code === undefined ? {} : { code }),
    ...(settled === undefined ? {} : { settled }),
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
    ...(body ? { body: { how: 'equal' as const, ...body } } : {}),
    deliveries: calls.map(deliveryOf),
  }
}

/** The node that answered, or at which it failed; undefined: nobody's. */
export function answeredAt(exchange: OpenExchange | undefined): Place | undefined {
  if (!exchange) return undefined
  const { failure, reply, steps } = exchange
  const own = steps.filter(({ actor }) => actor.at.node !== undefined)
  const last = failure
    ? own.findLast((step) => step.failure?.message === failure.message)
    : own.findLast(({ out }) => out !== undefined && out === reply)
  return last?.actor.at ?? (failure?.at?.node === undefined ? undefined : failure.at)
}

function headersOf(result: Tested | undefined): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const [name, value] of result?.headers ?? []) {
    const key = name.toLowerCase()
    headers[key] = headers[key] === undefined ? value : `${headers[key]}, ${value}`
  }
  return headers
}

function deliveryOf({ connection, call, sent }: CallMade): Delivery {
  const body = sent && writtenOf(sent)
  const headers = sent?.headers ?? {}
  return {
    ...{ connection, call },
    ...(Object.keys(headers).length === 0 ? {} : { headers: { ...headers } }),
    ...(body ? { body: { how: 'equal' as const, ...body } } : {}),
  }
}
