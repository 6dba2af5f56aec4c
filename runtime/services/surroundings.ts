/**
 * What one call gives to the instance that works on it, and the way it gets there: laid down just before `new`, taken by
 * the base class's constructor. So a service has everything from its first field on, and needs no constructor argument.
 */
import type { Logger, Outgoing, Schedule, ServiceRequest, ServiceResponse } from './service.ts'

export interface Surroundings {
  readonly request: ServiceRequest
  readonly response: ServiceResponse
  readonly outgoing: Outgoing
  readonly logger: Logger
  readonly schedule: Schedule
  readonly cid: string
  readonly signal: AbortSignal
  readonly timeLeft: number
  readonly config: Readonly<Record<string, unknown>>
  invoke(name: string, payload: unknown): Promise<unknown>
  invokeAsync(name: string, payload: unknown): string
}

let laid: Surroundings | undefined

/** For the very next instance of a service. */
export function lay(surroundings: Surroundings): void {
  laid = surroundings
}

/** Undefined for an instance that is not made for a message. */
export function take(): Surroundings | undefined {
  const surroundings = laid
  laid = undefined
  return surroundings
}
