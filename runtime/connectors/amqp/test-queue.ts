/** A test by way of the broker: published with a confirm on a connection of its own, then awaited where it is delivered. */
import type { ConfirmChannel } from 'amqplib'
import { Failure } from '../../model/failure.ts'
import { BrokerFailures } from './failures.ts'
import type { Who } from './identity.ts'
import { withConnection } from './reach.ts'
import type { BrokerSettings } from './settings.ts'
import type { TestPublish } from './test-message.ts'

/** Resolves when the broker has it in a queue. @throws Failure that says why not. */
export async function publishTest(
  broker: BrokerSettings,
  who: Who,
  publish: TestPublish,
  signal: AbortSignal,
): Promise<void> {
  try {
    await withConnection(broker, who, signal, async (model) =>
      confirmed(await model.createConfirmChannel(), publish),
    )
  } catch (thrown) {
    signal.throwIfAborted()
    throw new BrokerFailures(broker, who).from(thrown, 'use')
  }
}

function confirmed(channel: ConfirmChannel, publish: TestPublish): Promise<void> {
  const { exchange, routingKey, content, properties } = publish
  return new Promise((resolve, reject) => {
    // The broker's own words; what rejects the confirm afterwards says only that the channel is closed.
    channel.on('error', reject)
    // Comes before its confirm.
    channel.on('return', () => reject(unroutable(publish)))
    const options = { ...properties, mandatory: true }
    channel.publish(exchange, routingKey, content, options, (why: unknown) => {
      if (why) setImmediate(() => reject(why))
      else resolve()
    })
  })
}

function unroutable({ exchange, routingKey }: TestPublish): Failure {
  const where = exchange === '' ? 'the default exchange' : `the exchange "${exchange}"`
  const words = `No queue took the message: ${where} knows none for the routing key "${routingKey}".`
  return new Failure('OUTGOING_UNROUTABLE', words)
}
