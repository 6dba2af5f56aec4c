/** Every connector with what makes it run. To add a system is to add a folder and a line here and in definitions.ts. */
import { amqp, amqpBroker } from './amqp/connector.ts'
import type { Connector } from './connector.ts'
import { ftp } from './ftp/connector.ts'
import { rest } from './http/connector.ts'
import { schedule } from './schedule/connector.ts'
import { vault } from './vault/connector.ts'

const connectors: readonly Connector[] = [rest, amqp, schedule, ftp, vault, amqpBroker]

const byType = new Map(connectors.map((connector) => [connector.definition.type, connector]))

/** Types whose host is there without a channel, too. */
export const standingTypes: readonly string[] = connectors.flatMap(({ definition, isStanding }) =>
  isStanding ? [definition.type] : [],
)

export function connectorOf(type: string): Connector | undefined {
  return byType.get(type)
}
