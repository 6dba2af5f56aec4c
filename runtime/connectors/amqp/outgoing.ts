/**
 * An outgoing AMQP connection, open: it connects at once and by itself, so that a wrong password shows before the first
 * message, and nobody waits for it.
 */
import type { Exchange } from '../../message/exchange.ts'
import type { Message } from '../../message/message.ts'
import { Failure } from '../../model/failure.ts'
import type { AmqpPublishOptions } from '../../services/clients.ts'
import type { Condition, Outgoing, Spec, State, Surroundings } from '../connector.ts'
import { BoundAmqpClient } from './amqp-client.ts'
import { BrokerFailures } from './failures.ts'
import { componentName } from './identity.ts'
import { type OutgoingSettings, outgoingOf } from './outgoing-settings.ts'
import { contentOfMessage } from './payload.ts'
import { Publisher } from './publisher.ts'
import { whyNoExchange, withConnection } from './reach.ts'
import { addressOf } from './settings.ts'
import { shown, Unsendable } from './unsendable.ts'

/** @throws Failure OUTGOING_INCOMPLETE when a default of it cannot be sent. */
export function openAmqp(spec: Spec, surroundings: Surroundings): Outgoing {
  try {
    const settings = outgoingOf(spec)
    // With no session there is nothing that connects by itself.
    const open = surroundings.isOffline ? { ...settings, poolSize: 0 } : settings
    return new AmqpConnection(open, surroundings)
  } catch (thrown) {
    if (!(thrown instanceof Unsendable)) throw thrown
    const words = `AMQP connection "${spec.name}" cannot send its default: ${thrown.message}.`
    throw new Failure('OUTGOING_INCOMPLETE', words, {
      at: { collection: 'connections', name: spec.name, field: thrown.property },
    })
  }
}

export class AmqpConnection implements Outgoing {
  readonly publisher: Publisher
  /** Header `x-patchbay-component`. */
  readonly component: string

  constructor(
    readonly settings: OutgoingSettings,
    private readonly surroundings: Surroundings,
  ) {
    const { name, broker } = settings
    const { project, logger } = surroundings
    this.component = componentName(broker.connectionName, { type: 'outgoing', name, project })
    this.publisher = new Publisher(settings, project, logger, () => this.#tell())
  }

  client(exchange: Exchange): BoundAmqpClient {
    return new BoundAmqpClient(this, exchange)
  }

  /** The message goes on as it came. */
  async send(
    message: Message,
    call: Readonly<Record<string, unknown>>,
    exchange: Exchange,
  ): Promise<Message> {
    await this.client(exchange).deliver(contentOfMessage(message), optionsIn(call))
    return message
  }

  /** On a connection of its own: logs in, and looks whether the exchange is there. */
  async ping(signal: AbortSignal): Promise<{ took: number; detail: string }> {
    const { name, broker, exchange } = this.settings
    const { project } = this.surroundings
    const began = performance.now()
    // Its words are about this connection; its name at the broker tells that it is a test.
    const failures = new BrokerFailures(broker, { type: 'outgoing', name, project })
    try {
      return await withConnection(
        broker,
        { type: 'test', name, project },
        signal,
        async (model) => {
          const { product = 'A broker', version = '' } = model.connection.serverProperties
          const missing = exchange === '' ? undefined : await whyNoExchange(model, exchange)
          if (missing) throw failures.from(missing, 'use')
          const there = exchange === '' ? '' : `, exchange "${exchange}" is there`
          return {
            took: performance.now() - began,
            detail: `${product} ${version} at ${addressOf(broker)} let "${broker.user}" in${there}`,
          }
        },
      )
    } catch (thrown) {
      throw signal.aborted ? thrown : failures.from(thrown, 'connect')
    }
  }

  /** The worst of its sessions'. */
  condition(): Condition {
    const { publisher, settings } = this
    const conditions = publisher.lanes.map(({ session }) => session.condition)
    const worst =
      conditions.find(({ state }) => state === 'failing') ??
      conditions.find(({ state }) => state === 'starting')
    const state: State = publisher.isClosed ? 'draining' : (worst?.state ?? 'ready')
    const connected = conditions.filter((one) => one.state === 'ready').length
    return {
      state,
      ...(worst?.reason ? { reason: worst.reason } : {}),
      ...(worst?.nextTry === undefined ? {} : { nextTry: worst.nextTry }),
      address: addressOf(settings.broker),
      figures: {
        ...(conditions.length > 1 ? { connections: connected } : {}),
        inFlight: publisher.inFlight,
        waiting: publisher.waiting,
        published: publisher.published,
      },
    }
  }

  close(signal: AbortSignal): Promise<void> {
    return this.publisher.close(signal)
  }

  #tell(): void {
    if (!this.publisher.isClosed)
      this.surroundings.onCondition(this.settings.name, this.condition())
  }
}

/** A node's fields, expressions evaluated. What is left empty is the connection's. */
function optionsIn(call: Readonly<Record<string, unknown>>): AmqpPublishOptions {
  const exchange = textIn(call, 'exchange')
  const routingKey = textIn(call, 'routingKey')
  const headers = call.headers as Readonly<Record<string, unknown>> | undefined
  return {
    ...(exchange === undefined ? {} : { exchange }),
    ...(routingKey === undefined ? {} : { routingKey }),
    ...(headers === undefined ? {} : { headers }),
  }
}

/** Empty is the connection's. An expression that gives nothing is not: it would go where nobody meant it to. */
function textIn(call: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = name in call ? call[name] : ''
  if (value === '') return undefined
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'bigint') return String(value)
  throw new Failure(
    'BAD_REQUEST',
    `The field ${name} of the AMQP call gave ${value === undefined ? 'nothing' : shown(value)} for this message, not a text.`,
  )
}
