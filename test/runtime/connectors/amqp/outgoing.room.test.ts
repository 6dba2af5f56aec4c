// What is published arrives as it was meant: properties with their precedence, headers with their types, the body.
import { expect, it } from 'vitest'
import { Message } from '../../../../runtime/message/message.ts'
import { withRabbit } from '../../../support/rabbit.ts'
import { failureOf, isReady, peerAt, publishing, takeFrom } from './publishing.ts'

withRabbit('an outgoing AMQP connection', (rabbits) => {
  /** A connection with a queue of its own, which is read with another client. */
  async function toQueue(queue: string, values: Record<string, unknown> = {}) {
    const { broker, host } = rabbits()
    const peer = await peerAt(host.url)
    await peer.assertQueue(queue, { durable: true })
    const place = { ...broker, vhost: host.name }
    const open = publishing(place, { routingKey: queue, ...values })
    return { ...open, peer, place, take: (count = 1) => takeFrom(peer, queue, count) }
  }

  it('sends all seven defaults', async () => {
    const { client, take, place } = await toQueue('defaults', {
      deliveryMode: 'transient',
      priority: 7,
      contentType: 'application/vnd.order+json',
      contentEncoding: 'utf-8',
      expiration: 60_000,
      userId: rabbits().broker.user,
      appId: 'shop',
    })
    const published = await client.publish({ id: 17 })
    const [message] = await take()
    expect(message?.properties).toMatchObject({
      deliveryMode: 1,
      priority: 7,
      contentType: 'application/vnd.order+json',
      contentEncoding: 'utf-8',
      expiration: '60000',
      userId: place.user,
      appId: 'shop',
      messageId: published.messageId,
    })
    expect(message?.content.toString()).toBe('{"id":17}')
    expect(published).toEqual({
      exchange: '',
      routingKey: 'defaults',
      messageId: expect.stringMatching(/^[0-9a-f]{24}$/),
    })
  })

  it('lets the call say otherwise, or nothing', async () => {
    const { client, take } = await toQueue('precedence', { priority: 7, appId: 'shop' })
    await client.publish('text', {
      properties: {
        deliveryMode: 1,
        priority: 1,
        contentType: 'text/csv',
        correlationId: 'c-1',
        replyTo: 'answers',
        expiration: 90_000,
        messageId: 'm-1',
        timestamp: 1_700_000_000,
        type: 'order',
        appId: undefined,
      },
    })
    const [message] = await take()
    expect(message?.properties).toMatchObject({
      deliveryMode: 1,
      priority: 1,
      contentType: 'text/csv',
      correlationId: 'c-1',
      replyTo: 'answers',
      expiration: '90000',
      messageId: 'm-1',
      timestamp: 1_700_000_000,
      type: 'order',
      appId: undefined,
    })
  })

  it('tells where it comes from, unless told otherwise', async () => {
    const { client, take, exchange, connection } = await toQueue('marks')
    await client.publish(Buffer.from([1, 2, 3]))
    await client.publish('', { headers: { 'X-Patchbay-CID': 'mine', traceparent: undefined } })
    const [first, second] = await take(2)
    expect(first?.properties.headers).toEqual({
      'x-patchbay-cid': exchange.cid,
      'x-patchbay-component': connection.component,
      traceparent: exchange.traceparent,
    })
    expect(connection.component).toMatch(/^patchbay\/Shop\/outgoing\/orders out\/[^/]+\/\d+$/)
    expect(first?.properties.contentType).toBe('application/octet-stream')
    expect([...(first?.content ?? [])]).toEqual([1, 2, 3])
    expect(second?.properties.headers).toEqual({
      'X-Patchbay-CID': 'mine',
      'x-patchbay-component': connection.component,
    })
  })

  it('keeps the types of headers', async () => {
    const { client, take } = await toQueue('headers')
    await client.publish(undefined, {
      headers: {
        text: 'grüße',
        byte: 7,
        short: -3000,
        int: 70_000,
        long: 2 ** 52,
        huge: 2 ** 70,
        odd: 1.5,
        bigint: 12n,
        yes: true,
        no: false,
        nothing: null,
        left: undefined,
        at: new Date('2024-05-06T07:08:09.500Z'),
        bytes: new Uint8Array([1, 2]),
        list: ['a', 1, null, ['b']],
        object: { a: { b: 'c' }, d: undefined },
        typed: { '!': 'decimal', value: { places: 2, digits: 1234 } },
      },
    })
    const [message] = await take()
    expect(message?.content.length).toBe(0)
    expect(message?.properties.contentType).toBeUndefined()
    expect(message?.properties.headers).toMatchObject({
      text: 'grüße',
      byte: 7,
      short: -3000,
      int: 70_000,
      long: 2 ** 52,
      huge: 2 ** 70,
      odd: 1.5,
      bigint: 12,
      yes: true,
      no: false,
      nothing: null,
      at: { '!': 'timestamp', value: Date.parse('2024-05-06T07:08:09Z') / 1000 },
      bytes: Buffer.from([1, 2]),
      list: ['a', 1, null, ['b']],
      object: { a: { b: 'c' } },
      typed: { '!': 'decimal', value: { places: 2, digits: 1234 } },
    })
    expect(Object.keys(message?.properties.headers ?? {})).not.toContain('left')
  })

  it('says which property cannot be sent, and sends nothing', async () => {
    const { client, peer, exchange } = await toQueue('unsendable')
    expect(await failureOf(client.publish('x', { properties: { priority: 12 } }))).toMatchObject({
      code: 'OUTPUT_MALFORMED',
      message:
        'publish queue unsendable of "orders out" was not sent: priority must be a whole number from 0 to 9, not 12.',
      details: { property: 'priority' },
      at: { collection: 'connections', name: 'orders out' },
    })
    expect(exchange.steps).toEqual([])
    expect((await peer.checkQueue('unsendable')).messageCount).toBe(0)
  })

  it('publishes a message that reaches a node, which goes on as it came', async () => {
    const { connection, exchange, take } = await toQueue('nodes', { routingKey: 'elsewhere' })
    const message = new Message({ payload: { id: 1 }, format: 'json', headers: { a: 'b' } })
    const call = { routingKey: 'nodes', exchange: '', headers: { country: 'NL' } }
    expect(await connection.send(message, call, exchange)).toBe(message)
    const [taken] = await take()
    expect(taken?.content.toString()).toBe('{"id":1}')
    expect(taken?.properties.contentType).toBe('application/json')
    expect(taken?.properties.headers).toMatchObject({ country: 'NL' })
    expect(taken?.properties.headers).not.toHaveProperty('a')
    const [step] = exchange.steps
    expect(step).toMatchObject({ label: 'publish queue nodes', name: 'orders out' })
    expect(step?.sent?.properties).toMatchObject({
      amqp: { exchange: '', routingKey: 'nodes', deliveryMode: 2, priority: 5 },
    })
  })

  it('refuses a node’s expression that gives nothing', async () => {
    const { connection, exchange } = await toQueue('nothing')
    const message = new Message({ payload: 'x' })
    const sending = connection.send(message, { routingKey: undefined, exchange: '' }, exchange)
    expect(await failureOf(sending)).toMatchObject({
      code: 'BAD_REQUEST',
      message: 'The field routingKey of the AMQP call gave nothing for this message, not a text.',
    })
  })

  it('keeps the order of 20,000 with one connection', { timeout: 120_000 }, async () => {
    const { client, take, connection } = await toQueue('order', { deliveryMode: 'transient' })
    const count = 20_000
    const all = Array.from({ length: count }, (_, index) => client.publish(String(index)))
    await Promise.all(all)
    expect(connection.condition().figures).toEqual({ inFlight: 0, waiting: 0, published: count })
    const taken = await take(count)
    const isRight = taken.every(({ content }, index) => content.toString() === String(index))
    expect(isRight).toBe(true)
  })

  it('publishes on a pool of connections, or on a shared one', async () => {
    const own = await toQueue('pool', { poolSize: 3 })
    await own.until(isReady)
    await Promise.all(Array.from({ length: 300 }, () => own.client.publish('x')))
    const shared = await toQueue('pool', { poolSize: 2, connection: 'shared' })
    await Promise.all(Array.from({ length: 100 }, () => shared.client.publish('x')))
    expect((await own.take(400)).length).toBe(400)
    expect(own.connection.condition()).toMatchObject({
      state: 'ready',
      figures: { connections: 3, published: 300 },
    })
  })

  it('logs in for a ping, and looks for its exchange', async () => {
    const { client, peer, place } = await toQueue('ping')
    const { took, detail } = await client.ping()
    expect(took).toBeGreaterThan(0)
    expect(detail).toMatch(/^RabbitMQ \d+\.\d+\.\d+ at amqp:\/\/.* let "patchbay" in$/)
    await peer.assertExchange('there', 'topic')
    const there = publishing(place, { exchange: 'there' })
    expect((await there.client.ping()).detail).toContain('exchange "there" is there')
    const missing = publishing(place, { exchange: 'missing' })
    expect(await failureOf(missing.client.ping())).toMatchObject({
      code: 'OUTGOING_REFUSED',
      message: expect.stringContaining("no exchange 'missing' in vhost"),
    })
    const locked = publishing(place, {}, { password: 'wrong' })
    expect(await failureOf(locked.client.ping())).toMatchObject({ code: 'OUTGOING_LOGIN_FAILED' })
  })
})
