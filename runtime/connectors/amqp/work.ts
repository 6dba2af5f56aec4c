/** What all consumers of one channel work by and with. */
import type { Logger } from 'pino'
import type { HostOptions } from '../connector.ts'
import type { ChannelSettings } from './channel-settings.ts'
import type { Held } from './held.ts'
import type { Parking } from './parking.ts'
import type { BrokerSettings } from './settings.ts'
import type { Tries } from './tries.ts'

export interface Work extends Pick<HostOptions, 'deliver' | 'refused' | 'project'> {
  settings: ChannelSettings
  broker: BrokerSettings
  logger: Logger
  held: Held
  tries: Tries
  /** The way to an exchange of its broker, for what is parked and dead-lettered. */
  parking(exchange: string): Parking
  /** A consumer's condition is another. */
  changed(): void
}
