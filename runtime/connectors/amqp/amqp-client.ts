/** What code gets from `this.outgoing.amqp.get(name)`, and what a node is carried out by: bound to the exchange it works for. */
import type { Exchange } from '../../message/exchange.ts'
import { pingedInstead } from '../../message/stand-ins.ts'
import type { AmqpClient, AmqpPublished, AmqpPublishOptions } from '../../services/clients.ts'
import { type Composed, compose, labelOf } from './compose.ts'
import type { AmqpConnection } from './outgoing.ts'
import { type Content, contentOf } from './payload.ts'
import { Publish } from './publish.ts'
import { Unsendable } from './unsendable.ts'

const noOptions: AmqpPublishOptions = Object.freeze({})

export class BoundAmqpClient implements AmqpClient {
  readonly #connection: AmqpConnection
  readonly #exchange: Exchange

  constructor(connection: AmqpConnection, exchange: Exchange) {
    this.#connection = connection
    this.#exchange = exchange
  }

  get name(): string {
    return this.#connection.settings.name
  }

  async publish(payload: unknown, options: AmqpPublishOptions = noOptions): Promise<AmqpPublished> {
    return this.deliver(contentOf(payload), options)
  }

  /** As `publish`, with the bytes made already. @throws Failure OUTPUT_MALFORMED, DEADLINE_PASSED: at once. */
  deliver(content: Content, options: AmqpPublishOptions): Promise<AmqpPublished> {
    const { publisher } = this.#connection
    const composed = this.#compose(content, options)
    const { label, message } = composed
    const left = this.#exchange.left()
    if (left === 0) throw publisher.failures.noTimeLeft(label)
    const { at } = publisher.failures
    const { exchange, routingKey, messageId } = composed.wire
    const recorded = () => ({ exchange, routingKey, messageId })
    const info = { at, label, sent: message, confirms: true, recorded }
    return this.#exchange.step(info, () =>
      publisher.publish(new Publish(composed, left, this.#exchange)),
    )
  }

  ping(): Promise<{ took: number; detail: string }> {
    const { at } = this.#connection.publisher.failures
    const { signal } = this.#exchange
    const info = { at, label: 'ping', recorded: pingedInstead }
    return this.#exchange.step(info, () => this.#connection.ping(signal))
  }

  #compose(content: Content, options: AmqpPublishOptions): Composed {
    const { settings, component, publisher } = this.#connection
    const { cid, traceparent } = this.#exchange
    try {
      return compose(content, options, { cid, component, traceparent }, settings)
    } catch (thrown) {
      if (!(thrown instanceof Unsendable)) throw thrown
      const { exchange = settings.exchange, routingKey = settings.routingKey } = options
      throw publisher.failures.unsendable(labelOf(String(exchange), String(routingKey)), thrown)
    }
  }
}
