// Promise 2, from our side: 20,000 messages go queue -> service -> queue while the runtime is killed 50 times. Each comes out
// at least once, and those that come out twice were unsettled at a kill.
import { expect, it, onTestFinished } from 'vitest'
import { startRabbit } from '../../peers/rabbitmq.ts'
import { copying, drain, feed } from '../../support/copying.ts'
import { arrived, counted, freshQueues, settled } from '../../support/nothing-lost.ts'
import { describeRabbit } from '../../support/rabbit.ts'

const messages = 20_000
const kills = 50
const prefetch = 100

describeRabbit('a runtime that is killed', () => {
  it('loses no message in 50 kills', { timeout: 300_000 }, async () => {
    const rabbit = await startRabbit()
    onTestFinished(() => rabbit.stop())
    const { address, client, channel } = await freshQueues(rabbit)
    await feed(channel, messages)
    const project = await copying(address, { prefetch, concurrency: 20 })
    onTestFinished(() => project.close())
    for (let kill = 1; kill <= kills; kill++) {
      await project.start()
      await arrived(channel, Math.floor((kill * messages) / (kills + 5)))
      await project.kill()
    }
    await project.start()
    await arrived(channel, messages)
    await settled(rabbit, address.vhost)
    await project.kill()
    const { copies, twice } = counted(await drain(client), messages)
    console.log(`${kills} kills of the runtime: ${copies} copies of ${messages}, ${twice} twice`)
    expect(twice).toBeLessThanOrEqual(kills * prefetch)
  })
})
