/** Several processes that take from one queue of a real broker: copies of a server, or workers of one. */
import { describe, expect, it, onTestFinished } from 'vitest'
import { type Copied, copying, drain, feed } from '../../support/copying.ts'
import { arrived, counted, freshQueues, settled } from '../../support/nothing-lost.ts'
import { sharedRabbit, withRabbit } from '../../support/rabbit.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { helloProject, linked } from '../../support/served-project.ts'
import { startServer } from '../../support/server.ts'

const messages = 6000
const prefetch = 50
const fields = { prefetch, concurrency: 20 }

/** The consumers that copied anything. */
const consumers = (copied: readonly Copied[]) =>
  new Set(copied.map(({ delivery }) => delivery.split(' ')[0]))

withRabbit('copies of a server', () => {
  it('share a queue; one is killed under load, no message is lost, the other goes on', {
    timeout: 180_000,
  }, async () => {
    const rabbit = await sharedRabbit()
    const { address, client, channel } = await freshQueues(rabbit)
    const copies = await Promise.all([
      copying(address, fields, ['--replicas', '2']),
      copying(address, fields, ['--replicas', '2']),
    ])
    const [first, second] = copies
    onTestFinished(async () => {
      for (const copy of copies) await copy.close()
    })
    await Promise.all(copies.map((copy) => copy.start()))
    const fed = (async () => {
      for (let id = 0; id < messages; id += 200) await feed(channel, 200, id)
    })()
    await arrived(channel, messages / 3)
    await first?.kill()
    await fed
    await arrived(channel, messages)
    await settled(rabbit, address.vhost)
    await second?.kill()
    const copied = await drain(client)
    const { twice } = counted(copied, messages)
    expect(twice).toBeLessThanOrEqual(prefetch)
    expect(consumers(copied).size).toBe(2)
  })

  it('are workers of one server too, each with its own consumer', {
    timeout: 180_000,
  }, async () => {
    const rabbit = await sharedRabbit()
    const { address, client, channel } = await freshQueues(rabbit)
    const server = await copying(address, fields, ['--workers', '2'])
    onTestFinished(() => server.close())
    await server.start()
    await feed(channel, messages)
    await arrived(channel, messages)
    await settled(rabbit, address.vhost)
    await server.kill()
    const copied = await drain(client)
    expect(counted(copied, messages).twice).toBe(0)
    expect(consumers(copied).size).toBe(2)
  })
})

describe('a copy of a server', () => {
  it('with jobs is refused at its start', async () => {
    const job = { name: 'Nightly', type: 'schedule', isActive: true, seconds: 60 }
    const folder = scratchFolder(
      helloProject(0, {
        'channels/Nightly.json': JSON.stringify(job),
        'flows/Nightly.json': linked('Nightly', 'hello')['flows/Nightly.json'] ?? '',
      }),
    )
    const server = startServer(folder, {
      options: ['--port', '0'],
      env: { PATCHBAY_REPLICAS: '2' },
    })
    expect(await server.ended).toBe(1)
    expect(server.output()).toMatch(/"Nightly" would run in each of the 2 copies/)
  })

  it('is told what it does not share', async () => {
    const folder = scratchFolder(helloProject(0, linked('more', 'hello', { limitCaller: 5 })))
    const server = startServer(folder, { options: ['--port', '0', '--replicas', '2'] })
    await server.said(/Hello runs/)
    expect(server.output()).toMatch(/\\"more\\": each process counts its rate limit by itself/)
  })
})
