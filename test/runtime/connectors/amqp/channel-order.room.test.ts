// With one at a time, order is kept through retries, connections that are cut, and deploys; and nothing is lost by any of them.
import { describe, expect, it, onTestFinished } from 'vitest'
import { startCut } from '../../../peers/cut.ts'
import { withRabbit } from '../../../support/rabbit.ts'
import { waitFor } from '../../../support/wait-for.ts'
import { type RunningOptions, running, type Seen } from './running.ts'

/** The bodies in the order in which each was begun for the last time. */
function inOrder(seen: readonly Seen[]): string[] {
  return [...new Set(seen.map(({ body }) => body).reverse())].reverse()
}

const numbers = (count: number) => Array.from({ length: count }, (_, index) => String(index))

withRabbit('an AMQP channel', (rabbits) => {
  const start = (fields = {}, options: RunningOptions = {}) => running(rabbits(), fields, options)

  describe('that works on one at a time', () => {
    it('keeps the order, also through retries', async () => {
      const { send, seen, exchanges } = await start({ retryDelay: 0.05 })
      for (const n of numbers(10)) await send(n, n === '3' || n === '6' ? 'until:3' : '')
      await exchanges(14)
      const bodies = seen.map(({ body }) => body)
      expect(bodies.join(' ')).toBe('0 1 2 3 3 3 4 5 6 6 6 7 8 9')
    })

    it('keeps the order through a connection that is cut', async () => {
      const cut = await startCut(rabbits().broker)
      onTestFinished(() => cut.close())
      const { send, open, seen, exchanges, left } = await start({}, { port: cut.port })
      for (const n of numbers(20)) await send(n, n === '7' ? 'wait:cut' : '')
      await waitFor(
        async () => seen.length,
        (length) => length === 8,
      )
      cut.cut()
      await cut.mend()
      // The new session has delivered 7 again; it must not begin before the old 7 has ended.
      await waitFor(
        async () => cut.connections,
        (count) => count > 0,
      )
      expect(seen).toHaveLength(8)
      await open('cut')
      await open('cut')
      await waitFor(
        async () => inOrder(seen).length,
        (count) => count === 20,
      )
      await waitFor(left, (ready) => ready === 0)
      expect(inOrder(seen)).toEqual(numbers(20))
      expect(seen.filter(({ body }) => body === '7')).toMatchObject([
        { redelivered: false },
        { redelivered: true },
      ])
      const lost = (await exchanges(21)).filter(({ settlement }) => settlement?.how === 'lost')
      expect(lost).toHaveLength(1)
      expect(lost[0]?.settlement?.note).toContain('it will deliver it again')
    })

    it('goes on counting tries where the connection was cut', async () => {
      const cut = await startCut(rabbits().broker)
      onTestFinished(() => cut.close())
      const { send, seen, next, queue } = await start(
        { retryLimit: 3, retryDelay: 0.3 },
        { port: cut.port },
      )
      await send('one', 'throw')
      await waitFor(
        async () => seen.length,
        (length) => length >= 2,
      )
      cut.cut()
      await cut.mend()
      await next(`${queue}.parked`)
      expect(seen.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4])
    })

    it('keeps the order through deploys while it works', async () => {
      const { send, seen, change, left } = await start()
      const sent = numbers(300)
      const sending = (async () => {
        for (const n of sent) await send(n, 'sleep:1')
      })()
      for (let prefetch = 20; prefetch < 28; prefetch++) {
        const reached = seen.length + 10
        await waitFor(
          async () => seen.length,
          (length) => length >= reached,
        )
        await change({ prefetch })
      }
      await sending
      await waitFor(
        async () => inOrder(seen).length,
        (count) => count === sent.length,
      )
      expect(seen.map(({ body }) => body)).toEqual(sent)
      await waitFor(left, (ready) => ready === 0)
    })

    it('begins anew after a deploy only when the old one has ended', async () => {
      const { send, seen, change, open, condition, exchanges } = await start()
      await send('first', 'wait:deploy')
      await send('second')
      await waitFor(
        async () => seen.length,
        (length) => length === 1,
      )
      // The deploy itself waits for nothing.
      await change({ prefetch: 7 })
      expect((await condition(({ state }) => state === 'starting')).state).toBe('starting')
      expect(seen.map(({ body }) => body)).toEqual(['first'])
      await open('deploy')
      const all = await exchanges(2)
      expect(all.map(({ settlement }) => settlement?.how)).toEqual(['acked', 'acked'])
      expect(seen.map(({ body, redelivered }) => [body, redelivered])).toEqual([
        ['first', false],
        ['second', true],
      ])
    })
  })

  describe('that works on many at once', () => {
    it('lets others pass while one waits to be tried again', async () => {
      const { send, seen, exchanges } = await start({ concurrency: 2, retryDelay: 0.3 })
      await send('bad', 'until:2')
      for (const n of numbers(5)) await send(n)
      await exchanges(7)
      expect(seen[0]?.body).toBe('bad')
      expect(seen.at(-1)?.body).toBe('bad')
    })

    it('never works on more, and on so many', async () => {
      const { send, seen, open, exchanges } = await start({ concurrency: 3 })
      for (const n of numbers(5)) await send(n, `wait:${n}`)
      await waitFor(
        async () => seen.length,
        (length) => length === 3,
      )
      for (const n of numbers(5)) await open(n)
      await exchanges(5)
      expect(seen).toHaveLength(5)
    })

    it('loses nothing and does nothing twice through deploys', async () => {
      const { send, seen, change, left } = await start({ concurrency: 10, poolSize: 2 })
      const sent = numbers(400)
      const sending = (async () => {
        for (const n of sent) await send(n, 'sleep:5')
      })()
      for (let prefetch = 20; prefetch < 26; prefetch++) {
        // A slow deploy may find all of them done.
        const reached = Math.min(seen.length + 30, sent.length)
        await waitFor(
          async () => seen.length,
          (length) => length >= reached,
        )
        await change({ prefetch, concurrency: 10, poolSize: 2 })
      }
      await sending
      await waitFor(
        async () => seen.length,
        (count) => count >= sent.length,
      )
      await waitFor(left, (ready) => ready === 0)
      expect(seen.map(({ body }) => body).sort()).toEqual([...sent].sort())
    })
  })

  describe('that stops', () => {
    it('ends what is in hand, and gives back the rest', async () => {
      const { send, seen, open, runtime, channel, queue, exchanges } = await start()
      await send('first', 'wait:stop')
      for (const n of numbers(5)) await send(n)
      await waitFor(
        async () => seen.length,
        (length) => length === 1,
      )
      const stopping = runtime.stop(20_000)
      // Given back before the first has ended.
      await waitFor(
        async () => (await channel.checkQueue(queue)).messageCount,
        (n) => n === 5,
      )
      await open('stop')
      await stopping
      expect((await exchanges(1))[0]?.settlement?.how).toBe('acked')
      expect(seen).toHaveLength(1)
      expect(await channel.checkQueue(queue)).toMatchObject({ messageCount: 5, consumerCount: 0 })
    })

    it('does not wait longer than it may: the broker delivers it again', async () => {
      const { send, seen, runtime, channel, queue, exchanges } = await start()
      await send('first', 'hang')
      await waitFor(
        async () => seen.length,
        (length) => length === 1,
      )
      await runtime.stop(200)
      expect((await exchanges(1))[0]?.settlement?.how).toBe('lost')
      await waitFor(
        async () => (await channel.checkQueue(queue)).messageCount,
        (n) => n === 1,
      )
    })

    it('gives back what waits to be tried again', async () => {
      const { send, seen, runtime, channel, queue } = await start({ retryDelay: 60 })
      await send('first', 'throw')
      await waitFor(
        async () => seen.length,
        (length) => length === 1,
      )
      await runtime.stop(20_000)
      await waitFor(
        async () => (await channel.checkQueue(queue)).messageCount,
        (n) => n === 1,
      )
    })
  })

  it('says to a late service that its connection is gone', async () => {
    const cut = await startCut(rabbits().broker)
    onTestFinished(() => cut.close())
    const { send, seen, open, exchanges, condition } = await start({}, { port: cut.port })
    await send('one', 'wait:late ack')
    await waitFor(
      async () => seen.length,
      (length) => length === 1,
    )
    cut.cut()
    await condition(({ state }) => state === 'failing')
    await open('late')
    const [first] = await exchanges(1)
    expect(first).toMatchObject({ failure: { code: 'DELIVERY_LOST' }, settlement: { how: 'lost' } })
    await cut.mend()
    await open('late')
    const all = await exchanges(2)
    expect(all.at(-1)?.settlement?.how).toBe('acked')
  })
})
