/** A connection for one question, closed when it is answered: whether a broker lets us in, whether an exchange is there. */
import type { ChannelModel } from 'amqplib'
import { connect, disconnect } from './connect.ts'
import type { Who } from './identity.ts'
import type { BrokerSettings } from './settings.ts'

/** @throws Whatever amqplib, a socket or TLS throw; the signal's reason. */
export async function withConnection<T>(
  broker: BrokerSettings,
  who: Who,
  signal: AbortSignal,
  ask: (model: ChannelModel) => Promise<T>,
): Promise<T> {
  const attempt = new AbortController()
  const giveUp = () => attempt.abort(signal.reason)
  if (signal.aborted) giveUp()
  signal.addEventListener('abort', giveUp, { once: true })
  try {
    const model = await connect(broker, who, attempt)
    // What else happens to it rejects what is asked.
    model.on('error', () => undefined)
    try {
      return await ask(model)
    } finally {
      await disconnect(model)
    }
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

/** undefined: it is there; else the broker's answer. @throws Whatever else goes wrong. */
export async function whyNoExchange(
  model: ChannelModel,
  exchange: string,
): Promise<Error | undefined> {
  const channel = await model.createChannel()
  channel.on('error', () => undefined)
  try {
    await channel.checkExchange(exchange)
    return undefined
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 404) return error
    throw error
  }
}
