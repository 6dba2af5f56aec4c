/**
 * AMQP beside bare amqplib in the same run, against a RabbitMQ of its own: consuming from a queue with acknowledgements,
 * publishing with confirms. Each contender takes its turn in each round; medians count.
 */
import { connect } from 'amqplib'
import { newCid } from '../../runtime/message/cid.ts'
import { Runtime } from '../../runtime/runtime.ts'
import { type Rabbit, startRabbit, whyNoRabbit } from '../peers/rabbitmq.ts'
import { projectOf } from '../support/project.ts'

const rounds = 5
const consumed = 40_000
const published = 40_000
const prefetch = 100
const body = Buffer.alloc(1024, 'x')

export interface Rates {
  name: string
  /** Messages a second, one for each round. */
  rates: number[]
}

export async function withRabbit<T>(work: (rabbit: Rabbit) => Promise<T>): Promise<T> {
  if (whyNoRabbit !== undefined) throw new Error(whyNoRabbit)
  const rabbit = await startRabbit()
  try {
    return await work(rabbit)
  } finally {
    await rabbit.stop()
  }
}

/** Transient messages of 1 KiB, prefetch 100: from the first delivered to the last. */
export async function measureConsuming(rabbit: Rabbit): Promise<Rates[]> {
  const { name: virtualHost } = await rabbit.newVhost()
  const contenders = {
    'amqplib, acknowledging each': () => bareConsumer(rabbit, virtualHost),
    'Patchbay: channel, service, acknowledge': () => ourConsumer(rabbit, virtualHost),
  }
  return rated(contenders, consumed, () => fill(rabbit, virtualHost))
}

async function fill(rabbit: Rabbit, virtualHost: string): Promise<void> {
  const client = await connect(rabbit.url(virtualHost))
  const channel = await client.createConfirmChannel()
  await channel.deleteQueue('in')
  await channel.assertQueue('in', { durable: true })
  for (let sent = 0; sent < consumed; sent++) channel.sendToQueue('in', body, { persistent: false })
  await channel.waitForConfirms()
  await client.close()
}

async function bareConsumer(rabbit: Rabbit, virtualHost: string): Promise<number> {
  const client = await connect(rabbit.url(virtualHost))
  const channel = await client.createChannel()
  await channel.prefetch(prefetch)
  const took = await new Promise<number>((resolve) => {
    let count = 0
    let began = 0
    void channel.consume('in', (message) => {
      if (!message) return
      if (count++ === 0) began = performance.now()
      channel.ack(message)
      if (count === consumed) resolve(performance.now() - began)
    })
  })
  await client.close()
  return took
}

const counting = `import { Service } from 'patchbay'
const counted = globalThis.benchCounted
export class Count extends Service {
  static serviceName = 'count'
  handle() {
    counted()
  }
}
`

async function ourConsumer(rabbit: Rabbit, virtualHost: string): Promise<number> {
  const runtime = new Runtime({ http: { port: 0 }, logLevel: 'silent', secrets: secretsOf(rabbit) })
  const took = new Promise<number>((resolve) => {
    let count = 0
    let began = 0
    Object.assign(globalThis, {
      benchCounted() {
        if (count++ === 0) began = performance.now()
        if (count === consumed) resolve(performance.now() - began)
      },
    })
  })
  const project = projectOf({
    connections: [brokerOf(rabbit, virtualHost)],
    channels: [
      { name: 'In', type: 'amqp', broker: 'rabbit', queue: 'in', prefetch, concurrency: prefetch },
    ],
    services: { 'services/count.ts': counting },
    links: [['In', 'count']],
  })
  await runtime.deploy({ project, revision: 1 })
  const milliseconds = await took
  await runtime.stop(5000)
  return milliseconds
}

/** Transient messages of 1 KiB to a queue, so many waiting for their confirm at the same time. */
export async function measurePublishing(rabbit: Rabbit, inFlight: number): Promise<Rates[]> {
  const { name: virtualHost } = await rabbit.newVhost()
  const contenders = {
    'amqplib, confirm channel': () => barePublisher(rabbit, virtualHost, inFlight, bare),
    'amqplib, with an id and the same three headers': () =>
      barePublisher(rabbit, virtualHost, inFlight, marked),
    'Patchbay: publish() in a service': () => ourPublisher(rabbit, virtualHost, inFlight),
  }
  return rated(contenders, published, () => emptied(rabbit, virtualHost))
}

