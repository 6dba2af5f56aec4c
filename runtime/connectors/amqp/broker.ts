/** A broker as a connection of the project: it can be reached out to; what is made on it has connections of its own. */
import type { Condition, Connection, Spec, Surroundings } from '../connector.ts'
import { connect, disconnect } from './connect.ts'
import { BrokerFailures } from './failures.ts'
import type { Who } from './identity.ts'
import { addressOf, type BrokerSettings, brokerOf } from './settings.ts'

export function openBroker(spec: Spec, { project }: Surroundings): Connection {
  const broker = brokerOf(spec)
  return {
    ping: (signal) => pingBroker(broker, { type: 'test', name: broker.name, project }, signal),
    condition: (): Condition => ({ state: 'ready', address: addressOf(broker) }),
    // Nothing is kept open.
    close: async () => undefined,
  }
}

/**
 * Logs in and out again. `took` is in milliseconds.
 * @throws Failure that says why not.
 */
export async function pingBroker(
  broker: BrokerSettings,
  who: Who,
  signal: AbortSignal,
): Promise<{ took: number; detail: string }> {
  const attempt = new AbortController()
  const giveUp = () => attempt.abort(signal.reason)
  if (signal.aborted) giveUp()
  signal.addEventListener('abort', giveUp, { once: true })
  const began = performance.now()
  try {
    const model = await connect(broker, who, attempt)
    const took = performance.now() - began
    // What happens to it now tells nothing any more.
    model.on('error', () => undefined)
    const { serverProperties, heartbeat } = model.connection as Negotiated
    await disconnect(model)
    const { product = 'A broker', version = '' } = serverProperties
    const beat = heartbeat ? `heartbeat ${heartbeat} s` : 'no heartbeat'
    return { took, detail: `${`${product} ${version}`.trim()}, ${beat}` }
  } catch (thrown) {
    throw new BrokerFailures(broker, who).from(thrown, 'connect')
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

/** What amqplib knows of an open connection; the heartbeat is not in its typings. */
interface Negotiated {
  serverProperties: { product?: string; version?: string }
  /** Seconds; 0: none. */
  heartbeat?: number
}
