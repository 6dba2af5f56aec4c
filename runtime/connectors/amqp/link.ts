/**
 * A supervised connection to a broker, and the sessions on it. A session is one AMQP channel of ours (the word channel is
 * taken): it is opened when the connection is up, and again after each loss, for ever, until it is left.
 */
import type { Channel, ConfirmChannel } from 'amqplib'
import type { Logger } from 'pino'
import type { Failure } from '../../model/failure.ts'
import type { Condition } from '../connector.ts'
import type { Who } from './identity.ts'
import { Link, sharedLink } from './links.ts'
import { BrokerSession } from './session.ts'
import type { BrokerSettings } from './settings.ts'

/** What whoever wants a session does with it. */
export interface SessionUser {
  /** With publisher confirms? */
  confirms: boolean
  /**
   * The session is open: declare, consume. When it rejects, the session is closed and tried again after a wait.
   * Nothing is `ready` before it has resolved.
   */
  opened(channel: Channel | ConfirmChannel): Promise<void>
  /**
   * What `opened` was given is gone, with everything on it; it will be opened again. Called once for each `opened`, also
   * when that has not resolved yet or has rejected, and when the session is left: then after everything written to it has
   * been taken by the broker, as far as that could be awaited.
   */
  lost(why: Failure): void
  /**
   * starting, ready, or failing with the reason and the next try; a broker that blocks publishers is failing too. Called with
   * each change, never from within `openSession`; how it begins stands in the session's `condition`.
   */
  onCondition(condition: Condition): void
}

export interface Session {
  readonly condition: Condition
  /** What was opened is of no use any more (the broker cancelled the consumer): close it and open anew after a wait. */
  fail(why: Failure): void
  /** Closes it; an own connection closes with it, a shared one with its last session. Never rejects, takes 3 s at most. */
  leave(): Promise<void>
}

/**
 * @param who Whose it is: for its name at the broker, and for the words and codes of failures.
 * @param connection A connection for this session alone, or one with all of this process that share this broker. Those that
 * publish share one and those that consume another: a broker short of memory reads nothing from a connection that
 * publishes, and acknowledgements that it does not read free none.
 */
export function openSession(
  broker: BrokerSettings,
  who: Who,
  connection: 'own' | 'shared',
  user: SessionUser,
  logger: Logger,
): Session {
  const link =
    connection === 'own'
      ? new Link(broker, who, logger)
      : sharedLink(broker, who.project, user.confirms, logger)
  return new BrokerSession(link, broker, who, user)
}
