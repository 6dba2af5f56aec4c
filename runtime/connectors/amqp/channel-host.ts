/** All AMQP channels of a runtime, and what they share: the ways to where messages are parked, and what is known of held ones. */
import { Failure } from '../../model/failure.ts'
import type { ChannelHost, Condition, HostOptions, Spec, TestMessage } from '../connector.ts'
import { AmqpChannel } from './amqp-channel.ts'
import { channelSettingsOf, keepsOrder } from './channel-settings.ts'
import { ChannelTests } from './channel-tests.ts'
import { Held } from './held.ts'
import { Parking } from './parking.ts'
import { type BrokerSettings, brokerOf } from './settings.ts'
import { Tries } from './tries.ts'

/** Milliseconds between two looks at the queues. */
const figuresEvery = 3000

export function openAmqpHost(options: HostOptions): ChannelHost {
  const host = new AmqpHost(options)
  return {
    swap: async (change) => host.swap(change),
    close: (signal) => host.close(signal),
    look: (name, signal) => host.look(name, signal),
    test: (name, message, signal) => host.test(name, message, signal),
  }
}

class AmqpHost {
  readonly #options: HostOptions
  readonly #held: Held
  readonly #tests: ChannelTests
  readonly #channels = new Map<string, AmqpChannel>()
  readonly #retiring = new Set<AmqpChannel>()
  /** By broker, and by exchange. */
  readonly #parkings = new Map<string, Parking>()
  /** One of each: the channels of a broker share its settings. */
  readonly #brokers = new Map<string, BrokerSettings>()
  readonly #tries = new Map<string, Tries>()
  #timer: NodeJS.Timeout | undefined

  constructor(options: HostOptions) {
    this.#options = options
    this.#held = new Held(options.stateFolder, options.logger)
    this.#tests = new ChannelTests(options)
  }

  /** Returns at once: connecting is nothing that a deploy waits for. */
  swap({ open, close }: { open: readonly Spec[]; close: readonly string[] }) {
    const before = new Map<string, Promise<void>>()
    for (const name of close) {
      const channel = this.#channels.get(name)
      if (!channel) continue
      this.#channels.delete(name)
      before.set(name, this.#retire(channel))
    }
    for (const name of close) {
      if (!open.some((spec) => spec.name === name)) this.#tries.delete(name)
    }
    const conditions = new Map<string, Condition>()
    for (const spec of open) {
      const channel = this.#open(spec, before.get(spec.name))
      this.#channels.set(spec.name, channel)
      conditions.set(spec.name, channel.condition)
    }
    this.#watch()
    return conditions
  }

  async close(signal: AbortSignal): Promise<void> {
    for (const channel of this.#channels.values()) void this.#retire(channel)
    this.#channels.clear()
    this.#watch()
    const letGo = () => {
      for (const channel of this.#retiring) channel.letGo()
    }
    if (signal.aborted) letGo()
    else signal.addEventListener('abort', letGo, { once: true })
    await Promise.all([...this.#retiring].map((channel) => channel.retire()))
    await Promise.all([...this.#parkings.values()].map((parking) => parking.close()))
  }

  look(name: string, signal: AbortSignal) {
    const channel = this.#channels.get(name)
    if (!channel) throw new Failure('CHANNEL_NOT_FOUND', `There is no AMQP channel "${name}".`)
    return channel.look(signal)
  }

  async test(name: string, message: TestMessage, signal: AbortSignal) {
    const channel = this.#channels.get(name)
    if (!channel) throw new Failure('CHANNEL_NOT_FOUND', `There is no AMQP channel "${name}".`)
    return this.#tests.test(channel, message, signal)
  }

  #open(spec: Spec, before: Promise<void> | undefined): AmqpChannel {
    const { project, logger, onCondition, isOffline = false } = this.#options
    const { deliver, refused } = this.#tests
    const settings = channelSettingsOf(spec)
    const broker = this.#brokerOf(spec.values.broker as Spec)
    const { name } = settings
    const tries = this.#tries.get(name) ?? new Tries()
    this.#tries.set(name, tries)
    const work = {
      settings: isOffline ? { ...settings, poolSize: 0 } : settings,
      broker,
      deliver,
      refused,
      project,
      logger,
      tries,
      held: this.#held,
      parking: (exchange: string) => this.#parking(broker, exchange),
    }
    // Nothing overtakes what the old one still has in hand.
    const waitsFor = keepsOrder(settings) ? before : undefined
    // Nothing that lives on refers to the Spec: it is large, and there may be thousands.
    return new AmqpChannel(work, (condition) => onCondition(name, condition), waitsFor)
  }

  #retire(channel: AmqpChannel): Promise<void> {
    this.#retiring.add(channel)
    const gone = channel.retire()
    void gone.then(() => this.#retiring.delete(channel))
    return gone
  }

  #brokerOf(spec: Spec): BrokerSettings {
    const broker = brokerOf(spec)
    const known = this.#brokers.get(broker.name)
    if (known?.key === broker.key) return known
    this.#brokers.set(broker.name, broker)
    return broker
  }

  #parking(broker: BrokerSettings, exchange: string): Parking {
    const key = `${broker.key} ${exchange}`
    const { project, logger } = this.#options
    const parking = this.#parkings.get(key) ?? new Parking(exchange, broker, project, logger)
    this.#parkings.set(key, parking)
    return parking
  }

  /** While there are any, their queues are looked at. */
  #watch(): void {
    if (this.#channels.size === 0) {
      clearInterval(this.#timer)
      this.#timer = undefined
      return
    }
    this.#timer ??= setInterval(() => {
      for (const channel of this.#channels.values()) void channel.measure()
    }, figuresEvery).unref()
  }
}
