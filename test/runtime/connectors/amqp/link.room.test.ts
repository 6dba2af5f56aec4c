import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { hostname } from 'node:os'
import { promisify } from 'node:util'
import { connect } from 'amqplib'
import { expect, it, onTestFinished } from 'vitest'
import type { BrokerSettings } from '../../../../runtime/connectors/amqp/settings.ts'
import { Failure } from '../../../../runtime/model/failure.ts'
import { type Cut, startCut } from '../../../peers/cut.ts'
import { withRabbit } from '../../../support/rabbit.ts'
import { waitFor } from '../../../support/wait-for.ts'
import { brokerAt, type ProbeOptions, probe } from './open-session.ts'

withRabbit('a session on a broker', (rabbits) => {
  it('is opened, and lost once when it is left', async () => {
    const { session, opened, lost, reaches } = open()
    expect(session.condition.state).toBe('starting')
    const ready = await reaches('ready')
    expect(ready.address).toBe(`amqp://127.0.0.1:${rabbits().broker.port}/${rabbits().host.name}`)
    expect(opened).toHaveLength(1)

    await Promise.all([session.leave(), session.leave()])
    expect(lost).toHaveLength(1)
    await expect(opened[0]?.checkQueue('any')).rejects.toThrow('Channel closed')
  })

  it('takes all that was written before it is left', async () => {
    const { session, opened, reaches } = open({
      opened: async (channel) => void (await channel.assertQueue('last')),
    })
    await reaches('ready')
    for (let n = 0; n < 1000; n++) opened[0]?.publish('', 'last', Buffer.from(String(n)))
    await session.leave()
    expect(await count('last')).toBe(1000)
  })

  it('fails with the reason when the password is wrong; other settings let it in', async () => {
    const wrong = open({}, { password: 'hunter2' })
    const { reason, nextTry } = await wrong.reaches('failing')
    expect(reason?.code).toBe('CHANNEL_LOGIN_FAILED')
    expect(reason?.message).toMatch(
      /^Channel "orders" could not log in to broker "main" at .* as "patchbay": 403 ACCESS REFUSED: .*Check the fields User and Password\.$/,
    )
    expect(JSON.stringify(wrong.conditions)).not.toContain('hunter2')
    expect(nextTry).toBeGreaterThan(0)
    // It goes on trying.
    await wrong.reaches('failing', (condition) => condition.nextTry !== nextTry)
    await wrong.session.leave()
    await open().reaches('ready')
  })

  it('fails with the reason when the virtual host is not there', async () => {
    const { reason } = await open({}, { vhost: 'no such' }).reaches('failing')
    expect(reason?.code).toBe('CHANNEL_REFUSED')
    expect(reason?.message).toContain(
      'not into its virtual host "no such": it is not there, or "patchbay" may not use it',
    )
  })

  it('comes up when the virtual host does', async () => {
    const name = `late-${rabbits().host.name}`
    const { reaches } = open({}, { vhost: name })
    await reaches('failing')
    await rabbits().broker.api('PUT', `/vhosts/${name}`)
    onTestFinished(async () => void (await rabbits().broker.api('DELETE', `/vhosts/${name}`)))
    await rabbits().broker.api('PUT', `/permissions/${name}/patchbay`, {
      configure: '.*',
      write: '.*',
      read: '.*',
    })
    await reaches('ready')
  })

  it('is opened alone again when only it has failed', async () => {
    const { lost, opened, reaches } = open({
      opened: async (channel) => void (await channel.checkQueue('not yet')),
    })
    const { reason } = await reaches('failing')
    expect(reason?.code).toBe('CHANNEL_REFUSED')
    expect(reason?.message).toContain("404 NOT FOUND: no queue 'not yet'")
    await declare('not yet')
    await reaches('ready')
    expect(lost).toHaveLength(opened.length - 1)
    // Still the connection it began with.
    expect(new Set(opened.map((channel) => channel.connection)).size).toBe(1)
  })

  it('tells what differs when a queue is there already, and is otherwise', async () => {
    await declare('as it is')
    const { reason } = await open({
      opened: async (channel) => void (await channel.assertQueue('as it is', { durable: false })),
    }).reaches('failing')
    expect(reason?.message).toContain(
      "406 PRECONDITION FAILED: inequivalent arg 'durable' for queue 'as it is'",
    )
  })

  it('is opened again when its user has no use for it any more', async () => {
    const { session, lost, opened, reaches } = open()
    await reaches('ready')
    session.fail(new Failure('CHANNEL_LOST', 'The broker has cancelled the consumer.'))
    expect(lost.map(({ message }) => message)).toEqual(['The broker has cancelled the consumer.'])
    expect(session.condition).toMatchObject({ state: 'failing', reason: { code: 'CHANNEL_LOST' } })
    await reaches('ready')
    expect(opened).toHaveLength(2)
    await expect(opened[1]?.checkExchange('amq.direct')).resolves.toBeDefined()
  })

  it('survives an error of its user, and tries again', async () => {
    let tries = 0
    const { session, opened, reaches } = open({
      opened: async () => {
        if (++tries < 3) throw new TypeError('not a function')
      },
    })
    await reaches('failing')
    expect(session.condition.reason?.message).toContain('not a function')
    await reaches('ready')
    expect(opened).toHaveLength(3)
  })

  it('leaves no connection behind when it is left while it connects', async () => {
    const silent = await standIn(() => undefined)
    const { session, conditions } = open({}, { port: silent.port })
    await waitFor(silent.open, (count) => count === 1)
    await session.leave()
    await waitFor(silent.open, (count) => count === 0)
    expect(conditions).toEqual([])
  })

  it('does not try again once it has been left', async () => {
    const [left, other] = await Promise.all([standIn(reset), standIn(reset)])
    const { session, conditions, reaches } = open({}, { port: left.port, longestWait: 0.1 })
    await reaches('failing')
    await session.leave()
    const [tries, told] = [left.tries(), conditions.length]
    open({}, { port: other.port, longestWait: 0.1 })
    await waitFor(
      async () => other.tries(),
      (count) => count > 10,
    )
    expect(left.tries()).toBe(tries)
    expect(conditions).toHaveLength(told)
  })

  it('gives up connecting after the connect timeout', async () => {
    const cut = await proxy()
    cut.hang()
    const { reaches } = open({}, { port: cut.port, connectTimeout: 0.2 })
    const { reason } = await reaches('failing')
    expect(reason?.code).toBe('CHANNEL_UNREACHABLE')
    expect(reason?.message).toContain('could not connect and log in to broker "main"')
    expect(reason?.message).toContain('within 0.2 s')
  })

  it('tells the broker who it is', async () => {
    const { session, reaches } = open(
      { who: { type: 'outgoing', name: 'mails', project: 'Shop' } },
      { heartbeat: 7, frameMax: 8192 },
    )
    await reaches('ready')
    const [ours] = await waitFor(
      connections,
      (list) => list[0]?.client_properties?.product !== undefined,
    )
    const name = new RegExp(`^patchbay/Shop/outgoing/mails/${hostname()}/${process.pid}/\\d+$`)
    expect(ours?.user_provided_name).toMatch(name)
    expect(ours?.timeout).toBe(7)
    expect(ours?.frame_max).toBe(8192)
    const { capabilities: _, ...properties } = ours?.client_properties ?? {}
    expect(properties).toEqual({
      product: 'Patchbay',
      version: 'dev',
      platform: `Node.js ${process.version}`,
      information: 'Channels and outgoing connections of a Patchbay project',
      connection_name: ours?.user_provided_name,
      'patchbay.component': ours?.user_provided_name,
      'patchbay.project': 'Shop',
      'patchbay.broker': 'main',
      'patchbay.object.type': 'outgoing',
      'patchbay.object.name': 'mails',
      'patchbay.host': hostname(),
      'patchbay.pid': process.pid,
    })
    await session.leave()
  })

  it('shares a connection with those that do as it does', async () => {
    const cut = await proxy()
    const share = (name: string, confirms: boolean) =>
      open({ who: { name }, connection: 'shared', confirms }, { port: cut.port })
    const consuming = [share('a', false), share('b', false), share('c', false)]
    const publishing = [share('d', true), share('e', true)]
    const all = [...consuming, ...publishing]
    await Promise.all(all.map((one) => one.reaches('ready')))
    expect(cut.connections).toBe(2)
    const names = await waitFor(
      async () => (await connections()).map((one) => one.user_provided_name),
      (list) => list.length === 2 && list.every((name) => name?.includes('/shared/')),
    )
    for (const name of names) expect(name).toMatch(/^patchbay\/Shop\/shared\/main\//)

    // One that fails does not take the others with it.
    await expect(consuming[0]?.opened[0]?.checkQueue('no such queue')).rejects.toThrow('404')
    await consuming[0]?.reaches('ready', () => consuming[0]?.opened.length === 2)
    expect(consuming[1]?.lost).toEqual([])

    // Made again together.
    cut.cut()
    await Promise.all(all.map((one) => one.reaches('failing')))
    await cut.mend()
    await Promise.all(all.map((one) => one.reaches('ready')))
    expect(cut.connections).toBe(2)

    // The last one closes it.
    for (const one of consuming) await one.session.leave()
    await waitFor(
      async () => cut.connections,
      (count) => count === 1,
    )
    for (const one of publishing) await one.session.leave()
    await waitFor(
      async () => cut.connections,
      (count) => count === 0,
    )
  })

  function open(
    options: ProbeOptions = {},
    values: Partial<Record<keyof BrokerSettings, unknown>> = {},
  ) {
    const { broker, host } = rabbits()
    const opened = probe(brokerAt(broker, { vhost: host.name, ...values }), options)
    onTestFinished(() => opened.session.leave())
    return opened
  }

  /** Listens and does with each socket as it is told. */
  async function standIn(take: (socket: Socket) => void) {
    let tries = 0
    const server = createServer((socket) => {
      tries++
      // Read, or its end is not noticed.
      socket.on('error', () => undefined).resume()
      take(socket)
    }).listen(0, '127.0.0.1')
    onTestFinished(() => void server.close())
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    return { port, tries: () => tries, open: promisify(server.getConnections.bind(server)) }
  }

  function reset(socket: Socket): void {
    socket.destroy()
  }

  async function proxy(): Promise<Cut> {
    const cut = await startCut(rabbits().broker)
    onTestFinished(() => cut.close())
    return cut
  }

  interface Listed {
    user_provided_name?: string
    client_properties?: Record<string, unknown>
    timeout?: number
    frame_max?: number
  }

  async function connections(): Promise<Listed[]> {
    const { broker, host } = rabbits()
    return (await broker.api('GET', `/vhosts/${host.name}/connections`)) as Listed[]
  }

  async function declare(queue: string): Promise<void> {
    const other = await connect(rabbits().host.url)
    await (await other.createChannel()).assertQueue(queue)
    await other.close()
  }

  async function count(queue: string): Promise<number> {
    const other = await connect(rabbits().host.url)
    const { messageCount } = await (await other.createChannel()).checkQueue(queue)
    await other.close()
    return messageCount
  }
})
