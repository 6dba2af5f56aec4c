/** A session under test: what it was told is kept and waited for. */
import type { Channel } from 'amqplib'
import { pino } from 'pino'
import type { Who } from '../../../../runtime/connectors/amqp/identity.ts'
import { openSession, type Session } from '../../../../runtime/connectors/amqp/link.ts'
import { type BrokerSettings, brokerOf } from '../../../../runtime/connectors/amqp/settings.ts'
import type { Condition, State } from '../../../../runtime/connectors/connector.ts'
import type { Failure } from '../../../../runtime/model/failure.ts'
import type { RabbitPlace } from '../../../peers/rabbit-files.ts'

/** What is in the broker's form; the rest is its defaults. */
export function brokerAt(
  place: Pick<RabbitPlace, 'host' | 'port' | 'user' | 'password'>,
  values: Record<string, unknown> = {},
): BrokerSettings {
  const { host, port, user, password } = place
  return brokerOf({
    name: 'main',
    type: 'amqp-broker',
    values: { host, port, user, password, longestWait: 0.5, ...values },
  })
}

export interface Probe {
  session: Session
  /** All it was told, oldest first. */
  conditions: Condition[]
  opened: Channel[]
  lost: Failure[]
  /** Done when it next is, or already is, in that state. */
  reaches(state: State, isRight?: (condition: Condition) => boolean): Promise<Condition>
}

export interface ProbeOptions {
  who?: Partial<Who>
  connection?: 'own' | 'shared'
  confirms?: boolean
  opened?(channel: Channel): Promise<void>
}

/** Left when the caller says so: `onTestFinished(() => probe.session.leave())`. */
export function probe(broker: BrokerSettings, options: ProbeOptions = {}): Probe {
  const conditions: Condition[] = []
  const opened: Channel[] = []
  const lost: Failure[] = []
  const waiting = new Set<() => void>()
  const who: Who = { type: 'channel', name: 'orders', project: 'Shop', ...options.who }
  const session = openSession(
    broker,
    who,
    options.connection ?? 'own',
    {
      confirms: options.confirms ?? false,
      opened: async (channel) => {
        opened.push(channel)
        await options.opened?.(channel)
      },
      lost: (why) => void lost.push(why),
      onCondition: (condition) => {
        conditions.push(condition)
        for (const look of waiting) look()
      },
    },
    pino({ level: 'silent' }),
  )
  return {
    session,
    conditions,
    opened,
    lost,
    reaches: (state, isRight = () => true) =>
      new Promise((resolve) => {
        const look = () => {
          const { condition } = session
          if (condition.state !== state || !isRight(condition)) return
          waiting.delete(look)
          resolve(condition)
        }
        waiting.add(look)
        look()
      }),
  }
}
