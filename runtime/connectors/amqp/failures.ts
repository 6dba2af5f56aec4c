/** What can go wrong with a broker, as failures of the table, in words that name whose connection it was. */
import { Failure, type FailureCode } from '../../model/failure.ts'
import type { Who } from './identity.ts'
import { type Reason, reasonOf, type Stage } from './reasons.ts'
import { addressOf, type BrokerSettings } from './settings.ts'

/** Codes of a channel and of what is made for it; everything else goes out. */
const channelCodes: Record<Reason['kind'], FailureCode> = {
  UNREACHABLE: 'CHANNEL_UNREACHABLE',
  TIMED_OUT: 'CHANNEL_UNREACHABLE',
  LOGIN_FAILED: 'CHANNEL_LOGIN_FAILED',
  REFUSED: 'CHANNEL_REFUSED',
  LOST: 'CHANNEL_LOST',
  BLOCKED: 'CHANNEL_BUSY',
}

const kinds: Record<Who['type'], string> = {
  channel: 'Channel',
  outgoing: 'AMQP connection',
  shared: 'Broker',
  test: 'Broker',
}

export class BrokerFailures {
  readonly #where: string

  constructor(
    private readonly broker: BrokerSettings,
    private readonly who: Who,
  ) {
    // A broker of its own accord is named already.
    const isBroker = who.type === 'shared' || who.type === 'test'
    this.#where = isBroker ? addressOf(broker) : `broker "${broker.name}" at ${addressOf(broker)}`
  }

  from(thrown: unknown, stage: Stage): Failure {
    if (thrown instanceof Failure) return thrown
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    return this.#make(reasonOf(error, stage, { broker: this.broker, where: this.#where }), error)
  }

  /** The broker takes no messages for now. @param reason Its own: `low on memory`. */
  blocked(reason: string): Failure {
    return this.#make({
      kind: 'BLOCKED',
      words: `must wait: ${this.#where} takes no messages, because it is ${reason}. It goes on by itself as soon as the broker does.`,
      facts: { said: reason },
    })
  }

  left(): Failure {
    return this.#make({ kind: 'LOST', words: `has left ${this.#where}.` })
  }

  #make({ kind, words, facts }: Reason, cause?: Error): Failure {
    const { type, name } = this.who
    const code = type === 'channel' ? channelCodes[kind] : (`OUTGOING_${kind}` as const)
    return new Failure(code, `${kinds[type]} "${name}" ${words}`, {
      cause,
      details: { broker: this.broker.name, address: addressOf(this.broker), ...facts },
    })
  }
}
