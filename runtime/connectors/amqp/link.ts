/**
 * A supervised connection to a broker, and the sessions on it. A session is one AMQP channel of ours (the word channel is
 * taken): it is opened when the connection is up, and again after each loss, for ever, until it is left.
 */
import type { Channel, ConfirmChannel } from 'amqplib'
import type { Failure } from '../../model/failure.ts'
import type { Condition } from '../connector.ts'

/** What whoever wants a session does with it. */
export interface SessionUser {
  /** With publisher confirms? */
  confirms: boolean
  /**
   * The session is open: declare, consume. When it rejects, the session is closed and tried again after a wait.
   * Nothing is `ready` before it has resolved.
   */
  opened(channel: Channel | ConfirmChannel): Promise<void>
  /** What `opened` was given is gone, with everything on it; it will be opened again. Called once for each `opened`. */
  lost(why: Failure): void
  /** starting, ready, or failing with the reason and the next try; a broker that blocks publishers is failing too. */
  onCondition(condition: Condition): void
}

export interface Session {
  readonly condition: Condition
  /** What was opened is of no use any more (the broker cancelled the consumer): close it and open anew after a wait. */
  fail(why: Failure): void
  /** Closes it; an own connection closes with it, a shared one with its last session. Never rejects. */
  leave(): Promise<void>
}
