// Two clients that are not ours, at both ends: Debian's pika (Python) and amqp-tools (librabbitmq, C). What they set arrives in a
// service as they set it, and what a service publishes arrives at them.
import { connect } from 'amqplib'
import { expect, it, onTestFinished } from 'vitest'
import { Runtime } from '../../../runtime/runtime.ts'
import { toolConsume, toolPublish, whyNoAmqpTools } from '../../peers/amqp-tools.ts'
import { type PikaProperties, pikaConsume, pikaPublish, whyNoPika } from '../../peers/pika.ts'
import { projectOf } from '../../support/project.ts'
import { type Rabbits, withRabbit } from '../../support/rabbit.ts'

/** Publishes what it got with the same properties, headers and body, and tells in one more header what it saw. */
const mirror = `import { Service } from 'patchbay'

export class Mirror extends Service {
  static serviceName = 'mirror'

  async handle() {
    const { amqp, raw, payload } = this.request
    const { clusterId, ...properties } = amqp.properties
    const { queue, exchange, routingKey, redelivered, deathCount, attempt } = amqp
    const seen = { queue, exchange, routingKey, redelivered, deathCount, attempt, payload }
    await this.outgoing.amqp.get('Out').publish(raw, {
      properties,
      headers: { ...amqp.headers, seen: JSON.stringify(seen) },
    })
  }
}
`

async function mirroring({ broker, host }: Rabbits, fields: Record<string, unknown> = {}) {
  const client = await connect(host.url)
  onTestFinished(() => client.close())
  const channel = await client.createChannel()
  for (const queue of ['in', 'out']) {
    await channel.deleteQueue(queue)
    await channel.assertQueue(queue)
  }
  const runtime = new Runtime({
    http: { port: 0 },
    logLevel: 'silent',
    secrets: new Map([['p', broker.password]]),
  })
  onTestFinished(() => runtime.stop(2000))
  const { host: address, port, user } = broker
  const project = projectOf({
    connections: [
      {
        name: 'rabbit',
        type: 'amqp-broker',
        host: address,
        port,
        user,
        vhost: host.name,
        password: { secret: 'p' },
      },
      { name: 'Out', type: 'amqp', broker: 'rabbit', routingKey: 'out' },
    ],
    channels: [{ name: 'In', type: 'amqp', broker: 'rabbit', queue: 'in', ...fields }],
    services: { 'services/mirror.ts': mirror },
    links: [['In', 'mirror']],
  })
  await runtime.deploy({ project, revision: 1 })
  return runtime
}

const ours = ['x-patchbay-cid', 'x-patchbay-component', 'traceparent']

withRabbit('clients that are not ours', (rabbits) => {
  it.skipIf(whyNoPika)('pika: all properties and headers, both ways', async () => {
    const { url } = rabbits().host
    const runtime = await mirroring(rabbits())
    const properties: PikaProperties = {
      contentType: 'application/x-unusual',
      contentEncoding: 'identity',
      headers: {
        text: 'Grüße',
        count: 42,
        large: 9_007_199_254_740_991,
        yes: true,
        nothing: null,
        bytes: { $bytes: Buffer.from([0, 255]).toString('base64') },
        time: { $time: 1_700_000_000 },
        price: { $decimal: '12.5' },
        list: [1, 'two', { three: 3 }],
        table: { inner: { deep: 'x' } },
      },
      deliveryMode: 2,
      priority: 7,
      correlationId: 'c-1',
      replyTo: 'answers',
      expiration: '60000',
      messageId: 'm-1',
      timestamp: 1_700_000_001,
      type: 'order',
      userId: rabbits().broker.user,
      appId: 'shop',
    }
    const body = Buffer.from([0, 1, 2, 250, 251, 252])
    await pikaPublish(url, { routingKey: 'in', body, properties, mandatory: true })
    const [message] = await pikaConsume(url, 'out', 1)
    if (!message) throw new Error('Nothing came back.')
    expect(message.body.equals(body)).toBe(true)
    const { headers = {}, ...others } = message.properties
    const { headers: sent, ...sentOthers } = properties
    expect(others).toEqual(sentOthers)
    const { seen, ...echoed } = headers
    for (const name of ours) {
      expect(typeof echoed[name]).toBe('string')
      delete (echoed as Record<string, unknown>)[name]
    }
    expect(echoed).toEqual(sent)
    expect(JSON.parse(String(seen))).toMatchObject({
      queue: 'in',
      exchange: '',
      routingKey: 'in',
      redelivered: false,
      deathCount: 0,
      attempt: 1,
    })
    // It was acknowledged, and the confirm of what it published is part of what is told.
    const [exchange] = runtime.inspector.exchanges({})
    expect(exchange).toMatchObject({ outcome: 'done', settlement: { how: 'acked' } })
    const steps = runtime.inspector.exchange(exchange?.cid ?? '')?.steps ?? []
    expect(steps.filter(({ isConfirmed }) => isConfirmed).map(({ name }) => name)).toEqual(['Out'])
  })

  it.skipIf(whyNoAmqpTools)('amqp-tools: bodies and properties, both ways', async () => {
    const { url } = rabbits().host
    await mirroring(rabbits(), { dataFormat: 'json' })
    const bodies = ['{"id":1}', '{"id":2,"name":"ä"}']
    for (const body of bodies) {
      await toolPublish(url, {
        routingKey: 'in',
        body,
        persistent: true,
        contentType: 'application/json',
        headers: { country: 'NL' },
      })
    }
    expect((await toolConsume(url, 'out', 2)).map(String)).toEqual(bodies)
  })

  it.skipIf(whyNoPika)('a message that was dead-lettered says how often', async () => {
    const { url } = rabbits().host
    await mirroring(rabbits())
    const death = { count: { $long: '3' }, reason: 'rejected', queue: 'orders', exchange: 'shop' }
    await pikaPublish(url, {
      routingKey: 'in',
      body: 'x',
      properties: { headers: { 'x-death': [death] } },
    })
    const [message] = await pikaConsume(url, 'out', 1)
    expect(JSON.parse(String(message?.properties.headers?.seen)).deathCount).toBe(3)
  })
})
