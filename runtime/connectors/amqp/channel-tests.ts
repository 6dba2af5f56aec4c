/**
 * The tests of all AMQP channels of a runtime. What is published for a test is recognised by its message ID when a consumer
 * takes it; while no test waits, that costs a comparison for each message.
 */
import type { Origin, Settled } from '../../message/exchange.ts'
import { Failure } from '../../model/failure.ts'
import type { Condition, Deliver, HostOptions, Tested, TestMessage } from '../connector.ts'
import type { ChannelSettings } from './channel-settings.ts'
import type { BrokerSettings } from './settings.ts'
import { testDelivery, testedOf } from './test-flow.ts'
import { toPublish } from './test-message.ts'
import { publishTest } from './test-queue.ts'

/** Milliseconds that a consumer has to take what is in the queue. */
const mostWait = 30_000

interface Subject {
  settings: ChannelSettings
  broker: BrokerSettings
  condition: Condition
}

interface Watch {
  channel: string
  taken(): void
  ended(tested: Tested): void
}

export class ChannelTests {
  readonly #options: HostOptions
  /** By message ID. */
  readonly #watched = new Map<string, Watch>()

  constructor(options: HostOptions) {
    this.#options = options
  }

  readonly deliver: Deliver = (message, origin) => {
    if (this.#watched.size > 0) this.#watch(origin)
    return this.#options.deliver(message, origin)
  }

  readonly refused: HostOptions['refused'] = (message, origin, failure) => {
    if (this.#watched.size > 0) this.#watch(origin)
    this.#options.refused(message, origin, failure)
  }

  test(subject: Subject, message: TestMessage, signal: AbortSignal): Promise<Tested> {
    const { settings } = subject
    if (message.via === 'transport') return this.#byBroker(subject, message, signal)
    const redelivered = message.values.redelivered === true
    const about = { redelivered, doors: this.#options, signal }
    return testDelivery(settings, toPublish(message), about)
  }

  async #byBroker(subject: Subject, message: TestMessage, signal: AbortSignal): Promise<Tested> {
    const { settings, broker, condition } = subject
    if (condition.state !== 'ready') throw notTaking(settings.name, condition)
    const publish = toPublish(message)
    const { messageId } = publish.properties
    const who = { type: 'test', name: broker.name, project: this.#options.project } as const
    // Listened for before it is sent: the broker delivers it before it confirms it.
    const waiting = this.#await(messageId, settings, signal)
    try {
      await publishTest(broker, who, publish, signal)
      waiting.sent()
      return await waiting.tested
    } finally {
      waiting.stop()
    }
  }

  #await(messageId: string, settings: ChannelSettings, signal: AbortSignal) {
    let timer: NodeJS.Timeout | undefined
    let isTaken = false
    let giveUp: (why: unknown) => void = () => undefined
    const tested = new Promise<Tested>((resolve, reject) => {
      giveUp = reject
      const taken = () => {
        isTaken = true
        clearTimeout(timer)
      }
      this.#watched.set(messageId, { channel: settings.name, taken, ended: resolve })
    })
    // It may never be listened to: what is published can fail first.
    tested.catch(() => undefined)
    const abort = () => giveUp(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    return {
      tested,
      sent: () => {
        if (!isTaken) timer = setTimeout(() => giveUp(notTaken(settings)), mostWait)
      },
      stop: () => {
        clearTimeout(timer)
        signal.removeEventListener('abort', abort)
        this.#watched.delete(messageId)
      },
    }
  }

  /** Of a message that is run several times the first counts: the others are exchanges of their own. */
  #watch(origin: Origin): void {
    const messageId = origin.amqp?.properties.messageId
    const watch = messageId === undefined ? undefined : this.#watched.get(messageId)
    if (!watch || messageId === undefined || watch.channel !== origin.channel) return
    this.#watched.delete(messageId)
    watch.taken()
    const settle = origin.settle?.bind(origin)
    origin.settle = (failure, told) =>
      settle?.(failure, (settled: Settled) => {
        told(settled)
        watch.ended(testedOf(origin.cid, settled, failure))
      })
  }
}

function notTaking(name: string, { reason, state }: Condition): Failure {
  const why = reason?.message ?? `It is ${state}.`
  const words = `The channel "${name}" takes nothing from its queue just now. ${why} Straight into the flow it can be tested all the same.`
  return new Failure('CHANNEL_UNREACHABLE', words, { at: { collection: 'channels', name } })
}

function notTaken({ name, queue }: ChannelSettings): Failure {
  const words = `The broker has the message, but the channel "${name}" did not take it within ${mostWait / 1000} s: it waits behind others in the queue "${queue}", another consumer has it, or it went to another queue.`
  return new Failure('CHANNEL_BUSY', words, { at: { collection: 'channels', name } })
}
