/** Every connector's definition and every security definition's, as pure data: what designer and check know of them. One line each. */
import type { ConnectorDefinition } from '../model/definition.ts'
import { securityDefinitions } from '../security/definitions.ts'
import { brokerDefinition } from './amqp/broker-definition.ts'
import { amqpDefinition } from './amqp/definition.ts'
import { ftpDefinition } from './ftp/definition.ts'
import { restDefinition } from './http/definition.ts'
import { scheduleDefinition } from './schedule/definition.ts'
import { vaultDefinition } from './vault/definition.ts'

export const definitions: readonly ConnectorDefinition[] = [
  restDefinition,
  amqpDefinition,
  scheduleDefinition,
  ftpDefinition,
  vaultDefinition,
  brokerDefinition,
  ...securityDefinitions,
]

/** Types whose host is there without a channel, too. */
export const standingTypes: readonly string[] = definitions
  .filter(({ channel }) => channel?.isStanding)
  .map(({ type }) => type)

/** Secrets of other objects may stand in connections of this type, so they are opened before those. */
export function holdsSecrets(type: string): boolean {
  return definitionOf(type)?.outgoing?.holdsSecrets ?? false
}

export function definitionOf(type: string): ConnectorDefinition | undefined {
  return definitions.find((definition) => definition.type === type)
}
