/**
 * One running project: what a designer embeds, a server runs and the command line runs. Here the rooms are tied together;
 * nothing here decides what a message does.
 */
import { join } from 'node:path'
import type { Channels } from './channels.ts'
import type { Deliver, HostOptions, Surroundings } from './connectors/connector.ts'
import { applyAgain, deployInto } from './deploy.ts'
import type { Reach } from './flow/acts.ts'
import { Deadlines } from './flow/deadlines.ts'
import type { Live } from './flow/live.ts'
import { OpenExchange } from './flow/open-exchange.ts'
import { OpenExchanges } from './flow/open-exchanges.ts'
import { channelActor, type Plan, type PlanNode } from './flow/plan.ts'
import { run } from './flow/run.ts'
import type { Limits } from './inspector/history.ts'
import { Inspector } from './inspector/inspector.ts'
import { invocation } from './invoke.ts'
import { Log } from './log.ts'
import { Counters } from './message/counters.ts'
import type { Origin } from './message/exchange.ts'
import { Message } from './message/message.ts'
import type { StandIns } from './message/stand-ins.ts'
import type { DeployReport, DeployRequest, ObjectStatus, RuntimeStatus } from './model/control.ts'
import { Failure, toFailure } from './model/failure.ts'
import { defaultHistory } from './model/history.ts'
import type { Project } from './model/project.ts'
import type { FiguresBatch } from './model/trace.ts'
import { conditionOf, type Outgoings } from './outgoings.ts'
import { Past } from './past.ts'
import type { Securities } from './securities.ts'
import type { Compiled } from './services/compile.ts'
import type { ServiceTable } from './services/table.ts'
import type { Secrets } from './specs.ts'
import { Trail } from './trail.ts'
import { VaultSecrets } from './vault-secrets.ts'
import { version } from './version.ts'

export interface RuntimeOptions {
  /** Instead of what the project's settings say. */
  http?: { host?: string; port?: number }
  /** The project's folder: npm packages of services are found there, compiled services cached. Left out: neither. */
  folder?: string
  /** What must outlive the process. Default: `.patchbay/state` of the folder; with neither, nothing does. */
  stateFolder?: string | undefined
  /** Values of the project's secrets, by name. */
  secrets?: Secrets
  history?: Partial<Limits>
  /** Where exchanges are kept beyond what memory has, outside of the project. Left out: nowhere. */
  historyFolder?: string | undefined
  /** The file of the thread that writes them, where it is not beside this one. */
  historyWorker?: URL
  /** Each line of the log, as JSON. */
  writeLog?: (line: string) => void
  /** Default `info`. */
  logLevel?: string
  /** Which of a server's workers it is; left out: the only one. */
  worker?: number
  /** No channel begins anything by itself: for one call, perhaps beside a process that runs the project. Default false. */
  isQuiet?: boolean
  /**
   * Nothing outside is reached, listened on or waited for, and no secret is needed: whatever an exchange calls is answered by
   * its stand-ins, or by those of `standIns` where its origin brings none. Left out: it is the real thing.
   */
  rehearsal?: { standIns(origin: Origin): StandIns }
}

/** What a deploy replaces as one. */
export interface Deployed {
  revision: number
  /** What was asked for, and what of it could run. */
  wanted: Project
  project: Project
  live: Live
  services: ServiceTable
  secrets: Secrets
  securities: Securities
  outgoings: Outgoings
  reach: Reach
}

const noReply = new Message({ properties: { status: 204 } })

export class Runtime {
  readonly startedAt = Date.now()
  readonly inspector: Inspector
  /** What has passed, in memory and on the disk. */
  readonly past: Past
  readonly counters = new Counters()
  readonly log: Log
  readonly trail: Trail
  readonly options: RuntimeOptions
  channels: Channels | undefined
  deployed: Deployed | undefined
  /** Told of each exchange that is over, with all its steps. Must be quick, keep nothing, and not throw. */
  onEnded: ((exchange: OpenExchange) => void) | undefined = undefined
  /** Services of what is deployed next that were compiled elsewhere; left out: they are compiled here. */
  compiled: readonly Compiled[] | undefined = undefined
  /** As they were given: `Deployed` has those that stand in Vault as well. */
  secrets: Secrets
  readonly vaultSecrets: VaultSecrets
  /** Those in this process: the watchdog asks this one for their exchanges as well. */
  readonly rehearsals = new Set<Runtime>()
  readonly #open = new OpenExchanges()
  readonly #deadlines: Deadlines
  #queue: Promise<unknown> = Promise.resolve()
  #isStopping = false
  readonly #onDeployed = new Set<(report: DeployReport) => void>()

