/** What a service finds around itself for one message. Everything is made when it is first looked at. */
import type { Logger as Pino } from 'pino'
import type { Exchange } from '../message/exchange.ts'
import type { Message } from '../message/message.ts'
import { readInput } from '../model/io-plan.ts'
import type { Jobs } from '../model/job.ts'
import { AmqpRequest } from './amqp-info.ts'
import { merged, sourceOf } from './input.ts'
import type { LoadedService } from './loaded-service.ts'
import { JobSchedule } from './schedule.ts'
import type {
  AmqpInfo,
  HttpInfo,
  Logger,
  Outgoing,
  Schedule,
  SecurityInfo,
  ServiceRequest,
  ServiceResponse,
} from './service.ts'
import { mendStacks } from './source-maps.ts'
import type { Surroundings } from './surroundings.ts'
import { type Connected, waysOut } from './ways-out.ts'

/** The engine, as services may reach it. All answer with a failure when there is nothing of that name. */
export interface World extends Connected {
  /** Calls another service within the exchange; resolves with the payload of its response. */
  invoke(name: string, payload: unknown, exchange: Exchange): Promise<unknown>
  /** Starts another service as an exchange of its own; returns its cid. */
  invokeAsync(name: string, payload: unknown, exchange: Exchange): string
  readonly config: Readonly<Record<string, unknown>>
  readonly logger: Pino
  /** undefined: nothing runs jobs here. */
  jobs(): Jobs | undefined
}

export class Around implements Surroundings {
  readonly request: Request
  readonly response = new Response()

  constructor(
    private readonly service: LoadedService,
    message: Message,
    private readonly exchange: Exchange,
    private readonly world: World,
  ) {
    this.request = new Request(service, message, exchange)
  }

  get cid(): string {
    return this.exchange.cid
  }

  get signal(): AbortSignal {
    return this.exchange.signal
  }

  get timeLeft(): number {
    return this.exchange.left()
  }

  get config(): Readonly<Record<string, unknown>> {
    return this.world.config
  }

  get outgoing(): Outgoing {
    return waysOut(this.world, this.exchange)
  }

  get schedule(): Schedule {
    return new JobSchedule(() => this.world.jobs())
  }

  get logger(): Logger {
    const { service, world, exchange } = this
    const at = { collection: 'services', name: service.path }
    const say = (level: keyof Logger) => (message: string, details?: object) =>
      world.logger[level](
        { cid: exchange.cid, service: service.name, at, ...plain(details) },
        message,
      )
    return { debug: say('debug'), info: say('info'), warn: say('warn'), error: say('error') }
  }

  invoke(name: string, payload: unknown): Promise<unknown> {
    return this.world.invoke(name, payload, this.exchange)
  }

  invokeAsync(name: string, payload: unknown): string {
    return this.world.invokeAsync(name, payload, this.exchange)
  }
}

function plain(details: object | undefined): object {
  if (!(details instanceof Error)) return details ?? {}
  mendStacks(details)
  return { err: details }
}

export class Request implements ServiceRequest {
  #input: Record<string, unknown> | undefined
  #amqp: AmqpInfo | undefined

  constructor(
    private readonly service: LoadedService,
    private readonly message: Message,
    private readonly exchange: Exchange,
  ) {}

  /** @throws Failure INPUT_MISSING, INPUT_MALFORMED. */
  readInput(): Record<string, unknown> {
    const { plan } = this.service
    const source = sourceOf(this.message, this.exchange)
    this.#input = plan.input ? readInput(plan, source) : merged(source)
    return this.#input
  }

  get input(): Record<string, unknown> {
    return this.#input ?? this.readInput()
  }

  get payload(): unknown {
    return this.message.payload
  }

  get raw(): Buffer {
    return this.message.raw
  }

  get headers(): Readonly<Record<string, string>> {
    return this.message.headers
  }

  get contentType(): string | undefined {
    return this.message.contentType
  }

  get http(): HttpInfo | undefined {
    return this.exchange.origin.http
  }

  get amqp(): AmqpInfo | undefined {
    const { amqp } = this.exchange.origin
    if (!amqp) return undefined
    const { path } = this.service
    this.#amqp ??= new AmqpRequest(amqp, { collection: 'services', name: path })
    return this.#amqp
  }

  get security(): SecurityInfo | undefined {
    return this.exchange.origin.security
  }

  get channel(): string {
    return this.exchange.origin.channel
  }

  get properties(): Readonly<Record<string, unknown>> {
    return this.message.properties
  }
}

export class Response implements ServiceResponse {
  payload: unknown = undefined
  status: number | undefined = undefined
  headers: Record<string, string> = {}
  contentType: string | undefined = undefined
}
