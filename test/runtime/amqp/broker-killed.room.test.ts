// Promise 2, from the other side: 20,000 messages go queue -> service -> queue while the broker is killed 10 times, while the
// network to it is cut for five seconds, and while that swallows everything. Each comes out at least once.
import { afterAll, beforeAll, it, onTestFinished } from 'vitest'
import { startCut } from '../../peers/cut.ts'
import { type Rabbit, startRabbit } from '../../peers/rabbitmq.ts'
import { copying, drain, feed } from '../../support/copying.ts'
import { arrived, connected, counted, freshQueues, settled } from '../../support/nothing-lost.ts'
import { describeRabbit } from '../../support/rabbit.ts'
import { waitFor } from '../../support/wait-for.ts'

const messages = 20_000
const fields = { prefetch: 100, concurrency: 20 }

describeRabbit('a broker that goes away', () => {
  let rabbit: Rabbit
  beforeAll(async () => {
    rabbit = await startRabbit()
  })
  afterAll(() => rabbit?.stop())

  it('loses no message in 10 kills', { timeout: 400_000 }, async () => {
    // A classic queue writes acknowledgements to the disk late, and forgets thousands when it is killed.
    const { address, channel } = await freshQueues(rabbit, 'quorum')
    await feed(channel, messages)
    await rabbit.flushNames()
    const project = await copying(address, fields)
    onTestFinished(() => project.close())
    await project.start()
    const kills = 10
    for (let kill = 1; kill <= kills; kill++) {
      const { channel: seen } = await connected(rabbit, address.vhost)
      await arrived(seen, Math.floor((kill * messages) / (kills + 2)))
      await rabbit.kill()
      await rabbit.restart()
    }
    const { client, channel: last } = await connected(rabbit, address.vhost)
    await arrived(last, messages)
    await settled(rabbit, address.vhost)
    const { copies, twice } = counted(await drain(client), messages)
    console.log(`${kills} kills of the broker: ${copies} copies of ${messages}, ${twice} twice`)
  })

  it('loses no message when the network is cut, and when it swallows everything', {
    timeout: 200_000,
  }, async () => {
    const { address, client, channel } = await freshQueues(rabbit)
    await feed(channel, messages)
    const network = await startCut(address)
    onTestFinished(() => network.close())
    const project = await copying({ ...address, port: network.port }, fields)
    onTestFinished(() => project.close())
    await project.start()
    await arrived(channel, messages / 4)
    network.cut()
    // No event tells of it: a cut of five seconds is what is tried.
    await new Promise((resolve) => setTimeout(resolve, 5000))
    await network.mend()
    await arrived(channel, messages / 2)
    network.hang()
    // Until the heartbeat has told our side.
    await waitFor(
      async () => project.output(),
      (output) => /heartbeat|silent/i.test(output),
    )
    await network.mend()
    await arrived(channel, messages)
    await settled(rabbit, address.vhost)
    const { copies, twice } = counted(await drain(client), messages)
    console.log(`network cut and hung: ${copies} copies of ${messages}, ${twice} twice`)
  })
})