  constructor(options: RuntimeOptions = {}) {
    this.options = options
    this.inspector = new Inspector(this.#open, options.history)
    this.#deadlines = new Deadlines(this.#open)
    this.secrets = options.secrets ?? new Map()
    this.inspector.redactor.setSecrets(this.secrets.values())
    this.log = new Log(this.inspector.redactor, options.writeLog, options.logLevel, options.worker)
    this.past = new Past(this.inspector, {
      folder: options.historyFolder,
      settings: defaultHistory,
      keysOf: (channel) => this.#historyKeys(channel),
      logger: this.log.logger,
      worker: options.historyWorker,
    })
    this.trail = new Trail(stateFolderOf(options))
    this.vaultSecrets = new VaultSecrets(() => void this.#secretsChanged(), this.log.logger)
  }

  /** The only door inward, for every channel. */
  readonly deliver: Deliver = (message, origin) => {
    const live = this.deployed?.live
    const plan = live?.plans.byChannel.get(origin.channel)
    if (!live || !plan || this.#isStopping) return Promise.reject(this.#notNow(origin.channel))
    return this.open(live, plan, message, origin)
  }

  /** A message that a channel turned away: an exchange that failed before its first step. */
  readonly refused: HostOptions['refused'] = (message, origin, failure) => {
    const live = this.deployed?.live
    if (!live) {
      origin.settle?.(failure, () => undefined)
      return
    }
    const actor = channelActor(origin.channel)
    const plan = { channel: origin.channel, actor, starts: [], repliers: new Set<PlanNode>() }
    const exchange = this.#begin(live, plan, message, origin)
    exchange.fail(failure.with({ at: actor.at }))
    exchange.finish()
  }

  /**
   * One exchange, from its beginning to its settling.
   * @param carried What goes along the plan, where that begins after something was made of the message already.
   */
  open(
    live: Live,
    plan: Plan,
    message: Message,
    origin: Origin,
    carried = message,
  ): Promise<Message> {
    const exchange = this.#begin(live, plan, message, origin)
    return new Promise((resolve, reject) => {
      exchange.resolve = resolve
      exchange.reject = reject
      void this.#carry(exchange, carried)
    })
  }

  #begin(live: Live, plan: Plan, message: Message, origin: Origin): OpenExchange {
    const { rehearsal } = this.options
    if (rehearsal) origin.standIns ??= rehearsal.standIns(origin)
    const now = performance.now()
    const exchange = new OpenExchange(live, plan, origin, message, Date.now(), now, this.#settled)
    live.take()
    this.counters.ofChannel(origin.channel).begin()
    this.#open.add(exchange)
    this.#deadlines.watch(exchange)
    return exchange
  }

  async #carry(exchange: OpenExchange, message: Message): Promise<void> {
    const { trail } = this
    try {
      if (trail.isFollowed) await trail.follow(exchange, () => run(exchange, message))
      else await run(exchange, message)
    } catch (thrown) {
      // The loop keeps what goes wrong; only a mistake of ours comes out of it, and must still settle the exchange.
      exchange.fail(toFailure(thrown))
    }
    exchange.finish()
  }

  /** All work is done, or there is no time left. The source is told what became of its message; then it is over. */
  readonly #settled = (exchange: OpenExchange) => {
    const { origin, failure } = exchange
    if (!origin.settle) return this.#close(exchange)
    origin.settle(failure, (settled) => {
      exchange.settled = settled
      this.#close(exchange)
    })
  }

  /** What every connector is handed. */
  surroundingsOf(project: Project): Omit<Surroundings, 'signer' | 'conceal' | 'onCondition'> {
    return {
      isOffline: this.options.rehearsal !== undefined,
      logger: this.log.logger,
      project: project.settings.name,
      stateFolder: stateFolderOf(this.options),
    }
  }

  /** The exchange of this cid that is not over; the last one, when a caller gave its cid to several. */
  underWay(cid: string): OpenExchange | undefined {
    let found: OpenExchange | undefined
    for (const exchange of this.#open) if (exchange.origin.cid === cid) found = exchange
    for (const rehearsal of this.rehearsals) found ??= rehearsal.underWay(cid)
    return found
  }

  /**
   * An exchange is over, by its end or by its time. It lets go of what it ran on even when something of it still hangs, so that
   * no service can hold an old deploy for ever.
   */
  #close(exchange: OpenExchange): void {
    const { failure, reply, origin, live, settled } = exchange
    if (settled) this.counters.settled(origin.channel, settled.how)
    this.counters
      .ofChannel(origin.channel)
      .end(exchange.ended - exchange.began, failure !== undefined)
    this.#open.delete(exchange)
    this.inspector.ended(exchange)
    this.onEnded?.(exchange)
    // Who invokes is told in full, and says it to whom it concerns.
    if (failure && origin.channel !== invocation) {
      this.log.failed(origin.cid, origin.channel, failure)
    }
    if (failure) exchange.reject?.(failure)
    else exchange.resolve?.(reply ?? noReply)
    live.release()
  }

  /** Makes the running configuration equal the project, touching only what differs. One deploy at a time. */
  deploy(request: DeployRequest): Promise<DeployReport> {
    return this.#inTurn(async () => {
      const running = this.deployed?.revision
      if (request.base !== undefined && running !== undefined && request.base !== running) {
        throw new Failure(
          'DEPLOY_STALE',
          `The change is based on revision ${request.base}, but ${running} runs. Nothing was changed; deploy the whole project again.`,
        )
      }
      // The first exchange has the number after the last on the disk.
      await this.past.opened()
      this.past.settings = request.project.settings.history ?? defaultHistory
      const report = await deployInto(this, request)
      for (const listener of this.#onDeployed) listener(report)
      return report
    })
  }

