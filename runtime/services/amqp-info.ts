/** An AMQP delivery as a service sees it: all that is known of it, and the two verbs, spoken in the service's name. */
import type { AmqpDelivery } from '../message/exchange.ts'
import type { Place } from '../model/place.ts'
import type { AmqpInfo, AmqpInfoProperties } from './service.ts'

export class AmqpRequest implements AmqpInfo {
  constructor(
    private readonly delivery: AmqpDelivery,
    private readonly by: Place,
  ) {}

  get headers(): Readonly<Record<string, unknown>> {
    return this.delivery.headers
  }

  get properties(): AmqpInfoProperties {
    return this.delivery.properties
  }

  get queue(): string {
    return this.delivery.queue
  }

  get exchange(): string {
    return this.delivery.exchange
  }

  get routingKey(): string {
    return this.delivery.routingKey
  }

  get consumerTag(): string {
    return this.delivery.consumerTag
  }

  get deliveryTag(): number {
    return this.delivery.deliveryTag
  }

  get redelivered(): boolean {
    return this.delivery.redelivered
  }

  get attempt(): number {
    return this.delivery.attempt
  }

  get deathCount(): number {
    return this.delivery.deathCount
  }

  get isSettled(): boolean {
    return this.delivery.isSettled
  }

  ack(): void {
    this.delivery.settle('ack', this.by)
  }

  reject({ requeue = false }: { requeue?: boolean } = {}): void {
    this.delivery.settle(requeue ? 'requeue' : 'reject', this.by)
  }
}
