/**
 * Every connector with what makes it run, loaded when a project has one of its type. To add a system is to add a folder and
 * a line here and in definitions.ts.
 */
import type { Connector } from './connector.ts'

/** What is not asked for is not read at the start: the systems together are a quarter of the engine's code. */
const kinds: Readonly<Record<string, () => Promise<Connector>>> = {
  rest: async () => (await import('./http/connector.ts')).rest,
  amqp: async () => (await import('./amqp/connector.ts')).amqp,
  schedule: async () => (await import('./schedule/connector.ts')).schedule,
  ftp: async () => (await import('./ftp/connector.ts')).ftp,
  vault: async () => (await import('./vault/connector.ts')).vault,
  'amqp-broker': async () => (await import('./amqp/connector.ts')).amqpBroker,
}

const loaded = new Map<string, Connector>()

/** Before the first `connectorOf` of these types; one that is unknown is left out, and one that is there costs nothing. */
export async function loadConnectors(types: Iterable<string>): Promise<void> {
  for (const type of new Set(types)) {
    const load = Object.hasOwn(kinds, type) && !loaded.has(type) ? kinds[type] : undefined
    if (load) loaded.set(type, await load())
  }
}

/** undefined: nothing is known of the type, or it was not loaded. */
export function connectorOf(type: string): Connector | undefined {
  return loaded.get(type)
}
