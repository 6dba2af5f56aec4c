/** One session: an AMQP channel that is opened whenever its connection is up, and again when it alone has failed. */
import type { Channel, ChannelModel } from 'amqplib'
import type { Failure } from '../../model/failure.ts'
import type { Condition } from '../connector.ts'
import { Backoff } from './backoff.ts'
import { within } from './connect.ts'
import { BrokerFailures } from './failures.ts'
import type { Who } from './identity.ts'
import type { Session, SessionUser } from './link.ts'
import type { Link, Member } from './links.ts'
import type { Stage } from './reasons.ts'
import { addressOf, type BrokerSettings } from './settings.ts'

/** Milliseconds that a broker has to take what was written before, and agree to the end of an AMQP channel. */
const farewell = 1500

export class BrokerSession implements Session, Member {
  condition: Condition
  readonly #link: Link
  readonly #user: SessionUser
  readonly #failures: BrokerFailures
  readonly #backoff: Backoff
  readonly #address: string
  /** What the user has been given and not been told the loss of. */
  #channel: Channel | undefined
  /** Counts what ends an opening under way: each loss, each new try, the leave. */
  #era = 0
  #isOpen = false
  #timer: NodeJS.Timeout | undefined
  #leaving: Promise<void> | undefined

  constructor(link: Link, broker: BrokerSettings, who: Who, user: SessionUser) {
    this.#link = link
    this.#user = user
    this.#failures = new BrokerFailures(broker, who)
    this.#backoff = new Backoff(broker.longestWait)
    this.#address = addressOf(broker)
    const { trouble } = link
    this.condition = trouble
      ? this.#failing(this.#failures.from(trouble.thrown, trouble.stage), trouble.nextTry)
      : { state: 'starting', address: this.#address }
    link.join(this)
  }

  up(model: ChannelModel): void {
    if (!this.#leaving) void this.#open(model)
  }

  down(thrown: unknown, stage: Stage, nextTry: number): void {
    if (this.#leaving) this.#release(this.#failures.left())
    else this.#end(this.#failures.from(thrown, stage), nextTry)
  }

  blocked(reason: string | undefined): void {
    if (this.#isOpen) this.#tellOpen(reason)
  }

  fail(why: Failure): void {
    const channel = this.#channel
    if (!channel || this.#leaving) return
    this.#again(why)
    void within(farewell, () => channel.close())
  }

  leave(): Promise<void> {
    this.#leaving ??= this.#leave()
    return this.#leaving
  }

  async #leave(): Promise<void> {
    this.#era++
    clearTimeout(this.#timer)
    const channel = this.#channel
    if (channel) await within(farewell, () => channel.close())
    this.#release(this.#failures.left())
    await this.#link.leave(this)
  }

  async #open(model: ChannelModel): Promise<void> {
    const era = ++this.#era
    clearTimeout(this.#timer)
    let channel: Channel
    try {
      channel = await (this.#user.confirms ? model.createConfirmChannel() : model.createChannel())
    } catch (thrown) {
      if (this.#era === era) this.#again(this.#failures.from(thrown, 'use'))
      return
    }
    // Never without a listener: the process would end.
    channel.on('error', (error) => {
      if (this.#channel === channel) this.#again(this.#failures.from(error, 'use'))
    })
    if (this.#era !== era) return within(farewell, () => channel.close())
    this.#channel = channel
    try {
      await this.#user.opened(channel)
    } catch (thrown) {
      if (this.#channel === channel) this.fail(this.#failures.from(thrown, 'use'))
      return
    }
    if (this.#channel !== channel || this.#leaving) return
    this.#backoff.worked()
    this.#isOpen = true
    this.#tellOpen(this.#link.blockedBecause)
  }

  /** It alone has failed, its connection has not: opened anew after a wait. */
  #again(why: Failure): void {
    if (this.#leaving) {
      this.#release(why)
      return
    }
    const wait = this.#backoff.next()
    this.#end(why, Math.ceil(Date.now() + wait))
    this.#timer = setTimeout(() => {
      const { model } = this.#link
      // Otherwise it is opened with the connection.
      if (model) this.up(model)
    }, wait)
  }

  #end(why: Failure, nextTry: number): void {
    this.#era++
    this.#isOpen = false
    clearTimeout(this.#timer)
    this.#release(why)
    this.#tell(this.#failing(why, nextTry))
  }

  #release(why: Failure): void {
    if (!this.#channel) return
    this.#channel = undefined
    this.#user.lost(why)
  }

  #tellOpen(blockedBecause: string | undefined): void {
    this.#tell(
      blockedBecause === undefined
        ? { state: 'ready', address: this.#address }
        : this.#failing(this.#failures.blocked(blockedBecause)),
    )
  }

  #failing(why: Failure, nextTry?: number): Condition {
    return {
      state: 'failing',
      reason: why.toData(),
      address: this.#address,
      ...(nextTry === undefined ? {} : { nextTry }),
    }
  }

  #tell(condition: Condition): void {
    this.condition = condition
    if (!this.#leaving) this.#user.onCondition(condition)
  }
}
