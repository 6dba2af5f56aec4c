/**
 * The sample with a queue, on a real RabbitMQ: an order is answered when the broker has confirmed it, checked behind the
 * queue and published again; a bad one is parked with the reason. Without a broker the sample says what it waits for.
 */
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readFolder } from '../../runtime/folder/read.ts'
import type { Project } from '../../runtime/model/project.ts'
import { fromFiles } from '../../runtime/model/text.ts'
import { Runtime } from '../../runtime/runtime.ts'
import { quietPort } from '../peers/free-port.ts'
import { withRabbit } from '../support/rabbit.ts'
import { waitFor } from '../support/wait-for.ts'

const sample = join(import.meta.dirname, '../../electron/samples/queue-orders')
const secret = 'rabbit.password'

interface Place {
  host: string
  port: number
  user: string
  password: string
  vhost: string
}

async function runAt({ password, ...place }: Place) {
  const { project } = fromFiles(await readFolder(sample))
  const rabbit = { ...project.connections.rabbit, ...place, password: { secret } }
  const connections = { ...project.connections, rabbit } as Project['connections']
  const runtime = new Runtime({
    http: { host: '127.0.0.1', port: 0 },
    secrets: new Map([[secret, password]]),
    logLevel: 'silent',
  })
  onTestFinished(() => runtime.stop(2000))
  await runtime.deploy({ project: { ...project, connections }, revision: 1 })
  return runtime
}

const stateOf = (runtime: Runtime, name: string) =>
  runtime.status().objects.find(({ at }) => at.name === name)

/** Of the channel's messages, the newest first. */
const settledBy = (runtime: Runtime, channel: string) =>
  runtime.inspector.exchanges({ channel }).map(({ settlement }) => settlement?.how)

async function send(runtime: Runtime, order: unknown) {
  const answer = await fetch(stateOf(runtime, 'Orders')?.address ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  })
  return { status: answer.status, body: (await answer.json()) as unknown }
}

withRabbit('the sample with a queue', (rabbits) => {
  const place = (): Place => {
    const { broker, host } = rabbits()
    const { port, user, password } = broker
    return { host: broker.host, port, user, password, vhost: host.name }
  }

  it('carries an order through the queue, and parks a bad one with the reason', async () => {
    const runtime = await runAt(place())
    for (const name of ['Order queue', 'Accepted orders', 'shop']) {
      await waitFor(
        async () => stateOf(runtime, name)?.state,
        (state) => state === 'ready',
      )
    }
    const lines = [{ price: 2.5, quantity: 4 }]
    expect(await send(runtime, { id: 1, lines })).toEqual({
      status: 200,
      body: { order: 1, queued: true },
    })
    await waitFor(
      async () => settledBy(runtime, 'Accepted orders'),
      (settled) => settled.join() === 'acked',
    )
    expect((await send(runtime, { id: 2, lines: [] })).status).toBe(200)
    await waitFor(
      async () => settledBy(runtime, 'Order queue'),
      (settled) => settled.join() === 'parked,acked',
    )
    const { broker, host } = rabbits()
    const wish = { count: 1, ackmode: 'ack_requeue_false', encoding: 'auto' }
    const parked = await broker.api('POST', `/queues/${host.name}/orders.parked/get`, wish)
    expect(parked).toMatchObject([
      {
        payload: '{"id":2,"lines":[]}',
        properties: {
          headers: {
            'x-patchbay-failure': 'The order 2 has no lines.',
            'x-patchbay-queue': 'orders',
          },
        },
      },
    ])
  })

  it('says what it waits for when there is no broker', async () => {
    const runtime = await runAt({ ...place(), port: await quietPort() })
    for (const name of ['Order queue', 'Accepted orders', 'shop']) {
      const status = await waitFor(
        async () => stateOf(runtime, name),
        (told) => told?.state === 'failing' && told.nextTry !== undefined,
      )
      expect(status?.reason?.message).toContain('127.0.0.1')
    }
    expect(stateOf(runtime, 'Orders')?.state).toBe('ready')
  })
})
