/**
 * One call of one service: a fresh instance, its hooks in their order, its response as the next message. Runs for every
 * message that passes a service, so nothing is made here that most of them do not look at.
 */
import type { Exchange } from '../message/exchange.ts'
import type { Message } from '../message/message.ts'
import { Failure } from '../model/failure.ts'
import { writeOutput } from '../model/io-plan.ts'
import { toMessage } from './answer.ts'
import { Around, type World } from './around.ts'
import type { LoadedService } from './loaded-service.ts'
import type { Service } from './service.ts'
import { mendStacks } from './source-maps.ts'
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
  const { response } = around
  let instance: Service | undefined
  try {
    lay(around)
    instance = new service.Class()
    // Whatever the service does first, a message that is not as declared is told so.
    if (plan.input) around.request.readInput()
    if (instance.beforeHandle) await instance.beforeHandle()
    if (instance.validateInput) await instance.validateInput()
    const handling = handle(service, instance, message, exchange)
    // A service that waits for nothing costs no wait.
    if (isPromise(handling)) await handling
    if (instance.validateOutput) await instance.validateOutput()
    if (plan.output) response.payload = writeOutput(plan, response.payload)
  } catch (thrown) {
    if (instance?.afterHandle) await afterFailure(instance, thrown, around)
    throw failureOf(service, thrown)
  }
  try {
    if (instance.afterHandle) await instance.afterHandle()
    return toMessage(response, message)
  } catch (thrown) {
    throw failureOf(service, thrown)
  }
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as { then?: unknown } | undefined)?.then === 'function'
}

function handle(
  service: LoadedService,
  instance: Service,
  message: Message,
  exchange: Exchange,
): unknown {
  const { verbs } = service
  const method =
    verbs.length === 0 || message.properties.invoked === true
      ? undefined
      : exchange.origin.http?.method
  if (method !== undefined) {
    // RFC 9110, 9.3.2: HEAD is GET without the body, which the channel leaves out.
    const verb = method === 'HEAD' && !verbs.includes('HEAD') ? 'GET' : method
    const byVerb = (instance as never as Record<string, unknown>)[`handle${verb}`]
    if (typeof byVerb === 'function') return byVerb.call(instance)
  }
  if (instance.handle) return instance.handle()
  const { name, path } = service
  const at = { collection: 'services', name: path } as const
  if (method !== undefined) {
    throw new Failure('CHANNEL_METHOD_NOT_ALLOWED', `"${name}" does not serve ${method}.`, {
      at,
      details: { allow: verbs },
    })
  }
  throw new Failure('SERVICE_THREW', `"${name}" has no handle().`, { at })
}

async function afterFailure(instance: Service, thrown: unknown, around: Around): Promise<void> {
  try {
    await instance.afterHandle?.(thrown)
  } catch (error) {
    // The first failure is the one that counts; a second one from the cleaning up is told, not thrown.
    const details = error instanceof Error ? error : { error }
    around.logger.error('afterHandle failed after a failure.', details)
  }
}

function failureOf(service: LoadedService, thrown: unknown): Failure {
  const place = mendStacks(thrown)
  const at = {
    collection: 'services',
    name: place?.path ?? service.path,
    ...(place ? { line: place.line, column: place.column } : {}),
  } as const
  if (thrown instanceof Failure) return thrown.at ? thrown : thrown.with({ at })
  const words = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  return new Failure('SERVICE_THREW', `"${service.name}" threw ${words}`, { at, cause: thrown })
}
