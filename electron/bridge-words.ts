/** The words that the bridge and the preload have in common. */
import type { FailureData } from '../runtime/model/failure.ts'
import type { DesktopEvents } from './desktop.ts'

export const channels = {
  call: (method: string) => `patchbay:${method}`,
  event: 'patchbay-event',
  flush: 'patchbay-flush',
  flushed: 'patchbay-flushed',
  port: 'patchbay-runtime-port',
  wantPort: 'patchbay-want-runtime-port',
} as const

export type Answer = { value: unknown } | { failure: FailureData }

export interface Told {
  event: keyof DesktopEvents
  data: unknown
}
