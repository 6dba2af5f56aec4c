/**
 * Connections that are made, and made again after each loss, for as long as a session is on them.
 *
 * amqplib has a recovery of its own. It is not used: it cannot be stopped while it connects, waits for ever for the farewell
 * of a broker that hangs, does not let go of a socket whose heartbeat failed, and gives up nothing of its state but events.
 */
import type { ChannelModel } from 'amqplib'
import type { Logger } from 'pino'
import { Backoff } from './backoff.ts'
import { connect, cut, disconnect } from './connect.ts'
import { BrokerFailures } from './failures.ts'
import type { Who } from './identity.ts'
import type { Stage } from './reasons.ts'
import type { BrokerSettings } from './settings.ts'

/** A session, as the connection it is on sees it. */
export interface Member {
  up(model: ChannelModel): void
  /** It could not be made, or is gone. @param nextTry Epoch milliseconds. */
  down(thrown: unknown, stage: Stage, nextTry: number): void
  /** The broker takes nothing that is published; undefined: it does again. */
  blocked(reason: string | undefined): void
}

interface Trouble {
  thrown: unknown
  stage: Stage
  nextTry: number
}

export class Link {
  /** undefined: it is not up. */
  model: ChannelModel | undefined
  /** Since it went down, or could not be made. */
  trouble: Trouble | undefined
  blockedBecause: string | undefined
  isClosed = false
  readonly #members = new Set<Member>()
  readonly #backoff: Backoff
  #attempt: AbortController | undefined
  #connecting: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #error: Error | undefined
  #told = ''

  constructor(
    private readonly broker: BrokerSettings,
    private readonly who: Who,
    private readonly logger: Logger,
    private readonly onClosed?: () => void,
  ) {
    this.#backoff = new Backoff(broker.longestWait)
  }

  get size(): number {
    return this.#members.size
  }

  /** The first one makes it connect; one that comes when it is up is told so at once. */
  join(member: Member): void {
    this.#members.add(member)
    if (this.model) member.up(this.model)
    else if (!this.#connecting && !this.#timer) this.#begin()
  }

  /** With the last one the connection is closed, or whatever there is of it. Never rejects. */
  async leave(member: Member): Promise<void> {
    if (!this.#members.delete(member) || this.#members.size > 0) return
    this.isClosed = true
    this.onClosed?.()
    clearTimeout(this.#timer)
    this.#attempt?.abort(new Error('It is not wanted any more.'))
    await this.#connecting
    const { model } = this
    this.model = undefined
    if (model) await disconnect(model)
  }

  #begin(): void {
    this.#timer = undefined
    this.#connecting = this.#connect()
  }

  async #connect(): Promise<void> {
    this.#attempt = new AbortController()
    const made = await connect(this.broker, this.who, this.#attempt).catch((thrown: unknown) => ({
      thrown,
    }))
    this.#attempt = undefined
    this.#connecting = undefined
    if (!('thrown' in made)) this.#opened(made)
    else if (!this.isClosed) this.#failed(made.thrown, 'connect')
  }

  #opened(model: ChannelModel): void {
    this.model = model
    this.trouble = undefined
    this.blockedBecause = undefined
    this.#error = undefined
    model.on('error', (error) => {
      this.#error = error
    })
    model.on('close', (error) => this.#lost(model, error ?? this.#error))
    model.on('blocked', (reason) => this.#blocked(reason))
    model.on('unblocked', () => this.#blocked(undefined))
    if (this.isClosed) return
    this.#backoff.worked()
    this.#told = ''
    this.logger.info({ broker: this.broker.name }, `${this.who.name} is connected to its broker.`)
    for (const member of this.#members) member.up(model)
  }

  #lost(model: ChannelModel, error: Error | undefined): void {
    // Half-closed by amqplib; whoever hangs would keep it so.
    cut(model)
    if (this.model !== model) return
    this.model = undefined
    this.blockedBecause = undefined
    if (!this.isClosed) this.#failed(error ?? new Error('Unexpected close'), 'use')
  }

  #failed(thrown: unknown, stage: Stage): void {
    const wait = this.#backoff.next()
    const nextTry = Math.ceil(Date.now() + wait)
    this.trouble = { thrown, stage, nextTry }
    // It keeps the process alive: a runtime all of whose brokers are down waits for them.
    this.#timer = setTimeout(() => this.#begin(), wait)
    this.#log(thrown, stage)
    for (const member of this.#members) member.down(thrown, stage, nextTry)
  }

  #blocked(reason: string | undefined): void {
    this.blockedBecause = reason
    for (const member of this.#members) member.blocked(reason)
  }

  /** Once for each reason, not for each try. */
  #log(thrown: unknown, stage: Stage): void {
    const { code, message } = new BrokerFailures(this.broker, this.who).from(thrown, stage)
    if (message === this.#told) return
    this.#told = message
    this.logger.warn({ broker: this.broker.name, code }, message)
  }
}

const shared = new Map<string, Link>()

/** RabbitMQ allows 2,047 AMQP channels on a connection; some are needed while old ones are being closed. */
const mostSessions = 2000

/** One for all of this process that are on equal brokers of one project and either publish or do not. */
export function sharedLink(
  broker: BrokerSettings,
  project: string,
  publishes: boolean,
  logger: Logger,
): Link {
  for (let number = 0; ; number++) {
    const key = JSON.stringify([broker.key, project, publishes, number])
    const known = shared.get(key)
    if (known) {
      if (known.size < mostSessions) return known
      continue
    }
    const who: Who = { type: 'shared', name: broker.name, project }
    const link = new Link(broker, who, logger, () => shared.delete(key))
    shared.set(key, link)
    return link
  }
}
