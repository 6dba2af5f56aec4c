// What befalls a connection: its broker goes, comes back, is short of memory, or the network to it fails.
import { hostname } from 'node:os'
import type { ConfirmChannel } from 'amqplib'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import { startCut } from '../../../peers/cut.ts'
import { type Rabbit, startRabbit } from '../../../peers/rabbitmq.ts'
import { describeRabbit } from '../../../support/rabbit.ts'
import { waitFor } from '../../../support/wait-for.ts'
import { brokerAt, type ProbeOptions, probe } from './open-session.ts'

describeRabbit('a session whose broker', () => {
  let rabbit: Rabbit
  beforeAll(async () => {
    rabbit = await startRabbit()
  })
  afterAll(() => rabbit?.stop())

  it('is killed and started again comes back by itself', async () => {
    const { conditions, lost, opened, reaches } = open(rabbit, {
      opened: async (channel) => void (await channel.assertQueue('kept')),
    })
    await reaches('ready')
    await rabbit.kill()
    const { reason, nextTry } = await reaches('failing')
    expect(reason?.code).toBe('CHANNEL_LOST')
    expect(nextTry).toBeGreaterThan(0)
    // Now it cannot even be reached.
    await reaches('failing', (condition) => condition.reason?.code === 'CHANNEL_UNREACHABLE')
    expect(lost).toHaveLength(1)

    await rabbit.restart()
    await reaches('ready')
    expect(opened).toHaveLength(2)
    expect(conditions.at(0)?.state).toBe('ready')
    await expect(opened[1]?.checkQueue('kept')).resolves.toBeDefined()
  })

  it('is down at first is ready once it has been started', async () => {
    await rabbit.kill()
    const { lost, reaches } = open(rabbit)
    const { reason } = await reaches('failing')
    expect(reason?.code).toBe('CHANNEL_UNREACHABLE')
    expect(reason?.message).toContain('nothing listens there')
    await rabbit.restart()
    await reaches('ready')
    expect(lost).toEqual([])
  })

  it('is stopped in order is told why', async () => {
    const { reaches } = open(rabbit, { who: { type: 'outgoing', name: 'mails' } })
    await reaches('ready')
    const stopped = rabbit.shutDown()
    const { reason } = await reaches('failing')
    expect(reason?.code).toBe('OUTGOING_LOST')
    expect(reason?.message).toContain('was cut off by broker "main"')
    expect(reason?.message).toContain('320 CONNECTION FORCED: ')
    await stopped
    await rabbit.restart()
    await reaches('ready')
  })

  it('is short of memory waits, and goes on when that is over', async () => {
    const { opened, lost, reaches } = open(rabbit, {
      who: { type: 'outgoing', name: 'mails' },
      confirms: true,
    })
    await reaches('ready')
    await rabbit.ctl('set_vm_memory_high_watermark', 'absolute', '1000000')
    try {
      // It tells only those that publish.
      const channel = opened[0] as ConfirmChannel
      const confirmed = new Promise<unknown>((resolve) => {
        channel.publish('amq.direct', 'none', Buffer.from('x'), {}, resolve)
      })
      const { reason, nextTry } = await reaches('failing')
      expect(reason?.code).toBe('OUTGOING_BLOCKED')
      expect(reason?.message).toContain('takes no messages, because it is low on memory')
      expect(nextTry).toBeUndefined()

      await rabbit.ctl('set_vm_memory_high_watermark', 'absolute', '1GiB')
      await reaches('ready')
      expect(await confirmed).toBeNull()
      expect(lost).toEqual([])
    } finally {
      await rabbit.ctl('set_vm_memory_high_watermark', 'absolute', '1GiB')
    }
  })

  it('is short of memory can be left all the same', async () => {
    const { session, opened, reaches } = open(rabbit, { confirms: true })
    await reaches('ready')
    await rabbit.ctl('set_vm_memory_high_watermark', 'absolute', '1000000')
    try {
      opened[0]?.publish('amq.direct', 'none', Buffer.from('x'))
      const { reason } = await reaches('failing')
      expect(reason?.code).toBe('CHANNEL_BUSY')
      await session.leave()
    } finally {
      await rabbit.ctl('set_vm_memory_high_watermark', 'absolute', '1GiB')
    }
  })

  it('hangs is noticed by its heartbeat', async () => {
    const cut = await proxy()
    const { lost, opened, reaches } = open(cut, {}, { heartbeat: 1, connectTimeout: 0.5 })
    await reaches('ready')
    cut.hang()
    const { reason } = await reaches('failing')
    expect(reason?.code).toBe('CHANNEL_LOST')
    expect(reason?.message).toContain('there was no sign of life from it for two heartbeats')
    expect(lost).toHaveLength(1)
    await cut.mend()
    await reaches('ready')
    expect(opened).toHaveLength(2)
  })

  it('is silent for less than two heartbeats is not lost', async () => {
    const cut = await proxy()
    const { session, conditions, opened, reaches } = open(cut, {}, { heartbeat: 30 })
    await reaches('ready')
    cut.stall()
    const asked = opened[0]?.checkExchange('amq.direct')
    await cut.mend()
    await asked
    expect(session.condition.state).toBe('ready')
    expect(conditions).toHaveLength(1)
  })

  it('is cut off comes back when the network does', async () => {
    const cut = await proxy()
    const { lost, opened, reaches } = open(cut)
    await reaches('ready')
    cut.cut()
    await reaches('failing', ({ reason }) => reason?.code === 'CHANNEL_UNREACHABLE')
    expect(lost).toHaveLength(1)
    await cut.mend()
    await reaches('ready')
    expect(opened).toHaveLength(2)
  })

  it('hangs can be left all the same, and its socket is gone', async () => {
    const cut = await proxy()
    const before = sockets()
    const { session, lost, reaches } = open(cut, {}, { heartbeat: 0 })
    await reaches('ready')
    cut.hang()
    await session.leave()
    expect(lost).toHaveLength(1)
    await ended(before)
  })

  it('closes its connection by hand is told so', async () => {
    const { session, reaches } = open(rabbit)
    await reaches('ready')
    const listed = (await rabbit.ctl('list_connections', 'pid', 'client_properties')).split('\n')
    const ours = listed.find((line) => line.includes(`/${hostname()}/${process.pid}/`))
    // It is back before the tool has ended.
    const failing = reaches('failing')
    await rabbit.ctl('close_connection', ours?.split('\t')[0] ?? '', 'maintenance')
    const { reason } = await failing
    expect(reason?.message).toContain('320 CONNECTION FORCED: maintenance.')
    await reaches('ready')
    expect(session.condition).not.toHaveProperty('reason')
  })

  it('comes and goes leaves neither sockets nor timers behind', async () => {
    const cut = await proxy()
    const before = sockets()
    const values = { heartbeat: 1 }
    const all = [
      open(cut, {}, values),
      open(cut, { connection: 'shared' }, values),
      open(cut, { connection: 'shared' }, values),
    ]
    for (let times = 0; times < 3; times++) {
      await Promise.all(all.map((one) => one.reaches('ready')))
      cut.cut()
      await Promise.all(all.map((one) => one.reaches('failing')))
      await cut.mend()
    }
    await Promise.all(all.map((one) => one.reaches('ready')))
    const timers = beats()
    expect(timers).toBeGreaterThan(0)
    await Promise.all(all.map((one) => one.session.leave()))
    // Two of each heartbeat.
    await waitFor(
      async () => beats(),
      (count) => count <= timers - 4,
    )
    await ended(before)
  })

  function open(
    at: { host: string; port: number },
    options: ProbeOptions = {},
    values: Record<string, unknown> = {},
  ) {
    const { user, password } = rabbit
    const opened = probe(
      brokerAt({ host: at.host, port: at.port, user, password }, values),
      options,
    )
    onTestFinished(() => opened.session.leave())
    return opened
  }

  async function proxy() {
    const cut = await startCut(rabbit)
    onTestFinished(() => cut.close())
    return cut
  }
})

/** Of this process, by kind: sockets that are open, and timers that keep it alive. */
function resources(kind: string): number {
  return process.getActiveResourcesInfo().filter((one) => one === kind).length
}

function sockets(): number {
  return resources('TCPSocketWrap')
}

function beats(): number {
  return resources('Timeout')
}

/** A socket is closed a turn of the loop after it was told so. */
async function ended(before: number): Promise<void> {
  await waitFor(
    async () => sockets(),
    (count) => count <= before,
  )
}
