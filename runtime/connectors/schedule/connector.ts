/** The scheduler as the engine knows it. */
import type { Connector } from '../connector.ts'
import { scheduleDefinition } from './definition.ts'
import { ScheduleHost } from './host.ts'

export const schedule: Connector = {
  definition: scheduleDefinition,
  channels: (options) => new ScheduleHost(options),
}
