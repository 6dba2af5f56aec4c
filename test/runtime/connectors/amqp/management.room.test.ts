import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'amqplib'
import { expect, it, onTestFinished } from 'vitest'
import { connectionName, consumerTag } from '../../../../runtime/connectors/amqp/identity.ts'
import { lookAtQueue } from '../../../../runtime/connectors/amqp/management.ts'
import type { Failure } from '../../../../runtime/model/failure.ts'
import { withRabbit } from '../../../support/rabbit.ts'
import { waitFor } from '../../../support/wait-for.ts'
import { brokerAt } from './open-session.ts'

withRabbit('the management API', (rabbits) => {
  it('tells of a queue and of who consumes from it, ours first', async () => {
    const ours = consumerTag('patchbay', { project: 'Shop', name: 'orders' })
    const name = connectionName('patchbay', { type: 'channel', project: 'Shop', name: 'orders' })
    const theirs = await client('a stranger')
    await theirs.assertQueue('orders/new')
    await theirs.consume('orders/new', () => undefined, { consumerTag: 'stranger' })
    const channel = await client(name)
    await channel.prefetch(7)
    await channel.consume('orders/new', () => undefined, { consumerTag: ours })
    for (let n = 0; n < 9; n++) channel.sendToQueue('orders/new', Buffer.from('x'))
    await theirs.assertQueue('orders/waiting')
    theirs.sendToQueue('orders/waiting', Buffer.from('x'))

    const view = await waitFor(
      () => look('orders/new', new Set([ours])),
      ({ rows, summary }) =>
        rows.length === 2 &&
        rows[1]?.cells[1] === 'a stranger' &&
        summary.startsWith('0 ready, 9 unack'),
    )
    expect(view).toEqual({
      title: 'Queue orders/new at main',
      summary: expect.stringMatching(
        /^0 ready, 9 unacknowledged; [\d.]+\/s in, [\d.]+\/s out, 0\.0\/s acknowledged; 2 consumers$/,
      ),
      columns: ['Consumer tag', 'Connection', 'Host', 'Prefetch', 'State'],
      rows: [
        { cells: [ours, name, '127.0.0.1', '7', 'active'], isOurs: true },
        { cells: ['stranger', 'a stranger', '127.0.0.1', 'no limit', 'active'], isOurs: false },
      ],
    })
    const { rows } = await waitFor(
      () => look('orders/waiting'),
      ({ summary }) => summary.startsWith('1 ready, 0 unacknowledged'),
    )
    expect(rows).toEqual([])
  })

  it('needs an address', async () => {
    const failure = await failing('orders', { managementUrl: '' })
    expect(failure.code).toBe('OUTGOING_INCOMPLETE')
    expect(failure.at).toEqual({ collection: 'connections', name: 'main', field: 'managementUrl' })
  })

  it('knows nothing of a queue that is not there', async () => {
    const failure = await failing('no such queue')
    expect(failure.code).toBe('CHANNEL_REFUSED')
    expect(failure.message).toContain('knows no queue "no such queue" in virtual host')
  })

  it('says that the login is wrong', async () => {
    const failure = await failing('orders', { password: 'hunter2' })
    expect(failure.code).toBe('CHANNEL_LOGIN_FAILED')
    expect(failure.message).toContain('does not let "patchbay" in: 401 ')
    expect(JSON.stringify(failure.toData(true))).not.toContain('hunter2')
  })

  it('says that the user may not ask', async () => {
    const { broker } = rabbits()
    await broker.api('PUT', '/users/nobody', { password: 'x', tags: '' })
    onTestFinished(async () => void (await broker.api('DELETE', '/users/nobody')))
    const failure = await failing('orders', { user: 'nobody', password: 'x' })
    expect(failure.code).toBe('CHANNEL_LOGIN_FAILED')
    expect(failure.message).toContain('The user needs the tag management at the broker.')
  })

  it('is told apart from what is not there and from what is another server', async () => {
    const none = await failing('orders', { managementUrl: 'http://127.0.0.1:1' })
    expect(none.code).toBe('CHANNEL_UNREACHABLE')
    expect(none.message).toContain('rabbitmq-plugins enable rabbitmq_management')

    const url = await serve((_, response) => void response.end('<html>Hello</html>'))
    const other = await failing('orders', { managementUrl: url })
    expect(other.code).toBe('CHANNEL_REFUSED')
    expect(other.message).toContain('Check the field Management address.')
  })

  it('is given up when nobody waits any more', async () => {
    const controller = new AbortController()
    const url = await serve(() => controller.abort(new Error('Nobody waits.')))
    const asked = lookAtQueue(
      settings({ managementUrl: url }),
      'orders',
      new Set(),
      controller.signal,
    )
    await expect(asked).rejects.toThrow('Nobody waits.')
  })

  function settings(values: Record<string, unknown> = {}) {
    const { broker, host } = rabbits()
    const { managementUrl } = broker
    return brokerAt(broker, { vhost: host.name, managementUrl, ...values })
  }

  function look(queue: string, ours = new Set<string>(), values = {}) {
    return lookAtQueue(settings(values), queue, ours, AbortSignal.timeout(30_000))
  }

  function failing(queue: string, values = {}): Promise<Failure> {
    return look(queue, new Set(), values).then(
      () => expect.fail('It answered.'),
      (failure: Failure) => failure,
    )
  }

  async function client(name: string) {
    const connection = await connect(rabbits().host.url, {
      clientProperties: { connection_name: name },
    })
    onTestFinished(() => connection.close())
    return connection.createChannel()
  }
})

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
