/** AMQP 0-9-1 as the engine sees it: the brokers, and what is made on them. */
import type { Connector } from '../connector.ts'
import { openBroker } from './broker.ts'
import { brokerDefinition } from './broker-definition.ts'
import { openAmqpHost } from './channel-host.ts'
import { amqpDefinition } from './definition.ts'
import { openAmqp } from './outgoing.ts'

export const amqpBroker: Connector = { definition: brokerDefinition, shared: openBroker }

export const amqp: Connector = {
  definition: amqpDefinition,
  channels: openAmqpHost,
  outgoing: openAmqp,
}
