/**
 * A runtime under test with one AMQP channel, "Orders", on a real broker: the service `work` does with a message what it says
 * (`{ "do": "throw" }`, or the header `do`), and leaves what it saw in `seen`. Beside it a client that is not ours, for looking.
 */
import {
  type Channel,
  type ConfirmChannel,
  type ConsumeMessage,
  connect,
  type Options,
} from 'amqplib'
import { expect, onTestFinished } from 'vitest'
import type { Condition } from '../../../../runtime/connectors/connector.ts'
import type { Project } from '../../../../runtime/model/project.ts'
import type { ExchangeSummary } from '../../../../runtime/model/trace.ts'
import { Runtime } from '../../../../runtime/runtime.ts'
import type { AmqpInfo } from '../../../../runtime/services/service.ts'
import { projectOf } from '../../../support/project.ts'
import type { Rabbits } from '../../../support/rabbit.ts'
import { scratchFolder } from '../../../support/scratch.ts'
import { waitFor } from '../../../support/wait-for.ts'

/** Of each run. */
export interface Seen {
  body: string
  attempt: number
  redelivered: boolean
  cid: string
  /** What the service was given. */
  amqp: AmqpInfo
}

const work = `import { BadRequest, Service } from 'patchbay'
const test = globalThis.patchbayTest
const { seen, gates } = test
export class Work extends Service {
  static serviceName = 'work'
  async handle() {
    const { amqp, raw, headers } = this.request
    const body = raw.toString()
    const run = headers.run ?? test.latest
    const mine = seen.get(run) ?? []
    seen.set(run, mine)
    mine.push({ body, attempt: amqp.attempt, redelivered: amqp.redelivered, cid: this.cid, amqp })
    const verbs = (headers.do ?? '').split(' ').filter(Boolean)
    for (const verb of verbs) {
      const [name, value] = verb.split(':')
      if (name === 'throw') throw new Error('It cannot be done.')
      if (name === 'until' && amqp.attempt < Number(value)) throw new Error('Not yet.')
      if (name === 'bad') throw new BadRequest('This one is malformed.')
      if (name === 'hang') await new Promise(() => undefined)
      if (name === 'wait') await new Promise((resolve) => gates.set(value, resolve))
      if (name === 'sleep') await new Promise((resolve) => setTimeout(resolve, Number(value)))
      if (name === 'ack') amqp.ack()
      if (name === 'reject') amqp.reject()
      if (name === 'requeue' && !amqp.redelivered) amqp.reject({ requeue: true })
    }
  }
}
`

const seen = new Map<string, Seen[]>()
const gates = new Map<string, () => void>()
/** `latest`: whose messages those are that do not say so. */
const shared = { seen, gates, latest: '' }
Object.assign(globalThis, { patchbayTest: shared })

let count = 0

export interface Running {
  runtime: Runtime
  queue: string
  channel: ConfirmChannel
  seen: Seen[]
  /** Resolves when the broker has it. `does`: what the service is to do. */
  send(body: string | Buffer, does?: string, options?: Options.Publish): Promise<void>
  /** What the service waits for with `wait:NAME` goes on; waits for it to be there. */
  open(gate: string): Promise<void>
  /** Deploys the channel with other fields. */
  change(fields: Readonly<Record<string, unknown>>): Promise<void>
  condition(isRight: (condition: Condition) => boolean): Promise<Condition>
  /** All that was told of the channel since it was first deployed. */
  conditions: Condition[]
  /** The ended exchanges, oldest first, when there are so many. */
  exchanges(howMany: number): Promise<ExchangeSummary[]>
  /** When it has one. */
  next(queue: string): Promise<ConsumeMessage>
  /** Ready ones. */
  left(queue?: string): Promise<number>
  /** Of the queue, which need not be there. */
  consumers(): Promise<number>
}

export interface RunningOptions {
  /** Does not declare it; by default one is there. */
  queue?: string
  /** Where the channel connects to instead. */
  port?: number
  broker?: Readonly<Record<string, unknown>>
  queueArguments?: Readonly<Record<string, unknown>>
}

