import { connect } from 'amqplib'
import { expect, it } from 'vitest'
import { withRabbit } from '../support/rabbit.ts'
import { toolConsume, toolGet, toolPublish, whyNoAmqpTools } from './amqp-tools.ts'
import { type PikaProperties, pikaConsume, pikaPublish, whyNoPika } from './pika.ts'

const properties: PikaProperties = {
  contentType: 'text/plain; charset=utf-8',
  contentEncoding: 'identity',
  deliveryMode: 2,
  priority: 3,
  correlationId: 'c-1',
  replyTo: 'answers',
  expiration: '60000',
  messageId: 'm-1',
  timestamp: 1_700_000_000,
  type: 'order',
  userId: 'patchbay',
  appId: 'pika',
  clusterId: 'any',
  headers: {
    text: 'Straße',
    whole: -5,
    large: 5_000_000_000,
    larger: { $long: '9007199254740993' },
    yes: true,
    none: null,
    amount: { $decimal: '12.34' },
    when: { $time: 1_600_000_000 },
    bytes: { $bytes: 'AP+A' },
    table: { list: [1, 'two', { three: false }] },
  },
}
const body = Buffer.from([0, 255, 10, 128])

withRabbit('AMQP clients that are not ours', (rabbits) => {
  it.skipIf(whyNoPika !== undefined)('pika sends and receives all that AMQP has', async () => {
    const { url } = rabbits().host
    await declare('pika')
    await pikaPublish(url, { routingKey: 'pika', body, properties })
    const [message] = await pikaConsume(url, 'pika', 1, { settle: 'requeue' })
    expect(message).toMatchObject({ exchange: '', routingKey: 'pika', redelivered: false, body })
    expect(message?.properties).toEqual(properties)

    await pikaPublish(url, { routingKey: 'pika', body: 'next' })
    const both = await pikaConsume(url, 'pika', 2)
    expect(both.map((one) => [one.redelivered, one.body.toString('latin1')])).toEqual([
      [true, body.toString('latin1')],
      [false, 'next'],
    ])
  })

  it.skipIf(whyNoPika !== undefined)('pika says why it could not', async () => {
    const { url } = rabbits().host
    const lost = pikaPublish(url, { routingKey: 'nowhere', body, mandatory: true })
    await expect(lost).rejects.toThrow('UnroutableError')
    await expect(pikaConsume(url, 'nowhere', 1)).rejects.toThrow('NOT_FOUND')
    await declare('empty')
    const late = pikaConsume(url, 'empty', 1, { timeout: 1_000 })
    await expect(late).rejects.toThrow('0 of 1 messages')
  })

  it.skipIf((whyNoAmqpTools ?? whyNoPika) !== undefined)(
    'the command-line tools send and receive',
    async () => {
      const { url } = rabbits().host
      await declare('tools')
      for (const one of [body, 'two', 'three'])
        await toolPublish(url, { routingKey: 'tools', body: one })
      expect(await toolGet(url, 'tools')).toEqual(body)
      expect((await toolConsume(url, 'tools', 2)).map(String)).toEqual(['two', 'three'])
      expect(await toolGet(url, 'tools')).toBeUndefined()
      await expect(toolGet(url, 'nowhere')).rejects.toThrow('NOT_FOUND')

      const more = { persistent: true, contentType: 'text/csv', headers: { from: 'a tool' } }
      await toolPublish(url, { routingKey: 'tools', body: '', ...more })
      const [message] = await pikaConsume(url, 'tools', 1)
      expect(message?.properties).toEqual({
        contentType: 'text/csv',
        deliveryMode: 2,
        headers: { from: 'a tool' },
      })
    },
  )

  async function declare(queue: string): Promise<void> {
    const connection = await connect(rabbits().host.url)
    const channel = await connection.createChannel()
    await channel.assertQueue(queue)
    await connection.close()
  }
})
