// What the broker says no to fails, with its words; everything else that was under way is published all the same.
import { expect, it } from 'vitest'
import { withRabbit } from '../../../support/rabbit.ts'
import { waitFor } from '../../../support/wait-for.ts'
import { failureOf, isReady, peerAt, publishing, takeFrom } from './publishing.ts'

withRabbit('what the broker refuses', (rabbits) => {
  async function open(values: Record<string, unknown> = {}, broker: Record<string, unknown> = {}) {
    const { broker: rabbit, host } = rabbits()
    const peer = await peerAt(host.url)
    const place = { ...rabbit, vhost: host.name }
    return { ...publishing(place, values, broker), peer }
  }

  it('is unroutable when no queue takes it, unless that is allowed', async () => {
    const { client, peer } = await open({ exchange: 'events' })
    await peer.assertExchange('events', 'topic')
    await peer.assertQueue('created')
    await peer.bindQueue('created', 'events', 'order.created')
    const outcomes = await Promise.allSettled([
      client.publish(1, { routingKey: 'order.created' }),
      client.publish(2, { routingKey: 'order.deleted' }),
      client.publish(3, { routingKey: 'order.deleted', mandatory: false }),
      client.publish(4, { routingKey: 'order.created', properties: { messageId: 'same' } }),
      client.publish(5, { routingKey: 'order.deleted', properties: { messageId: 'same' } }),
      client.publish(6, { routingKey: 'nowhere', exchange: '' }),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ])
    expect(outcomes[1]).toMatchObject({
      reason: {
        code: 'OUTGOING_UNROUTABLE',
        message: expect.stringContaining(
          'the exchange "events" has no queue for the routing key "order.deleted". Bind one, or',
        ),
        details: { exchange: 'events', routingKey: 'order.deleted' },
      },
    })
    expect(outcomes[5]).toMatchObject({
      reason: { message: expect.stringContaining('there is no queue "nowhere"') },
    })
    const taken = await takeFrom(peer, 'created', 2)
    expect(taken.map(({ content }) => content.toString())).toEqual(['1', '4'])
  })

  it('tells of a thousand that are returned which they are', async () => {
    const { client, peer } = await open()
    await peer.assertQueue('every-other')
    const outcomes = await Promise.allSettled(
      Array.from({ length: 2000 }, (_, index) =>
        client.publish(index, { routingKey: index % 2 ? 'every-other' : 'none' }),
      ),
    )
    const isRight = outcomes.every(
      ({ status }, index) => (status === 'fulfilled') === !!(index % 2),
    )
    expect(isRight).toBe(true)
  })

  it('is a full queue that rejects (nack)', async () => {
    const { client, peer } = await open({ routingKey: 'full' })
    await peer.assertQueue('full', {
      arguments: { 'x-max-length': 2, 'x-overflow': 'reject-publish' },
    })
    const outcomes = await Promise.allSettled([1, 2, 3, 4].map((one) => client.publish(one)))
    const failures = outcomes.filter(({ status }) => status === 'rejected')
    expect(failures.length).toBeGreaterThan(0)
    for (const failure of failures)
      expect(failure).toMatchObject({
        reason: { code: 'OUTGOING_REFUSED', message: expect.stringContaining('(nack)') },
      })
    expect((await peer.checkQueue('full')).messageCount).toBe(4 - failures.length)
  })

  it('is only what goes to an exchange that is not there', async () => {
    const { client, peer, until } = await open({ routingKey: 'busy' })
    await until(isReady)
    await peer.assertQueue('busy')
    const all = Array.from({ length: 100 }, (_, index) =>
      client.publish(index, index === 50 || index === 90 ? { exchange: 'nope' } : {}),
    )
    const outcomes = await Promise.allSettled(all)
    const failed = outcomes.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))
    expect(failed).toEqual([50, 90])
    expect(outcomes[50]).toMatchObject({
      reason: {
        code: 'OUTGOING_REFUSED',
        message: expect.stringContaining("404 NOT FOUND: no exchange 'nope' in vhost"),
        details: { exchange: 'nope', code: 404 },
      },
    })
    // Those that were before it may have come twice.
    const { messageCount } = await peer.checkQueue('busy')
    const taken = await takeFrom(peer, 'busy', messageCount)
    expect(new Set(taken.map(({ properties }) => properties.messageId)).size).toBe(98)
  })

  it('is not sent again at the cost of others, until the exchange has been made', async () => {
    const { client, peer, conditions, until } = await open({ exchange: 'later' })
    await until(isReady)
    await failureOf(client.publish(1))
    await until(isReady)
    const before = conditions.length
    await failureOf(client.publish(2))
    // Known to be missing: nothing was closed for it.
    expect(conditions.length).toBe(before)
    await peer.assertExchange('later', 'fanout')
    await peer.assertQueue('late')
    await peer.bindQueue('late', 'later', '')
    // Asked again a second after the last answer.
    await waitFor(
      () =>
        client.publish(3).then(
          () => true,
          () => false,
        ),
      (isPublished) => isPublished,
    )
    expect(conditions.length).toBe(before)
    const [message] = await takeFrom(peer, 'late', 1)
    expect(message?.content.toString()).toBe('3')
  })

  it('is what the user may not write to, or in the name of another', async () => {
    const { broker } = rabbits()
    const host = await broker.newVhost()
    const permissions = { configure: '.*', write: '^(?!locked).*', read: '.*' }
    const user = encodeURIComponent(broker.user)
    await broker.api('PUT', `/permissions/${host.name}/${user}`, permissions)
    const peer = await peerAt(host.url)
    await peer.assertExchange('locked', 'fanout')
    await peer.assertQueue('open')
    const { client } = publishing({ ...broker, vhost: host.name }, { routingKey: 'open' })
    const outcomes = await Promise.allSettled([
      client.publish(1),
      client.publish(2, { exchange: 'locked' }),
      client.publish(3, { properties: { userId: 'somebody' } }),
      client.publish(4),
    ])
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ])
    expect(outcomes[1]).toMatchObject({
      reason: {
        code: 'OUTGOING_REFUSED',
        message: expect.stringContaining('403 ACCESS REFUSED: access to exchange'),
      },
    })
    expect(outcomes[2]).toMatchObject({
      reason: {
        code: 'OUTGOING_REFUSED',
        message: expect.stringContaining("user_id property set to 'somebody'"),
      },
    })
    await host.drop()
  })

  it.each([
    // RabbitMQ wants a list in the header CC, and closes the AMQP channel over anything else.
    ['are not known', 406, { headers: { CC: 'not a list' } }],
    // They are cut off, and do not name it in full.
    ['are too many', 404, { exchange: 'x'.repeat(250) }],
  ])('is found out when its words %s', async (_what, code, wrong) => {
    const { client, peer, until } = await open({ routingKey: 'puzzle' })
    await until(isReady)
    await peer.assertQueue('puzzle')
    const outcomes = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) => client.publish(index, index === 20 ? wrong : {})),
    )
    const failed = outcomes.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))
    expect(failed).toEqual([20])
    expect(outcomes[20]).toMatchObject({ reason: { code: 'OUTGOING_REFUSED', details: { code } } })
  })

  it('are headers that no frame has room for', async () => {
    const { client } = await open({ routingKey: 'x' }, { frameMax: 8192 })
    const large = { headers: { large: 'x'.repeat(9000) } }
    expect(await failureOf(client.publish(1, large))).toMatchObject({
      code: 'OUTGOING_REFUSED',
      message: expect.stringContaining('the connection allows 8192 (Largest frame)'),
    })
    const { client: wide } = await open({ routingKey: 'x' })
    const larger = { headers: { large: 'x'.repeat(70_000) } }
    expect(await failureOf(wide.publish(1, larger))).toMatchObject({
      code: 'OUTGOING_REFUSED',
      message: expect.stringContaining('exceeds the 65536 byte'),
    })
  })

  it('is everything when it does not let us in, at once', async () => {
    const { client, until } = await open({}, { password: 'wrong' })
    const early = failureOf(client.publish(1))
    await until(({ reason }) => reason?.code === 'OUTGOING_LOGIN_FAILED')
    for (const failure of [await early, await failureOf(client.publish(2))])
      expect(failure).toMatchObject({
        code: 'OUTGOING_LOGIN_FAILED',
        message: expect.stringContaining('could not log in to broker "main"'),
      })
  })
})
