// Each policy with each outcome, on a real broker with a real runtime: what the service does, and what the broker then has.
import { expect, it } from 'vitest'
import { withRabbit } from '../../../support/rabbit.ts'
import { type Running, running } from './running.ts'

withRabbit('an AMQP channel settles', (rabbits) => {
  it('acknowledges when all went well', async () => {
    const { send, exchanges, left, seen } = await running(rabbits())
    await send('one')
    const [exchange] = await exchanges(1)
    expect(exchange).toMatchObject({ outcome: 'done', settlement: { how: 'acked' } })
    expect(exchange?.settlement?.at).toBeGreaterThan(0)
    expect(seen).toMatchObject([{ body: 'one', attempt: 1, redelivered: false }])
    expect(await left()).toBe(0)
  })
})