/** @param fields Of the channel, besides broker and queue. */
export async function running(
  { broker, host }: Rabbits,
  fields: Readonly<Record<string, unknown>> = {},
  options: RunningOptions = {},
): Promise<Running> {
  const name = `q${++count}-${process.pid}`
  const queue = options.queue ?? name
  const channel = await clientOf(host.url)
  if (options.queue === undefined) {
    await channel.assertQueue(queue, { durable: true, arguments: options.queueArguments })
  }
  const runtime = new Runtime({
    folder: scratchFolder({}),
    http: { port: 0 },
    logLevel: 'silent',
    secrets: new Map([['p', broker.password]]),
  })
  onTestFinished(() => runtime.stop(2000))
  const project = (more: Readonly<Record<string, unknown>>): Project =>
    projectOf({
      connections: [
        {
          name: 'main',
          type: 'amqp-broker',
          host: broker.host,
          port: options.port ?? broker.port,
          vhost: host.name,
          user: broker.user,
          password: { secret: 'p' },
          longestWait: 0.2,
          ...options.broker,
        },
      ],
      channels: [
        { name: 'Orders', type: 'amqp', broker: 'main', queue, retryDelay: 0.01, ...more },
      ],
      services: { 'services/work.ts': work },
      links: [['Orders', 'work']],
    })
  let revision = 0
  const deploy = async (more: Readonly<Record<string, unknown>>) => {
    const report = await runtime.deploy({ project: project(more), revision: ++revision })
    expect(report.problems.filter(({ severity }) => severity === 'error')).toEqual([])
  }
  const mine: Seen[] = []
  seen.set(name, mine)
  shared.latest = name
  await deploy(fields)
  const conditions: Condition[] = []
  const told = runtime.channels?.conditions
  if (told) {
    const set = told.set.bind(told)
    told.set = (channel, condition) => {
      conditions.push(condition)
      return set(channel, condition)
    }
  }
  const condition = (isRight: (condition: Condition) => boolean) =>
    waitFor(
      async () => runtime.channels?.conditions.get('Orders') ?? { state: 'off' as const },
      isRight,
    )
  return {
    runtime,
    queue,
    channel,
    seen: mine,
    send: async (body, does = '', more = {}) => {
      const headers = { run: name, do: does, ...(more.headers as object) }
      channel.publish('', queue, Buffer.from(body), { ...more, headers })
      await channel.waitForConfirms()
    },
    open: async (gate) => {
      await waitFor(async () => gates.has(gate), Boolean)
      gates.get(gate)?.()
      gates.delete(gate)
    },
    change: deploy,
    condition,
    conditions,
    exchanges: async (howMany) => {
      const all = await waitFor(
        async () => runtime.inspector.exchanges({}).filter(({ outcome }) => outcome !== 'open'),
        (ended) => ended.length >= howMany,
      )
      return [...all].sort((one, other) => one.seq - other.seq)
    },
    next: async (from) => {
      await waitFor(
        () => check(host.url, from),
        ({ messageCount }) => messageCount > 0,
      )
      const message = await channel.get(from, { noAck: true })
      if (!message) throw new Error(`Somebody else took the message from ${from}.`)
      return message as unknown as ConsumeMessage
    },
    left: async (from = queue) => (await channel.checkQueue(from)).messageCount,
    consumers: async () => (await check(host.url, queue)).consumerCount,
  }
}

async function clientOf(url: string): Promise<ConfirmChannel> {
  const client = await connect(url)
  client.on('error', () => undefined)
  onTestFinished(() => client.close().catch(() => undefined))
  const channel = await client.createConfirmChannel()
  channel.on('error', () => undefined)
  return channel
}

/** Nothing of one that is not there. */
async function check(url: string, queue: string) {
  const client = await connect(url)
  client.on('error', () => undefined)
  const channel: Channel = await client.createChannel()
  channel.on('error', () => undefined)
  try {
    return await channel.checkQueue(queue)
  } catch {
    return { messageCount: 0, consumerCount: 0 }
  } finally {
    await client.close().catch(() => undefined)
  }
}
