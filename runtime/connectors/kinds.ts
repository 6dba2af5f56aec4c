/** Every connector with what makes it run. To add a system is to add a folder and a line here and in definitions.ts. */
import { amqp, amqpBroker } from './amqp/connector.ts'
import type { Connector } from './connector.ts'
import { ftp } from './ftp/connector.ts'
import { rest } from './http/connector.ts'

const connectors: readonly Connector[] = [rest, amqp, ftp, amqpBroker]

const byType = new Map(connectors.map((connector) => [connector.definition.type, connector]))

export function connectorOf(type: string): Connector | undefined {
  return byType.get(type)
}
