/** The fields of an outgoing AMQP connection as its rooms use them. Milliseconds, not the form's seconds. */
import { withDefaults } from '../../model/field.ts'
import type { AmqpMessageProperties } from '../../services/clients.ts'
import type { Spec } from '../connector.ts'
import { amqpDefinition } from './definition.ts'
import { checked, type Properties } from './properties.ts'
import { type BrokerSettings, brokerOf } from './settings.ts'

export interface OutgoingSettings {
  /** The connection's name, for what people are told. */
  name: string
  broker: BrokerSettings
  /** Empty: the default exchange, where the routing key is a queue's name. */
  exchange: string
  routingKey: string
  mandatory: boolean
  /** Those it sends unless the call says otherwise. */
  properties: Readonly<Properties>
  poolSize: number
  connection: 'own' | 'shared'
  /** Unconfirmed messages of each member of the pool. */
  maxInFlight: number
  timeout: number
}

/**
 * @param spec Checked against the definition, with the broker's Spec in the field `broker`.
 * @throws Unsendable when a default cannot be sent: a text of 255 characters may have more bytes than AMQP has room for.
 */
export function outgoingOf(spec: Spec): OutgoingSettings {
  const values = withDefaults(amqpDefinition.outgoing?.fields ?? [], spec.values)
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : '')
  return {
    name: spec.name,
    broker: brokerOf(values.broker as Spec),
    exchange: text('exchange'),
    routingKey: text('routingKey'),
    mandatory: values.mandatory !== false,
    properties: checked(defaultsIn(values)),
    poolSize: Number(values.poolSize),
    connection: values.connection === 'shared' ? 'shared' : 'own',
    maxInFlight: Number(values.maxInFlight),
    timeout: Number(values.timeout) * 1000,
  }
}

/** The seven. What is left empty is not sent: a broker refuses an empty user id. */
function defaultsIn(values: Readonly<Record<string, unknown>>): AmqpMessageProperties {
  const defaults: Record<string, unknown> = {
    deliveryMode: values.deliveryMode === 'transient' ? 1 : 2,
  }
  const names = [
    'priority',
    'contentType',
    'contentEncoding',
    'expiration',
    'userId',
    'appId',
  ] as const
  for (const name of names) {
    const value = values[name]
    if (value !== undefined && value !== '') defaults[name] = value
  }
  return defaults
}
