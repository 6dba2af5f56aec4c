/**
 * A runtime beside the real one, of any project: it takes no messages by itself, reaches nothing outside, needs no secret and
 * writes nothing. Messages go into it one at a time, each with what answers its calls.
 */
import type { Tested, TestMessage } from './connectors/connector.ts'
import type { OpenExchange } from './flow/open-exchange.ts'
import { invocation } from './invoke.ts'
import type { Origin } from './message/exchange.ts'
import type { Message } from './message/message.ts'
import type { DeployReport } from './model/control.ts'
import { Failure, toFailure } from './model/failure.ts'
import type { Project } from './model/project.ts'
import type { Coverage } from './model/proving.ts'
import { coverageOf } from './proving/coverage.ts'
import { type Answer, Answers, type CallMade } from './proving/stand-ins.ts'
import { Runtime } from './runtime.ts'
import type { Compiled } from './services/compile.ts'
import type { Secrets } from './specs.ts'

export interface RehearsalOptions {
  /** The project's: packages of services are found there. Left out: none are. */
  folder?: string | undefined
  /** Each line of its log, as JSON. Left out: it writes none. */
  writeLog?: (line: string) => void
  /** Those that code may see, as of what it is compared with. Left out, and for all others: each has a value, and nobody's. */
  secrets?: Secrets
  /** A history on disk, to be asked of what has passed. Left out: there is none. */
  historyFolder?: string
  /** Services that were compiled elsewhere; left out: they are compiled here. */
  compiled?: readonly Compiled[]
  /** The runtime that answers for this process: the watchdog asks it whose message a service works on. */
  beside?: Runtime | undefined
}

/** What became of one message. */
export interface Rehearsed<T> {
  /** What its sender got; left out: nothing, see `failure`. */
  result?: T
  failure?: Failure
  /** Its exchange, over; undefined: it never began. */
  exchange: OpenExchange | undefined
  /** Those that it began on the side, over as well. */
  asides: readonly OpenExchange[]
  /** All calls of connections, in the order they were made. */
  calls: readonly CallMade[]
  /** Answers that nobody asked for. */
  unused: readonly Answer[]
  coverage: Coverage
}

export class Rehearsal {
  readonly runtime: Runtime
  /** What of the project cannot run. */
  report: DeployReport | undefined
  #answers = new Answers([])
  #ended: OpenExchange[] = []
  #onIdle: (() => void) | undefined
  #queue: Promise<unknown> = Promise.resolve()
  readonly #beside: Runtime | undefined

  private constructor(options: RehearsalOptions) {
    const { folder, writeLog, secrets, compiled, beside, historyFolder } = options
    this.#beside = beside
    this.runtime = new Runtime({
      ...(folder === undefined ? {} : { folder }),
      ...(writeLog ? { writeLog } : { logLevel: 'silent' }),
      ...(historyFolder === undefined ? {} : { historyFolder }),
      secrets: new AnySecret(secrets),
      isQuiet: true,
      rehearsal: { standIns: () => this.#answers },
    })
    this.runtime.compiled = compiled
    this.runtime.onEnded = (exchange) => {
      this.#ended.push(exchange)
      if (this.runtime.underWayCount === 0) this.#onIdle?.()
    }
    beside?.rehearsals.add(this.runtime)
  }

  /** Of a project as it is, deployed or not. What of it is broken is in `report`. */
  static async open(project: Project, options: RehearsalOptions = {}): Promise<Rehearsal> {
    const rehearsal = new Rehearsal(options)
    try {
      rehearsal.report = await rehearsal.runtime.deploy({ project, revision: 1 })
      return rehearsal
    } catch (thrown) {
      await rehearsal.close()
      throw thrown
    }
  }

  /** A message by the channel's own code, as a test straight into the flow. What goes wrong is told, not thrown. */
  test(
    channel: string,
    message: Omit<TestMessage, 'via'>,
    answers: readonly Answer[],
    signal: AbortSignal,
  ): Promise<Rehearsed<Tested>> {
    const { channels } = this.runtime
    return this.#run(answers, signal, () => {
      if (!channels) throw new Failure('CHANNEL_NOT_FOUND', 'Nothing is rehearsed yet.')
      return channels.test(channel, { via: 'flow', ...message }, signal)
    })
  }

  /** A message with the origin it had, past the channel's own code. */
  deliver(
    message: Message,
    origin: Omit<Origin, 'signal' | 'standIns'>,
    answers: readonly Answer[],
    signal: AbortSignal,
  ): Promise<Rehearsed<Message>> {
    return this.#run(answers, signal, () => this.runtime.deliver(message, { ...origin, signal }))
  }

  async close(): Promise<void> {
    this.#beside?.rehearsals.delete(this.runtime)
    await this.runtime.stop(1)
  }

  #run<T>(
    answers: readonly Answer[],
    signal: AbortSignal,
    send: () => Promise<T>,
  ): Promise<Rehearsed<T>> {
    const turn = this.#queue.then(() => this.#alone(answers, signal, send))
    this.#queue = turn
    return turn
  }

  async #alone<T>(
    answers: readonly Answer[],
    signal: AbortSignal,
    send: () => Promise<T>,
  ): Promise<Rehearsed<T>> {
    const { runtime } = this
    const standIns = new Answers(answers)
    this.#answers = standIns
    this.#ended = []
    const live = runtime.deployed?.live
    const before = live?.linkCounts.map(({ total }) => total) ?? []
    const outcome: { result?: T; failure?: Failure } = {}
    try {
      signal.throwIfAborted()
      outcome.result = await unlessAborted(send(), signal)
    } catch (thrown) {
      outcome.failure = toFailure(thrown)
    }
    if (!signal.aborted) await this.#idle(signal)
    const [exchange, ...asides] = own(this.#ended)
    return {
      ...outcome,
      ...{ exchange, asides, calls: standIns.calls, unused: standIns.unused },
      coverage: live
        ? coverageOf(live, before, this.#ended, standIns.calls)
        : { nodes: [], links: [] },
    }
  }

  /** What was begun on the side ends too before the next one begins. */
  async #idle(signal: AbortSignal): Promise<void> {
    if (this.runtime.underWayCount === 0) return
    const idle = new Promise<void>((resolve) => {
      this.#onIdle = resolve
    })
    await unlessAborted(idle, signal).catch(() => undefined)
    this.#onIdle = undefined
  }
}

/** Whatever a project asks for has a value: in a rehearsal nobody is shown any. */
class AnySecret extends Map<string, string> {
  override get(name: string): string {
    return super.get(name) ?? 'a secret of a rehearsal'
  }

  override has(_name: string): boolean {
    return true
  }
}

/** Rejects when the signal aborts first. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal.reason)
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

/** The message's own exchange first. */
function own(ended: readonly OpenExchange[]): OpenExchange[] {
  const main = ended.find(({ origin }) => origin.channel !== invocation)
  return main ? [main, ...ended.filter((one) => one !== main)] : [...ended]
}
