// The queue a channel takes from: declared, bound, missing, otherwise than wanted, deleted; and what is told of it.
import { hostname } from 'node:os'
import { describe, expect, it } from 'vitest'
import { withRabbit } from '../../../support/rabbit.ts'
import { waitFor } from '../../../support/wait-for.ts'
import { type Running, type RunningOptions, running } from './running.ts'

let count = 0

withRabbit('the queue of an AMQP channel', (rabbits) => {
  const start = (fields = {}, options: RunningOptions = {}) => running(rabbits(), fields, options)
  const fresh = (kind: string) => `${kind}-${process.pid}-${++count}`

  /** A channel that declares its queue and binds it; resolves when it is ready. */
  async function bound(
    fields: Readonly<Record<string, unknown>>,
  ): Promise<Running & { exchange: string }> {
    const exchange = fresh('exchange')
    const options = { queue: fresh('queue') }
    const one = await start({ declare: true, exchange, ...fields }, options)
    await one.condition(({ state }) => state === 'ready')
    return { ...one, exchange }
  }

  describe('is declared and bound', () => {
    it.each([
      ['direct', ['red', 'blue'], ['red', 'blue', 'green'], ['red', 'blue']],
      ['topic', ['order.*.created'], ['order.nl.created', 'order.created'], ['order.nl.created']],
      ['fanout', [], ['any', ''], ['any', '']],
    ])('to a %s exchange', async (exchangeType, routingKeys, published, expected) => {
      const { channel, exchange, seen } = await bound({ exchangeType, routingKeys })
      for (const key of published) channel.publish(exchange, key, Buffer.from(key))
      await channel.waitForConfirms()
      await waitFor(
        async () => seenOf(seen),
        (bodies) => bodies.length >= expected.length,
      )
      expect(seenOf(seen)).toEqual(expected)
    })

    it('to a headers exchange', async () => {
      const { channel, exchange, seen } = await bound({
        exchangeType: 'headers',
        bindingArguments: { 'x-match': 'all', country: 'NL', size: '3', big: 'true' },
      })
      const publish = (body: string, headers: Readonly<Record<string, unknown>>) =>
        channel.publish(exchange, '', Buffer.from(body), { headers })
      publish('text', { country: 'NL', size: '3', big: true })
      publish('right', { country: 'NL', size: 3, big: true })
      await channel.waitForConfirms()
      await waitFor(
        async () => seenOf(seen),
        (bodies) => bodies.includes('right'),
      )
      expect(seenOf(seen)).toEqual(['right'])
    })

    it('to an exchange of the broker itself', async () => {
      const { channel, seen } = await bound({
        exchange: 'amq.topic',
        exchangeType: 'topic',
        routingKeys: ['#.mine'],
      })
      channel.publish('amq.topic', 'a.b.mine', Buffer.from('yes'))
      await waitFor(
        async () => seenOf(seen),
        (bodies) => bodies.includes('yes'),
      )
    })

    it('as a quorum queue, with arguments', async () => {
      const { channel, queue, seen } = await start(
        {
          declare: true,
          queueType: 'quorum',
          queueArguments: { 'x-max-length': '10', 'x-dead-letter-exchange': 'gone' },
        },
        { queue: fresh('queue') },
      ).then(async (one) => {
        await one.condition(({ state }) => state === 'ready')
        return one
      })
      // Equal to what is there, or the broker closes the AMQP channel.
      await channel.assertQueue(queue, {
        durable: true,
        arguments: {
          'x-queue-type': 'quorum',
          'x-max-length': 10,
          'x-dead-letter-exchange': 'gone',
        },
      })
      channel.sendToQueue(queue, Buffer.from('one'))
      await waitFor(
        async () => seenOf(seen),
        (bodies) => bodies.includes('one'),
      )
    })
  })

  it('fails with the words of the broker when it is otherwise, and is tried again', async () => {
    const { condition, queue, channel } = await start({ declare: true, durable: false })
    const { reason, nextTry } = await condition(({ state }) => state === 'failing')
    expect(reason?.code).toBe('CHANNEL_REFUSED')
    expect(reason?.message).toMatch(
      /^Channel "Orders" was refused by .*406 PRECONDITION FAILED: inequivalent arg 'durable'/,
    )
    expect(nextTry).toBeGreaterThan(0)
    await channel.deleteQueue(queue)
    await condition(({ state }) => state === 'ready')
  })

  it('is waited for when it is not there', async () => {
    const queue = fresh('late')
    const { condition, channel, seen } = await start({}, { queue })
    const { reason } = await condition(({ state }) => state === 'failing')
    expect(reason?.message).toContain(`404 NOT FOUND: no queue '${queue}'`)
    await channel.assertQueue(queue)
    await condition(({ state }) => state === 'ready')
    channel.sendToQueue(queue, Buffer.from('one'))
    await waitFor(
      async () => seenOf(seen),
      (bodies) => bodies.includes('one'),
    )
  })

  it('is declared again when somebody has deleted it', async () => {
    const { consumers, channel, queue, seen } = await bound({ exchange: '' })
    await channel.deleteQueue(queue)
    await waitFor(consumers, (number) => number === 1)
    channel.sendToQueue(queue, Buffer.from('one'))
    await waitFor(
      async () => seenOf(seen),
      (bodies) => bodies.includes('one'),
    )
  })

  it('is told of with its figures and its address', async () => {
    const { send, condition, queue, open } = await start({ prefetch: 2, poolSize: 2 })
    for (let n = 0; n < 7; n++) await send(String(n), `wait:figures${n}`)
    const { address } = await condition(
      ({ figures }) => figures?.ready === 3 && figures.unsettled === 4 && figures.consumers === 2,
    )
    const { broker, host } = rabbits()
    expect(address).toBe(`amqp://127.0.0.1:${broker.port}/${host.name} queue ${queue}`)
    for (let n = 0; n < 7; n++) await open(`figures${n}`)
    await condition(({ figures }) => figures?.unsettled === 0)
  })

  it('counts what waits to be tried again', async () => {
    const { send, condition } = await start({ concurrency: 5, retryDelay: 60 })
    await send('one', 'throw')
    await send('two', 'throw')
    await condition(({ figures }) => figures?.waiting === 2 && figures.unsettled === 2)
  })

  it('is looked at as the broker sees it, with our consumers by their tags', async () => {
    const { runtime, condition, queue } = await start(
      { poolSize: 2, consumerTagPrefix: 'mine' },
      { broker: { managementUrl: rabbits().broker.managementUrl } },
    )
    await condition(({ state }) => state === 'ready')
    const look = async () => runtime.channels?.look('Orders', AbortSignal.timeout(10_000))
    const view = await waitFor(look, (seen) => seen?.rows.length === 2)
    expect(view?.title).toContain(queue)
    expect(view?.rows.map(({ isOurs }) => isOurs)).toEqual([true, true])
    const tag = new RegExp(`^mine/Small/Orders/${hostname()}/${process.pid}/\\d+$`)
    for (const { cells } of view?.rows ?? []) expect(cells[0]).toMatch(tag)
  })

  it('is told of as the worst of its consumers, with how many work', async () => {
    const { condition, conditions } = await start({ poolSize: 3 })
    await condition(({ state, figures }) => state === 'ready' && figures?.consumers === 3)
    const { broker, host } = rabbits()
    const names = async () => {
      const path = `/vhosts/${host.name}/connections`
      const all = (await broker.api('GET', path)) as { name: string; user_provided_name?: string }[]
      const ours = all.filter(({ user_provided_name: given }) =>
        given?.includes('/channel/Orders/'),
      )
      return ours.map(({ name }) => name)
    }
    const [one = ''] = await waitFor(names, ({ length }) => length === 3)
    await broker.api('DELETE', `/connections/${encodeURIComponent(one)}`)
    const failing = await waitFor(
      async () => conditions.find(({ state }) => state === 'failing'),
      Boolean,
    )
    expect(failing?.reason?.message).toMatch(/^2 of 3 consumers work\. Channel "Orders" /)
    await condition(({ state, figures }) => state === 'ready' && figures?.consumers === 3)
  })

  it('hands on all that a message came with', async () => {
    const { send, seen, exchanges, runtime } = await start({ dataFormat: 'json' })
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    const properties = {
      contentType: 'application/json',
      contentEncoding: 'utf-8',
      deliveryMode: 2,
      priority: 3,
      correlationId: 'c',
      replyTo: 'r',
      expiration: '60000',
      messageId: 'm',
      timestamp: 1_700_000_000,
      type: 't',
      userId: rabbits().broker.user,
      appId: 'a',
    }
    await send('{"id":1}', '', { ...properties, headers: { traceparent, n: 5 } })
    const [exchange] = await exchanges(1)
    const [{ amqp } = { amqp: undefined }] = seen
    expect(amqp?.properties).toEqual(properties)
    expect(amqp?.headers).toMatchObject({ n: 5, traceparent })
    expect(amqp).toMatchObject({ exchange: '', redelivered: false, deathCount: 0, attempt: 1 })
    const detail = runtime.inspector.exchange(exchange?.cid ?? '')
    expect(detail?.traceparent).toContain('0af7651916cd43dd8448eb211c80319c')
  })

  it('is served on a shared connection as well', async () => {
    const { send, exchanges, condition } = await start({ connection: 'shared', poolSize: 3 })
    await condition(({ state, figures }) => state === 'ready' && figures?.consumers === 3)
    await send('one')
    expect((await exchanges(1))[0]?.settlement?.how).toBe('acked')
  })
})

function seenOf(seen: readonly { body: string }[]): string[] {
  return seen.map(({ body }) => body)
}