  /** What was changed of channels while they run, by their own kind, goes live. */
  again(): Promise<void> {
    return this.#inTurn(() => applyAgain(this))
  }

  onDeployed(listener: (report: DeployReport) => void): () => void {
    this.#onDeployed.add(listener)
    return () => this.#onDeployed.delete(listener)
  }

  /** New values of secrets; what uses one that changed is opened anew. */
  async setSecrets(secrets: Secrets): Promise<void> {
    this.secrets = secrets
    // Old values stay masked too: messages that hold them are still in the history.
    this.inspector.redactor.setSecrets(secrets.values())
    await this.#afresh()
  }

  async #secretsChanged(): Promise<void> {
    await this.#afresh().catch((error: unknown) => {
      const words = 'Secrets that changed in Vault could not go live; those before hold.'
      this.log.logger.error({ err: error }, words)
    })
  }

  /** The same project once more: something it rests on is other than it was. */
  async #afresh(): Promise<void> {
    await this.#inTurn(async () => {
      const { deployed } = this
      if (!deployed || this.#isStopping) return
      const { wanted: project, revision } = deployed
      const report = await deployInto(this, { project, revision })
      for (const listener of this.#onDeployed) listener(report)
    })
  }

  status(): RuntimeStatus {
    const objects: ObjectStatus[] = []
    for (const [name, condition] of this.channels?.conditions ?? []) {
      objects.push({ at: { collection: 'channels', name }, ...condition })
    }
    for (const [name, entry] of this.deployed?.outgoings ?? []) {
      objects.push({ at: { collection: 'connections', name }, ...conditionOf(entry) })
    }
    for (const [name, { gate }] of this.deployed?.securities ?? []) {
      if (!gate?.figures) continue
      objects.push({
        at: { collection: 'security', name },
        state: 'ready',
        figures: { ...gate.figures },
      })
    }
    return {
      pid: process.pid,
      version,
      startedAt: this.startedAt,
      revision: this.deployed?.revision,
      objects,
      history: this.past.status,
    }
  }

  /** How many exchanges are under way. */
  get underWayCount(): number {
    return this.#open.size
  }

  /** Of the last `interval` milliseconds. */
  figures(interval: number): FiguresBatch {
    const { nodes, links } = this.counters.sample(interval)
    const rate = nodes.reduce(
      (sum, { at, rate }) => (at.collection === 'channels' ? sum + rate : sum),
      0,
    )
    return {
      interval,
      nodes,
      links,
      rate,
      open: this.#open.size,
      memory: process.memoryUsage.rss(),
      history: this.past.status,
    }
  }

  /** It will be stopped soon: callers that stay connected are told to look for another. */
  leave(): void {
    this.channels?.leave()
  }

  /** Stops taking, lets what is in hand finish for so many milliseconds, then lets go of everything. */
  async stop(grace = 10_000): Promise<void> {
    this.vaultSecrets.stop()
    const signal = AbortSignal.timeout(Math.max(1, grace))
    await this.channels?.close(signal)
    this.#isStopping = true
    for (const exchange of this.#open) {
      exchange.abort(new Failure('RUNTIME_STOPPING', 'The runtime is stopping.'))
    }
    const outgoings = [...(this.deployed?.outgoings.values() ?? [])]
    await Promise.all(outgoings.map(({ outgoing }) => outgoing?.close(signal)))
    this.#deadlines.stop()
    await this.past.close()
    this.inspector.close()
  }

  #historyKeys(channel: string): readonly string[] {
    return this.deployed?.project.channels[channel]?.historyKeys ?? []
  }

  #notNow(channel: string): Failure {
    if (this.#isStopping) return new Failure('RUNTIME_STOPPING', 'The runtime is stopping.')
    return new Failure(
      'CHANNEL_NOT_LINKED',
      `The channel "${channel}" is not linked to anything yet.`,
      {
        at: { collection: 'channels', name: channel },
      },
    )
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work, work)
    this.#queue = turn.catch(() => undefined)
    return turn
  }
}

function stateFolderOf({ folder, stateFolder, rehearsal }: RuntimeOptions): string | undefined {
  if (folder === undefined || rehearsal) return undefined
  return stateFolder ?? join(folder, '.patchbay', 'state')
}
