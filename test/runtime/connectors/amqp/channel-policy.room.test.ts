// Each policy with each outcome, by a real runtime on a real broker: what the exchange says, and what the broker then has.
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { ExchangeSummary } from '../../../../runtime/model/trace.ts'
import { withRabbit } from '../../../support/rabbit.ts'
import { type RunningOptions, running } from './running.ts'

function told({ settlement, failure }: ExchangeSummary): unknown[] {
  return [settlement?.how, failure?.code]
}

withRabbit('an AMQP channel settles', (rabbits) => {
  const start = (fields = {}, options: RunningOptions = {}) => running(rabbits(), fields, options)

  describe('what went well', () => {
    it('with an acknowledgement', async () => {
      const { send, exchanges, left, seen } = await start()
      await send('one')
      const [exchange] = await exchanges(1)
      expect(exchange).toMatchObject({ outcome: 'done', answer: 'acked' })
      expect(exchange?.settlement?.at).toBeGreaterThan(0)
      expect(seen).toMatchObject([{ body: 'one', attempt: 1, redelivered: false }])
      expect(await left()).toBe(0)
    })

    it('with a reject, when told to', async () => {
      const dead = await deadQueue(rabbits)
      const { send, exchanges, next } = await start(
        { onSuccess: 'reject' },
        { queueArguments: dead.argumentsFor },
      )
      await send('one')
      expect((await exchanges(1)).map(told)).toEqual([['rejected', undefined]])
      expect((await next(dead.queue)).content.toString()).toBe('one')
    })
  })

  describe('what failed', () => {
    it('by running it again, and acknowledges it once it went well', async () => {
      const { send, exchanges, left, seen } = await start({ retryLimit: 5 })
      await send('one', 'until:3')
      const all = await exchanges(3)
      expect(all.map(told)).toEqual([
        ['retrying', 'SERVICE_THREW'],
        ['retrying', 'SERVICE_THREW'],
        ['acked', undefined],
      ])
      expect(all[0]?.settlement?.note).toMatch(/^again in \d+(\.\d)? s, attempt 2 of 6$/)
      expect(seen.map(({ attempt }) => attempt)).toEqual([1, 2, 3])
      expect(new Set(seen.map(({ cid }) => cid)).size).toBe(3)
      // Never given back meanwhile.
      expect(seen.map(({ redelivered }) => redelivered)).toEqual([false, false, false])
      expect(await left()).toBe(0)
    })

    it('by parking it after the last try, with the reason in its headers', async () => {
      const { send, exchanges, next, left, queue, seen } = await start({ retryLimit: 2 })
      await send('one', 'throw', { messageId: 'm1', contentType: 'text/plain', expiration: 60_000 })
      const all = await exchanges(3)
      expect(all.map(told)).toEqual([
        ['retrying', 'SERVICE_THREW'],
        ['retrying', 'SERVICE_THREW'],
        ['parked', 'SERVICE_THREW'],
      ])
      expect(all[2]?.settlement?.note).toBe(`to ${queue}.parked`)
      const { content, properties } = await next(`${queue}.parked`)
      expect(content.toString()).toBe('one')
      expect(properties).toMatchObject({
        messageId: 'm1',
        contentType: 'text/plain',
        expiration: undefined,
      })
      expect(properties.headers).toMatchObject({
        do: 'throw',
        'x-patchbay-failure-code': 'SERVICE_THREW',
        'x-patchbay-failure': '"work" threw Error: It cannot be done.',
        'x-patchbay-failed-at': expect.stringMatching(/^services\/work\.ts:\d+:\d+$/) as string,
        'x-patchbay-cid': seen[2]?.cid,
        'x-patchbay-attempts': 3,
        'x-patchbay-queue': queue,
        'x-patchbay-exchange': '',
        'x-patchbay-routing-key': queue,
      })
      expect(await left()).toBe(0)
    })

    it('by giving it back, so often, and then discards it', async () => {
      const { send, exchanges, left, seen } = await start({
        onFailure: 'requeue',
        retryLimit: 2,
        afterLimit: 'discard',
      })
      await send('one', 'throw')
      const all = await exchanges(3)
      expect(all.map(told)).toEqual([
        ['requeued', 'SERVICE_THREW'],
        ['requeued', 'SERVICE_THREW'],
        ['discarded', 'SERVICE_THREW'],
      ])
      expect(all[0]?.settlement?.note).toMatch(/^after \d+(\.\d)? s, attempt 2 of 3$/)
      expect(seen.map(({ attempt, redelivered }) => [attempt, redelivered])).toEqual([
        [1, false],
        [2, true],
        [3, true],
      ])
      expect(await left()).toBe(0)
    })

    it('by giving it back as often as a quorum queue has counted', async () => {
      const { send, exchanges, seen } = await start(
        { onFailure: 'requeue', retryLimit: 3, afterLimit: 'discard' },
        { queueArguments: { 'x-queue-type': 'quorum' } },
      )
      await send('one', 'throw')
      const all = await exchanges(4)
      expect(all.map(({ settlement }) => settlement?.how)).toEqual([
        'requeued',
        'requeued',
        'requeued',
        'discarded',
      ])
      const counts = seen.map(({ amqp }) => amqp.headers['x-delivery-count'])
      expect(counts).toEqual([undefined, 1, 2, 3])
    })

    it('by a dead-letter exchange of ours, with the reason', async () => {
      const dead = await deadQueue(rabbits)
      const { send, exchanges, next, left } = await start({
        onFailure: 'deadLetter',
        deadLetterExchange: dead.exchange,
        deadLetterRoutingKey: 'failed',
      })
      await send('one', 'throw')
      const [exchange] = await exchanges(1)
      expect(exchange?.settlement).toMatchObject({
        how: 'deadLettered',
        note: `to ${dead.exchange}`,
      })
      const message = await next(dead.queue)
      expect(message.fields.routingKey).toBe('failed')
      expect(message.properties.headers?.['x-patchbay-failure-code']).toBe('SERVICE_THREW')
      expect(await left()).toBe(0)
    })

    it('by the dead-letter exchange of the queue', async () => {
      const dead = await deadQueue(rabbits)
      const { send, exchanges, next } = await start(
        { onFailure: 'deadLetter' },
        { queueArguments: dead.argumentsFor },
      )
      await send('one', 'throw')
      expect((await exchanges(1)).map(told)).toEqual([['rejected', 'SERVICE_THREW']])
      const message = await next(dead.queue)
      expect(message.properties.headers?.['x-death']?.[0]).toMatchObject({ reason: 'rejected' })
    })

    it('by discarding it', async () => {
      const { send, exchanges, left } = await start({ onFailure: 'discard' })
      await send('one', 'throw')
      expect((await exchanges(1)).map(told)).toEqual([['discarded', 'SERVICE_THREW']])
      expect(await left()).toBe(0)
    })

    it('as well when its time was up', async () => {
      const { send, exchanges, next, queue } = await start({ timeout: 0.3, onFailure: 'park' })
      await send('one', 'hang')
      expect((await exchanges(1)).map(told)).toEqual([['parked', 'DEADLINE_PASSED']])
      const { headers } = (await next(`${queue}.parked`)).properties
      expect(headers?.['x-patchbay-failure-code']).toBe('DEADLINE_PASSED')
    })
  })

  describe('what is bad', () => {
    it('by parking it, with the place where it cannot be read; the queue goes on', async () => {
      const { send, exchanges, next, queue, seen } = await start({ dataFormat: 'json' })
      await send('{"id": 1,\n "name": }')
      await send('{"id": 2}')
      const all = await exchanges(2)
      expect(all.map(told)).toEqual(
        expect.arrayContaining([
          ['parked', 'MESSAGE_NOT_JSON'],
          ['acked', undefined],
        ]),
      )
      const bad = all.find(({ failure }) => failure)
      expect(bad?.failure?.details).toMatchObject({ line: 2 })
      const { content, properties } = await next(`${queue}.parked`)
      expect(content.toString()).toBe('{"id": 1,\n "name": }')
      expect(properties.headers?.['x-patchbay-failure-code']).toBe('MESSAGE_NOT_JSON')
      expect(seen.map(({ body }) => body)).toEqual(['{"id": 2}'])
    })

    it.each([
      ['deadLetter', 'rejected'],
      ['discard', 'discarded'],
    ])('by %s', async (onBadMessage, how) => {
      const { send, exchanges, seen } = await start({ dataFormat: 'xml', onBadMessage })
      await send('<open>')
      expect((await exchanges(1)).map(told)).toEqual([[how, 'MESSAGE_NOT_XML']])
      expect(seen).toEqual([])
    })

    it('as when it failed, when told to', async () => {
      const { send, exchanges } = await start({
        dataFormat: 'json',
        onBadMessage: 'asFailed',
        retryLimit: 1,
        afterLimit: 'discard',
      })
      await send('{')
      const how = (await exchanges(2)).map(({ settlement }) => settlement?.how)
      expect(how).toEqual(['retrying', 'discarded'])
    })

    it('also when a service says so', async () => {
      const { send, exchanges } = await start({ onBadMessage: 'discard' })
      await send('one', 'bad')
      expect((await exchanges(1)).map(told)).toEqual([['discarded', 'BAD_REQUEST']])
    })

    it('also when its encoding is not known; a compressed one is read', async () => {
      const { send, exchanges, seen } = await start({ dataFormat: 'json', onBadMessage: 'discard' })
      await send('{}', '', { contentEncoding: 'rot13' })
      await send(gzipSync('{"id":1}'), '', { contentEncoding: 'gzip' })
      const all = await exchanges(2)
      expect(all.map(told)).toEqual(
        expect.arrayContaining([
          ['discarded', 'MESSAGE_ENCODING_UNKNOWN'],
          ['acked', undefined],
        ]),
      )
      expect(seen.map(({ body }) => body)).toEqual(['{"id":1}'])
    })

    it('a thousand in a row', async () => {
      const { send, condition, seen } = await start({ dataFormat: 'json', onBadMessage: 'discard' })
      await Promise.all(Array.from({ length: 1000 }, () => send('{')))
      await send('{}')
      await condition(({ figures }) => figures?.unsettled === 0 && figures.ready === 0)
      expect(seen.map(({ body }) => body)).toEqual(['{}'])
    })
  })

  describe('what a service has settled itself', () => {
    it.each([
      ['ack', 'acked', undefined],
      ['reject', 'rejected', undefined],
      ['ack throw', 'acked', 'SERVICE_THREW'],
    ])('once, in its name: %s', async (does, how, code) => {
      const { send, exchanges, left } = await start()
      await send('one', does)
      const [exchange] = await exchanges(1)
      expect(exchange?.failure?.code).toBe(code)
      expect(exchange?.settlement).toMatchObject({
        how,
        by: { collection: 'services', name: 'services/work.ts' },
      })
      expect(await left()).toBe(0)
    })

    it('and it comes again when it was given back', async () => {
      const { send, exchanges, seen } = await start()
      await send('one', 'requeue')
      const all = await exchanges(2)
      expect(all.map(({ settlement }) => settlement?.how)).toEqual(['requeued', 'acked'])
      expect(all[1]?.settlement?.by).toBeUndefined()
      expect(seen.map(({ redelivered }) => redelivered)).toEqual([false, true])
    })

    it('before its exchange has ended: the broker knows at once', async () => {
      const { send, exchanges, open, channel, queue } = await start({ prefetch: 1 })
      await send('one', 'ack wait:early')
      await send('two')
      // The next one is delivered, though nothing of the first has ended.
      await expect.poll(async () => (await channel.checkQueue(queue)).messageCount).toBe(0)
      await open('early')
      const [first] = await exchanges(2)
      expect(first?.settlement?.how).toBe('acked')
      expect(first?.settlement?.at).toBeLessThan(first?.took ?? 0)
    })

    it('and not twice: that fails, and says by whom it was settled', async () => {
      const { send, exchanges, left } = await start({ onFailure: 'discard' })
      await send('one', 'ack reject')
      const [exchange] = await exchanges(1)
      expect(exchange?.failure).toMatchObject({
        code: 'SETTLED_ALREADY',
        message: expect.stringContaining('already by services/work.ts') as string,
        details: { by: 'services/work.ts' },
      })
      expect(exchange?.settlement).toMatchObject({ how: 'acked' })
      expect(await left()).toBe(0)
    })

    it('and not after the exchange has ended', async () => {
      const { send, exchanges, seen } = await start({ timeout: 0.2, onFailure: 'discard' })
      await send('one', 'hang')
      await exchanges(1)
      const [late] = seen
      expect(late?.amqp.isSettled).toBe(true)
      expect(() => late?.amqp.ack()).toThrow(
        expect.objectContaining({
          code: 'SETTLED_ALREADY',
          message: expect.stringContaining('by its channel, when its exchange ended') as string,
        }) as Error,
      )
    })
  })
})

async function deadQueue(rabbits: () => { host: { url: string } }) {
  const { connect } = await import('amqplib')
  const client = await connect(rabbits().host.url)
  onTestFinished(() => client.close().catch(() => undefined))
  const channel = await client.createChannel()
  const { queue } = await channel.assertQueue('', { exclusive: false })
  const exchange = `dead-${queue}`
  await channel.assertExchange(exchange, 'fanout')
  await channel.bindQueue(queue, exchange, '')
  return { queue, exchange, argumentsFor: { 'x-dead-letter-exchange': exchange } }
}
