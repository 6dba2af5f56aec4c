/** REST: the channel and the outgoing connection as the engine knows them. */
import type { Connector } from '../connector.ts'
import { restDefinition } from './definition.ts'
import { openRestHost } from './host.ts'
import { openRest } from './outgoing/rest-connection.ts'

export const rest: Connector = {
  definition: restDefinition,
  channels: (options) => openRestHost(options),
  outgoing: openRest,
}
