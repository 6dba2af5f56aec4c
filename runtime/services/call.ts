/**
 * One call of one service: a fresh instance, its hooks in their order, its response as the next message. Runs for every
 * message that passes a service, so nothing is made here that most of them do not look at.
 */
import type { Exchange } from '../message/exchange.ts'
import type { Message } from '../message/message.ts'
import { Failure } from '../model/failure.ts'
import { readInput, writeOutput } from '../model/io-plan.ts'
import { toMessage } from './answer.ts'
import { Around, type World } from './around.ts'
import type { LoadedService } from './loaded-service.ts'
import type { Service } from './service.ts'
import { mapStack, placeIn } from './source-maps.ts'
import { lay } from './surroundings.ts'

export type { World } from './around.ts'

/** @throws Failure: what the service threw, or SERVICE_THREW with the place in its file. */
export async function call(
  service: LoadedService,
  message: Message,
  exchange: Exchange,
  world: World,
): Promise<Message> {
  const { plan } = service
  const around = new Around(service, message, exchange, world)
  let instance: Service | undefined
  try {
    lay(around)
    instance = new service.Class()
    if (instance.beforeHandle) await instance.beforeHandle()
    if (plan.input) around.request.setInput(readInput(plan, sourceOf(message, exchange)))
    if (instance.validateInput) await instance.validateInput()
    await handle(service, instance, exchange)
    const { response } = around
    if (plan.output) response.payload = writeOutput(plan, response.payload)
    if (instance.validateOutput) await instance.validateOutput()
    if (instance.afterHandle) await instance.afterHandle()
    return toMessage(response, message)
  } catch (thrown) {
    if (instance?.afterHandle) await afterFailure(instance, thrown, around)
    throw failureOf(service, thrown)
  }
}

function handle(service: LoadedService, instance: Service, exchange: Exchange): unknown {
  const method = service.hasVerbs ? exchange.origin.http?.method : undefined
  const byVerb =
    method === undefined
      ? undefined
      : (instance as never as Record<string, unknown>)[`handle${method}`]
  if (typeof byVerb === 'function') return byVerb.call(instance)
  if (instance.handle) return instance.handle()
  if (method !== undefined) {
    throw new Failure('CHANNEL_METHOD_NOT_ALLOWED', `"${service.name}" does not serve ${method}.`)
  }
  throw new Failure('SERVICE_THREW', `"${service.name}" has no handle().`)
}

/**
 * Path, then query, then body of the request that the message is. What a step of the flow made stands before both, and a
 * service that another one invoked sees only what it was given.
 */
export function sourceOf(message: Message, exchange: Exchange) {
  const { http } = exchange.origin
  const body = message.payload
  if (!http || message.properties.invoked === true) return { body }
  if (message === exchange.message) return { params: http.params, query: http.query, body }
  const fields = typeof body === 'object' && body !== null && !Buffer.isBuffer(body) ? body : {}
  return { body: { ...http.query, ...http.params, ...fields } }
}

async function afterFailure(instance: Service, thrown: unknown, around: Around): Promise<void> {
  try {
    await instance.afterHandle?.(thrown)
  } catch (error) {
    // The first failure is the one that counts; a second one from the cleaning up is told, not thrown.
    around.logger.error(
      'afterHandle failed after a failure',
      error instanceof Error ? error : { error },
    )
  }
}

function failureOf(service: LoadedService, thrown: unknown): Failure {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : ''
  if (thrown instanceof Error && stack !== '') thrown.stack = mapStack(stack)
  const place = placeIn(stack)
  const at = {
    collection: 'services',
    name: place?.path ?? service.path,
    ...(place ? { line: place.line, column: place.column } : {}),
  } as const
  if (thrown instanceof Failure) return thrown.at ? thrown : thrown.with({ at })
  const words = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  return new Failure('SERVICE_THREW', `"${service.name}" threw ${words}`, { at, cause: thrown })
}
