// Testing an AMQP channel by hand: through a real broker to the very exchange, and straight into the flow with none.
import { gzipSync } from 'node:zlib'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { TestAnswer, TestRequest, TestRow } from '../../../../runtime/model/testing.ts'
import type { Runtime } from '../../../../runtime/runtime.ts'
import { Tests } from '../../../../runtime/testing.ts'
import { withRabbit } from '../../../support/rabbit.ts'
import { waitFor } from '../../../support/wait-for.ts'
import { type Running, running } from './running.ts'

withRabbit('a test of an AMQP channel', (rabbits) => {
  const start = async (fields: Readonly<Record<string, unknown>> = {}) => {
    const started = await running(rabbits(), fields)
    await started.condition(({ state }) => state === 'ready')
    return { ...started, ...testsOf(started) }
  }

  const ways = ['transport', 'flow'] as const

  describe.each(ways)('by %s', (via) => {
    it('tells how the message was settled, and its exchange can be looked at', async () => {
      const { test, seen, runtime, left } = await start({ dataFormat: 'json' })
      const answer = await test({
        via,
        values: { correlationId: 'c1', priority: 3, headers: rows({ 'x-a': 'b' }) },
      })
      expect(answer).toMatchObject({ outcome: 'answered', words: 'acked', size: 0 })
      expect(answer.failure).toBeUndefined()
      expect(seen).toMatchObject([
        {
          body: '{"a":1}',
          attempt: 1,
          redelivered: false,
          cid: answer.cid,
          amqp: {
            properties: {
              correlationId: 'c1',
              priority: 3,
              deliveryMode: 2,
              contentType: 'application/json',
              messageId: expect.stringMatching(/^[0-9a-f]{24}$/),
            },
            headers: { 'x-a': 'b' },
            exchange: '',
          },
        },
      ])
      const detail = runtime.inspector.exchange(answer.cid ?? '')
      expect(detail?.settlement?.how).toBe('acked')
      expect(await left()).toBe(0)
    })

    it.each([
      ['throw', { onFailure: 'discard' }, 'discarded', 'SERVICE_THREW'],
      ['throw', { onFailure: 'retry', retryLimit: 1 }, 'retrying', 'SERVICE_THREW'],
      ['bad', { onBadMessage: 'deadLetter' }, 'rejected', 'BAD_REQUEST'],
      ['reject', {}, 'rejected', undefined],
      ['ack throw', {}, 'acked', 'SERVICE_THREW'],
    ] as const)('says what becomes of "%s" with %j', async (does, fields, words, code) => {
      const { test } = await start(fields)
      const answer = await test({ via, values: { headers: rows({ do: does }) } })
      expect(answer).toMatchObject({ outcome: 'answered', words })
      expect(answer.failure?.code).toBe(code)
    })

    it('refuses what is malformed as the channel does', async () => {
      const { test, seen } = await start({ dataFormat: 'json', onBadMessage: 'discard' })
      expect(await test({ via, body: Buffer.from('{') })).toMatchObject({
        words: 'discarded',
        failure: { code: 'MESSAGE_NOT_JSON' },
      })
      expect(seen).toEqual([])
    })

    it('is cancelled while its service works', async () => {
      const { test, tests, seen } = await start()
      const answer = test({ id: 'long', via, values: { headers: rows({ do: 'wait:never' }) } })
      await waitFor(
        async () => seen.length,
        (count) => count === 1,
      )
      await tests.cancelTest('long')
      expect((await answer).outcome).toBe('cancelled')
    })

    it('names what cannot be sent', async () => {
      const { test } = await start()
      const { outcome, failure } = await test({ via, values: { priority: 'high' } })
      expect(outcome).toBe('failed')
      expect(failure).toMatchObject({ code: 'INPUT_MALFORMED', details: { element: 'priority' } })
    })
  })

  it('says when no queue takes it, or there is no such exchange', async () => {
    const { test } = await start()
    expect((await test({ values: { routingKey: 'nowhere' } })).failure?.code).toBe(
      'OUTGOING_UNROUTABLE',
    )
    const { failure } = await test({ values: { exchange: 'no.such' } })
    expect(failure?.message).toContain('no.such')
  })

  it('knows its own message among others', async () => {
    const { test, send, exchanges } = await start()
    await send('before')
    const answer = await test({ values: { headers: rows({ do: 'bad' }) } })
    await send('after')
    const all = await exchanges(3)
    expect(all.find(({ cid }) => cid === answer.cid)?.failure?.code).toBe('BAD_REQUEST')
  })

  it('goes into the flow while the broker is away', async () => {
    const started = await running(rabbits(), {}, { port: 1 })
    await started.condition(({ state }) => state === 'failing')
    const { test } = testsOf(started)
    const { outcome, failure } = await test({})
    expect(outcome).toBe('failed')
    expect(failure?.code).toBe('CHANNEL_UNREACHABLE')
    expect(failure?.message).toContain('Straight into the flow')
    expect(await test({ via: 'flow' })).toMatchObject({ words: 'acked' })
  })

  it('is redelivered, compressed, or of another type, as it is told', async () => {
    const { test, seen } = await start({ dataFormat: 'json' })
    const headers = rows({ x: '1' })
    await test({ via: 'flow', values: { redelivered: true, headers } })
    expect(seen.at(-1)?.redelivered).toBe(true)
    const zipped = await test({ via: 'flow', body: gzipSync('{"a":2}') })
    expect(zipped.failure?.code).toBe('MESSAGE_NOT_JSON')
  })
})

function testsOf({ runtime, queue, ...rest }: Running) {
  const tests = new Tests(runtime as Runtime)
  onTestFinished(() => tests.close())
  let count = 0
  const test = (change: Partial<TestRequest>): Promise<TestAnswer> =>
    tests.test({
      id: `t${++count}`,
      channel: 'Orders',
      via: 'transport',
      contentType: 'application/json',
      body: Buffer.from('{"a":1}'),
      ...change,
      values: { exchange: '', routingKey: queue, ...change.values },
    })
  return { ...rest, tests, test }
}

function rows(pairs: Record<string, string>): TestRow[] {
  return Object.entries(pairs).map(([name, value]) => ({ name, value }))
}
