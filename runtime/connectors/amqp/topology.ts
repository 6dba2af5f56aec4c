/** The queue a channel takes from, with its exchange and bindings, made where they are not there yet. */
import type { Channel } from 'amqplib'
import type { ChannelSettings } from './channel-settings.ts'

/** Rejects with the broker's words when something is there already, and otherwise: the AMQP channel is closed then. */
export async function declareTopology(channel: Channel, settings: ChannelSettings): Promise<void> {
  const { queue, topology } = settings
  if (!topology) return
  const { durable, exchange, exchangeType } = topology
  const kind = topology.queueType === 'quorum' ? { 'x-queue-type': 'quorum' } : {}
  await channel.assertQueue(queue, {
    durable,
    arguments: { ...kind, ...typedArguments(topology.queueArguments) },
  })
  // The default exchange has every queue by its name, and takes no bindings.
  if (exchange === '') return
  // Those of the broker itself are there, and nobody may declare one.
  if (exchange.startsWith('amq.')) await channel.checkExchange(exchange)
  else await channel.assertExchange(exchange, exchangeType, { durable })
  const bindingArguments = typedArguments(topology.bindingArguments)
  for (const key of topology.routingKeys) {
    await channel.bindQueue(queue, exchange, key, bindingArguments)
  }
}

/** Texts of a form, as the broker expects them: what looks like a number, true or false is one. */
export function typedArguments(
  pairs: Readonly<Record<string, string>>,
): Record<string, string | number | boolean> {
  return Object.fromEntries(Object.entries(pairs).map(([name, text]) => [name, typed(text)]))
}

function typed(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true'
  const number = Number(text)
  const isPlain = /^-?(0|[1-9]\d*)(\.\d+)?$/.test(text)
  return isPlain && (text.includes('.') || Number.isSafeInteger(number)) ? number : text
}
