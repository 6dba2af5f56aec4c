/** What the tests of "no crash loses a message" do besides crashing: feed a queue, wait, and count what came out. */
import { type ChannelModel, type ConfirmChannel, connect } from 'amqplib'
import { expect, onTestFinished } from 'vitest'
import type { Broker } from '../peers/rabbit-broker.ts'
import type { BrokerAddress, Copied } from './copying.ts'

export interface Client {
  client: ChannelModel
  channel: ConfirmChannel
}

export interface Queues extends Client {
  address: BrokerAddress
}

/** A client that is not ours; gone with the test. */
export async function connected(rabbit: Broker, virtualHost: string): Promise<Client> {
  const client = await connect(rabbit.url(virtualHost))
  client.on('error', () => undefined)
  const channel = await client.createConfirmChannel()
  channel.on('error', () => undefined)
  onTestFinished(() => client.close().catch(() => undefined))
  return { client, channel }
}

/** A virtual host with the queues `in` and `out`, and a client of it. */
export async function freshQueues(
  rabbit: Broker,
  type: 'classic' | 'quorum' = 'classic',
): Promise<Queues> {
  const { name: vhost } = await rabbit.newVhost()
  const { client, channel } = await connected(rabbit, vhost)
  for (const queue of ['in', 'out']) {
    await channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': type } })
  }
  const { host, port, user, password } = rabbit
  return { address: { host, port, user, password, vhost }, client, channel }
}

/** Waits until so many copies have come out. */
export async function arrived(channel: ConfirmChannel, count: number): Promise<void> {
  await until(5, async () => {
    const { messageCount } = await channel.checkQueue('out')
    return messageCount >= count ? undefined : `${messageCount} of ${count} came out`
  })
}

/** Waits until nothing is left in `in`, unacknowledged ones counted. */
export async function settled(rabbit: Broker, virtualHost: string): Promise<void> {
  await until(200, async () => {
    const lines = await rabbit.ctl('list_queues', '-p', virtualHost, 'name', 'messages')
    // A broker that is just starting may not have the queue yet.
    const left = /^in\s+(\d+)/m.exec(lines)?.[1]
    return left === '0' ? undefined : `${left} are left`
  })
}

async function until(every: number, why: () => Promise<string | undefined>): Promise<void> {
  const end = Date.now() + 120_000
  for (let reason = await why(); reason !== undefined; reason = await why()) {
    if (Date.now() > end) throw new Error(`After two minutes ${reason}.`)
    await new Promise((resolve) => setTimeout(resolve, every))
  }
}

/** Each is there; whatever is there twice was delivered again by the broker, for nobody had settled it. */
export function counted(
  copied: readonly Copied[],
  messages: number,
): { copies: number; twice: number } {
  const byId = new Map<string, Copied[]>()
  for (const one of copied) {
    expect(one.body).toBe(`message ${one.id}`)
    byId.set(one.id, [...(byId.get(one.id) ?? []), one])
  }
  expect(byId.size).toBe(messages)
  const again = [...byId.values()].filter((copies) => copies.length > 1)
  for (const copies of again) {
    const fresh = copies.filter(({ redelivered }) => !redelivered).map(({ delivery }) => delivery)
    expect(new Set(fresh).size).toBeLessThanOrEqual(1)
  }
  return { copies: copied.length, twice: again.length }
}
