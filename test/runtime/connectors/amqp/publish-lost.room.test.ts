// A broker or network that fails while messages are on their way: each is confirmed, or fails with the reason, and none that
// was confirmed is missing.
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { Failure } from '../../../../runtime/model/failure.ts'
import { startCut } from '../../../peers/cut.ts'
import { type Rabbit, startRabbit } from '../../../peers/rabbitmq.ts'
import { testExchange } from '../../../support/exchange.ts'
import { describeRabbit } from '../../../support/rabbit.ts'
import { waitFor } from '../../../support/wait-for.ts'
import { failureOf, isReady, peerAt, publishing, takeFrom } from './publishing.ts'

describeRabbit('messages on their way when something fails', () => {
  let rabbit: Rabbit

  beforeAll(async () => {
    rabbit = await startRabbit({ config: ['max_message_size = 65536'] })
  })
  afterAll(() => rabbit?.stop())

  /** A virtual host with a queue in it, and a connection that publishes to that. */
  async function open(
    values: Record<string, unknown> = {},
    broker: Record<string, unknown> = {},
    at: { host?: string; port?: number } = {},
  ) {
    const host = await rabbit.newVhost()
    onTestFinished(() => host.drop())
    const peer = await peerAt(host.url)
    await peer.assertQueue('in', { durable: true })
    const place = { ...rabbit, vhost: host.name, ...at }
    const open = publishing(place, { routingKey: 'in', timeout: 60, ...values }, broker)
    return { ...open, host, peer, place }
  }

  /** The numbers that have come, in order. Whatever came twice has the same message ID. */
  async function numbersIn(url: string): Promise<number[]> {
    const peer = await peerAt(url)
    const { messageCount } = await peer.checkQueue('in')
    const taken = await takeFrom(peer, 'in', messageCount)
    const ids = new Map<number, unknown>()
    return taken.map(({ content, properties }) => {
      const number = Number(content.toString())
      expect(ids.get(number) ?? properties.messageId).toBe(properties.messageId)
      ids.set(number, properties.messageId)
      return number
    })
  }

  function firstOfEach(numbers: readonly number[]): number[] {
    return [...new Set(numbers)]
  }

  it('are sent again after the broker was killed, in their order', async () => {
    const { client, host, connection, until } = await open()
    await rabbit.flushNames()
    await until(isReady)
    const count = 5000
    // The broker dies with a thousand in flight and the rest waiting.
    const all = Array.from({ length: count }, (_, index) => client.publish(String(index)))
    await Promise.race(all)
    const before = connection.condition().figures
    expect(before?.inFlight).toBeGreaterThan(500)
    await rabbit.kill()
    await until(({ state }) => state === 'failing')
    await rabbit.restart()
    await Promise.all(all)
    const numbers = await numbersIn(host.url)
    expect(firstOfEach(numbers)).toEqual(Array.from({ length: count }, (_, index) => index))
    // Only what was unsettled at the kill may have come twice.
    expect(numbers.length - count).toBeLessThanOrEqual(1000)
  })

  it('survive a network that is cut again and again', async () => {
    const proxy = await startCut(rabbit)
    onTestFinished(() => proxy.close())
    const { client, host, until, connection } = await open({ maxInFlight: 100 }, {}, proxy)
    await until(isReady)
    const count = 5000
    const all = Array.from({ length: count }, (_, index) => client.publish(String(index)))
    for (let cut = 1; cut <= 4; cut++) {
      await waitFor(
        async () => connection.publisher.published,
        (published) => published >= cut * 700,
      )
      proxy.cut()
      await until(({ state }) => state === 'failing')
      await proxy.mend()
    }
    await Promise.all(all)
    const numbers = await numbersIn(host.url)
    expect(firstOfEach(numbers)).toEqual(Array.from({ length: count }, (_, index) => index))
    expect(numbers.length - count).toBeLessThanOrEqual(400)
  })

  it('are given up when the network swallows them, and go on when it does not', async () => {
    const proxy = await startCut(rabbit)
    onTestFinished(() => proxy.close())
    const { client, until } = await open({ timeout: 20 }, { heartbeat: 1 }, proxy)
    await until(isReady)
    proxy.hang()
    const short = failureOf(client.publish('short', { timeout: 0.3 }))
    const long = client.publish('long')
    expect(await short).toMatchObject({
      code: 'OUTGOING_TIMED_OUT',
      message: expect.stringMatching(/not confirmed by the broker .* within 0.3 s. It may have/),
    })
    const { reason } = await until(({ state }) => state === 'failing')
    expect(reason?.message).toContain('no sign of life')
    expect(await failureOf(client.publish('lost', { timeout: 0.3 }))).toMatchObject({
      code: 'OUTGOING_UNREACHABLE',
      message: expect.stringContaining('was not sent within 0.3 s. AMQP connection "orders out"'),
    })
    await proxy.mend()
    await long
  })

  it('fail as lost when there was no time to send them again', async () => {
    const proxy = await startCut(rabbit)
    onTestFinished(() => proxy.close())
    const { client, until } = await open({}, {}, proxy)
    await until(isReady)
    proxy.stall()
    const done = failureOf(client.publish('x', { timeout: 0.5 }))
    proxy.cut()
    expect(await done).toMatchObject({
      code: 'OUTGOING_LOST',
      message: expect.stringMatching(/could not be sent again within 0.5 s\. .*may have arrived/),
    })
  })

  it('end with their exchange', async () => {
    const proxy = await startCut(rabbit)
    onTestFinished(() => proxy.close())
    const { connection, until } = await open({}, {}, proxy)
    await until(isReady)
    proxy.stall()
    const exchange = testExchange()
    const done = failureOf(connection.client(exchange).publish('x'))
    const why = new Failure('CALLER_GONE', 'Nobody waits.')
    exchange.abort(why)
    expect(await done).toBe(why)
    // Its place is taken until the broker has said what became of it.
    expect(connection.condition().figures).toEqual({ inFlight: 1, waiting: 0, published: 0 })
    await proxy.mend()
    await waitFor(
      async () => connection.condition().figures?.inFlight,
      (inFlight) => inFlight === 0,
    )
  })

  it('wait for a broker that takes nothing, and fail when that lasts', async () => {
    const { client, until, connection } = await open()
    await until(isReady)
    await rabbit.ctl('set_vm_memory_high_watermark', '0.00000001')
    onTestFinished(async () => {
      await rabbit.ctl('set_vm_memory_high_watermark', 'absolute', '1GiB')
    })
    // The first one makes the broker say that it takes none.
    const first = client.publish('first')
    const { reason } = await until((condition) => condition.reason?.code === 'OUTGOING_BLOCKED')
    expect(reason?.message).toContain('takes no messages')
    expect(await failureOf(client.publish('short', { timeout: 0.2 }))).toMatchObject({
      code: 'OUTGOING_BLOCKED',
      message: expect.stringContaining('was not taken within 0.2 s.'),
    })
    const patient = client.publish('patient')
    expect(connection.condition().figures?.waiting).toBe(1)
    await rabbit.ctl('set_vm_memory_high_watermark', 'absolute', '1GiB')
    await Promise.all([first, patient])
    await until(isReady)
  })

  it('are refused alone when they are too large', async () => {
    const { client, until, peer, conditions } = await open()
    await until(isReady)
    const outcomes = await Promise.allSettled(
      [10, 70_000, 20, 80_000, 30].map((size) => client.publish(Buffer.alloc(size))),
    )
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'rejected',
      'fulfilled',
    ])
    expect(outcomes[1]).toMatchObject({
      reason: {
        code: 'OUTGOING_REFUSED',
        message: expect.stringMatching(/406 PRECONDITION FAILED: message size 70000 .*65536/),
      },
    })
    expect(conditions.filter(({ state }) => state === 'failing').length).toBe(1)
    expect((await peer.checkQueue('in')).messageCount).toBeGreaterThanOrEqual(3)
  })

  it('are large, and wait for the socket', async () => {
    const { client, until, peer, connection } = await open({ deliveryMode: 'transient' })
    await until(isReady)
    const body = Buffer.alloc(60_000, 'x')
    await Promise.all(Array.from({ length: 3000 }, () => client.publish(body)))
    expect(connection.condition().figures?.published).toBe(3000)
    expect((await peer.checkQueue('in')).messageCount).toBe(3000)
  })

  it('are confirmed before it closes', async () => {
    const { client, connection, peer } = await open()
    const all = Array.from({ length: 3000 }, (_, index) => client.publish(index))
    const closed = connection.close(AbortSignal.timeout(30_000))
    expect(await failureOf(client.publish('late'))).toMatchObject({ code: 'OUTGOING_OFF' })
    await closed
    await Promise.all(all)
    expect((await peer.checkQueue('in')).messageCount).toBe(3000)
  })

  it('fail when it must close before they are confirmed', async () => {
    const proxy = await startCut(rabbit)
    onTestFinished(() => proxy.close())
    const { client, until, connection } = await open({}, {}, proxy)
    await until(isReady)
    proxy.hang()
    const done = failureOf(client.publish('x'))
    await connection.close(AbortSignal.timeout(100))
    expect(await done).toMatchObject({ code: 'RUNTIME_STOPPING', attempts: undefined })
  })

  it('need no broker to begin with', async () => {
    const proxy = await startCut(rabbit)
    onTestFinished(() => proxy.close())
    proxy.cut()
    const { client, until } = await open({}, {}, proxy)
    const done = client.publish('x')
    await until(({ state }) => state === 'failing')
    await proxy.mend()
    await done
  })
})
