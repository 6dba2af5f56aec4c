import { connect } from 'amqplib'
import { expect, it } from 'vitest'
import { sharedRabbit, withRabbit } from '../support/rabbit.ts'

withRabbit('the broker that tests share', (rabbits) => {
  it('is one for all who ask', async () => {
    const again = await sharedRabbit()
    expect(again.port).toBe(rabbits().broker.port)
    expect(await again.api('GET', '/whoami')).toMatchObject({ name: again.user })
  })

  it('keeps virtual hosts apart', async () => {
    const { broker, host } = rabbits()
    const other = await broker.newVhost()
    await declare(host.url, 'mine')
    await declare(other.url, 'theirs')
    expect(await queues(host.name)).toEqual(['mine'])
    expect(await queues(other.name)).toEqual(['theirs'])

    await other.drop()
    await expect(connect(other.url)).rejects.toThrow('Expected ConnectionOpenOk')
    expect(await queues(host.name)).toEqual(['mine'])
  })

  it('takes connections with TLS', async () => {
    const { broker, host } = rabbits()
    const connection = await connect(broker.tlsUrl(host.name), { ca: broker.ca })
    await connection.close()
    await expect(connect(broker.tlsUrl(host.name))).rejects.toThrow('self-signed certificate')
  })

  async function declare(url: string, queue: string): Promise<void> {
    const connection = await connect(url)
    const channel = await connection.createChannel()
    await channel.assertQueue(queue)
    await connection.close()
  }

  async function queues(host: string): Promise<string[]> {
    const listed = (await rabbits().broker.api('GET', `/queues/${host}`)) as { name: string }[]
    return listed.map((queue) => queue.name)
  }
})
