// A message that cannot be moved where it is to go is neither acknowledged nor dropped: the channel says so, and tries again.
import { expect, it, onTestFinished } from 'vitest'
import { startCut } from '../../../peers/cut.ts'
import { withRabbit } from '../../../support/rabbit.ts'
import { waitFor } from '../../../support/wait-for.ts'
import { type RunningOptions, running } from './running.ts'

let count = 0

withRabbit('a failed message', (rabbits) => {
  const start = (fields = {}, options: RunningOptions = {}) => running(rabbits(), fields, options)
  const fresh = (kind: string) => `${kind}-${process.pid}-${++count}`

  it('waits for the dead-letter exchange, and then for a queue that is bound to it', async () => {
    const exchange = fresh('dead')
    const { send, condition, channel, exchanges, left, next } = await start({
      onFailure: 'deadLetter',
      deadLetterExchange: exchange,
    })
    await send('one', 'throw')
    const { reason } = await condition(({ state }) => state === 'failing')
    expect(reason?.code).toBe('CHANNEL_REFUSED')
    expect(reason?.message).toMatch(
      new RegExp(
        `^Channel "Orders" cannot move a message that failed to the exchange "${exchange}": .*404 NOT FOUND: no exchange '${exchange}'.*stays in its queue, unsettled\\.$`,
      ),
    )
    await channel.assertExchange(exchange, 'fanout')
    await condition(({ reason: why }) => /no queue is bound/.test(why?.message ?? ''))
    const { queue } = await channel.assertQueue(fresh('queue'))
    await channel.bindQueue(queue, exchange, '')
    expect((await next(queue)).content.toString()).toBe('one')
    await condition(({ state }) => state === 'ready')
    expect((await exchanges(1))[0]?.settlement?.how).toBe('deadLettered')
    expect(await left()).toBe(0)
  })

  it('waits for a parking queue that is full; others go on meanwhile', async () => {
    const { send, condition, channel, queue, exchanges, seen } = await start({
      concurrency: 2,
      onFailure: 'park',
    })
    const parked = `${queue}.parked`
    await channel.assertQueue(parked, {
      durable: true,
      arguments: { 'x-max-length': 1, 'x-overflow': 'reject-publish' },
    })
    channel.sendToQueue(parked, Buffer.from('full'))
    await channel.waitForConfirms()
    await send('bad', 'throw')
    const { reason } = await condition(({ state }) => state === 'failing')
    expect(reason?.message).toContain(`to the queue "${parked}"`)
    expect(reason?.message).toContain('nack')
    await send('good')
    await waitFor(
      async () => seen.map(({ body }) => body),
      (bodies) => bodies.includes('good'),
    )
    await channel.purgeQueue(parked)
    await condition(({ state }) => state === 'ready')
    const all = await exchanges(2)
    expect(all.map(({ settlement }) => settlement?.how).sort()).toEqual(['acked', 'parked'])
  })

  it('goes back when the channel is changed while it is stuck', async () => {
    const { send, condition, change, exchanges, seen } = await start({
      onFailure: 'deadLetter',
      deadLetterExchange: fresh('never'),
    })
    await send('one', 'throw')
    await condition(({ state }) => state === 'failing')
    await change({ onFailure: 'discard' })
    const all = await exchanges(2)
    expect(all.map(({ settlement }) => settlement?.how)).toEqual(['requeued', 'discarded'])
    expect(all[0]?.settlement?.note).toContain('did not get to')
    expect(seen.map(({ redelivered }) => redelivered)).toEqual([false, true])
  })

  it('is parked, and its channel goes on, when the network is cut again and again', async () => {
    const cut = await startCut(rabbits().broker)
    onTestFinished(() => cut.close())
    const { send, channel, queue, seen, left } = await start(
      { onFailure: 'park', concurrency: 5 },
      { port: cut.port },
    )
    const bad = 60
    const sending = (async () => {
      for (let n = 0; n < bad; n++) await send(`bad ${n}`, 'sleep:2 throw')
    })()
    for (let cuts = 0; cuts < 5; cuts++) {
      const reached = seen.length + 5
      await waitFor(
        async () => seen.length,
        (length) => length >= reached || length >= bad,
      )
      cut.cut()
      await cut.mend()
    }
    await sending
    // At least once: one that was parked just when the network went may be there twice, none is missing.
    const found = new Set<string>()
    await channel.assertQueue(`${queue}.parked`, { durable: true })
    await channel.consume(
      `${queue}.parked`,
      (message) => {
        if (message) found.add(message.content.toString())
      },
      { noAck: true },
    )
    await waitFor(
      async () => found.size,
      (size) => size === bad,
    )
    await waitFor(left, (ready) => ready === 0)
  })
})