async function emptied(rabbit: Rabbit, virtualHost: string): Promise<void> {
  const client = await connect(rabbit.url(virtualHost))
  const channel = await client.createChannel()
  await channel.deleteQueue('out')
  // Bounded, so that all rounds find the broker alike.
  await channel.assertQueue('out', { durable: true, arguments: { 'x-max-length': 1000 } })
  await client.close()
}

/** `inFlight` loops that each publish one after the other. */
async function inLoops(inFlight: number, publish: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  let left = published
  const loop = async () => {
    while (left-- > 0) await publish()
  }
  await Promise.all(Array.from({ length: inFlight }, loop))
  return performance.now() - began
}

const bare = () => ({ persistent: false, mandatory: true, messageId: 'm' })

/** The same message on the wire as ours: what it takes to trace one. */
const marked = () => ({
  persistent: false,
  mandatory: true,
  messageId: newCid(),
  headers: {
    'x-patchbay-cid': 'a7d2fa8a85ae28f9dbe55ef4',
    'x-patchbay-component': 'patchbay/Small/outgoing/Out/some-host/12345',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  },
})

async function barePublisher(
  rabbit: Rabbit,
  virtualHost: string,
  inFlight: number,
  optionsOf: typeof bare,
) {
  const client = await connect(rabbit.url(virtualHost))
  const channel = await client.createConfirmChannel()
  const took = await inLoops(
    inFlight,
    () =>
      new Promise<void>((resolve, reject) => {
        channel.publish('', 'out', body, optionsOf(), (error) =>
          error ? reject(error) : resolve(),
        )
      }),
  )
  await client.close()
  return took
}

const publishing = `import { Service } from 'patchbay'
const run = globalThis.benchPublish
export class Publish extends Service {
  static serviceName = 'publish'
  async handle() {
    const out = this.outgoing.amqp.get('Out')
    const { raw } = this.request
    await run(() => out.publish(raw))
  }
}
`

async function ourPublisher(rabbit: Rabbit, virtualHost: string, inFlight: number) {
  const runtime = new Runtime({ http: { port: 0 }, logLevel: 'silent', secrets: secretsOf(rabbit) })
  let took = 0
  Object.assign(globalThis, {
    async benchPublish(publish: () => Promise<unknown>) {
      // Connected and warm, as the other is when its clock starts.
      await publish()
      took = await inLoops(inFlight, publish)
    },
  })
  const project = projectOf({
    connections: [
      brokerOf(rabbit, virtualHost),
      {
        name: 'Out',
        type: 'amqp',
        broker: 'rabbit',
        routingKey: 'out',
        deliveryMode: 'transient',
        maxInFlight: inFlight,
      },
    ],
    channels: [{ name: 'Go', type: 'rest', path: '/go', timeout: 120 }],
    services: { 'services/publish.ts': publishing },
    links: [['Go', 'publish']],
  })
  await runtime.deploy({ project, revision: 1 })
  const { address = '' } = runtime.status().objects.find(({ at }) => at.name === 'Go') ?? {}
  const answer = await fetch(address, { method: 'POST', body })
  if (!answer.ok) throw new Error(`The publisher answered ${answer.status}: ${await answer.text()}`)
  await runtime.stop(5000)
  return took
}

function brokerOf({ host, port, user }: Rabbit, vhost: string) {
  return { name: 'rabbit', type: 'amqp-broker', host, port, vhost, user, password: { secret: 'p' } }
}

function secretsOf({ password }: Rabbit): Map<string, string> {
  return new Map([['p', password]])
}

/** @param contenders Name -> one run, in milliseconds. The first round warms up and is not counted. */
async function rated(
  contenders: Readonly<Record<string, () => Promise<number>>>,
  count: number,
  before: () => Promise<void>,
): Promise<Rates[]> {
  const rates = new Map<string, number[]>()
  for (let round = 0; round <= rounds; round++) {
    for (const [name, run] of Object.entries(contenders)) {
      await before()
      const took = await run()
      if (round > 0) rates.set(name, [...(rates.get(name) ?? []), (count * 1000) / took])
    }
  }
  return [...rates].map(([name, all]) => ({ name, rates: all }))
}
