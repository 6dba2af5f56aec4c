import { existsSync } from 'node:fs'
import { type ConfirmChannel, connect } from 'amqplib'
import { expect, it, onTestFinished } from 'vitest'
import { describeRabbit } from '../support/rabbit.ts'
import { type Rabbit, type RabbitOptions, startRabbit } from './rabbitmq.ts'

describeRabbit('a broker of its own', () => {
  it('keeps what is durable when it is killed, in quorum queues too', async () => {
    const rabbit = await started()
    const first = rabbit.pid()
    await withChannel(rabbit.url(), async (channel) => {
      await channel.assertQueue('classic')
      await channel.assertQueue('quorum', { arguments: { 'x-queue-type': 'quorum' } })
      await rabbit.flushNames()
      for (const queue of ['classic', 'quorum'])
        channel.sendToQueue(queue, Buffer.from('kept'), { persistent: true })
      channel.sendToQueue('classic', Buffer.from('not kept'), { persistent: false })
      await channel.waitForConfirms()
      await rabbit.kill()
    })
    expect(rabbit.pid()).toBeUndefined()
    expect(isAlive(first)).toBe(false)

    await rabbit.restart()
    expect(rabbit.pid()).not.toBe(first)
    await withChannel(rabbit.url(), async (channel) => {
      expect(await bodies(channel, 'classic')).toEqual(['kept'])
      expect(await bodies(channel, 'quorum')).toEqual(['kept'])
    })

    await rabbit.stop()
    expect(existsSync(rabbit.folder)).toBe(false)
  })

  it('lets in with TLS only who shows a certificate, when it must', async () => {
    const rabbit = await started({ tls: 'must-show' })
    const { ca = '', clientCertificate } = rabbit
    const key = clientCertificate?.key
    const cert = clientCertificate?.certificate
    await withChannel(rabbit.tlsUrl(), (channel) => channel.assertQueue('one'), { ca, key, cert })
    await expect(connect(rabbit.tlsUrl(), { ca })).rejects.toThrow()
    expect(await rabbit.ctl('list_queues', '--quiet', 'name')).toContain('one')
  })
})

async function started(options?: RabbitOptions): Promise<Rabbit> {
  const rabbit = await startRabbit(options)
  onTestFinished(() => rabbit.stop())
  return rabbit
}

/** With a channel of its own, on a connection that may be lost on the way. */
async function withChannel(
  url: string,
  work: (channel: ConfirmChannel) => Promise<unknown>,
  options?: object,
): Promise<void> {
  const connection = await connect(url, options)
  let isLost = false
  connection.on('error', () => {})
  connection.on('close', () => {
    isLost = true
  })
  const channel = await connection.createConfirmChannel()
  channel.on('error', () => {})
  await work(channel)
  if (!isLost) await connection.close()
}

async function bodies(channel: ConfirmChannel, queue: string): Promise<string[]> {
  const all: string[] = []
  for (;;) {
    const message = await channel.get(queue, { noAck: true })
    if (message === false) return all
    all.push(message.content.toString())
  }
}

function isAlive(pid = 0): boolean {
  return existsSync(`/proc/${pid}`)
}
