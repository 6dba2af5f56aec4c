/**
 * A queue of ten messages, of which one makes the service loop, and a server that is started again whenever it ends, with
 * nobody watching: the queue goes on, and the one message is where the channel's policy says, with the line.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect, type GetMessage } from 'amqplib'
import { expect, it, onTestFinished } from 'vitest'
import { toFiles } from '../../../../runtime/model/text.ts'
import { root } from '../../../support/imports.ts'
import { projectOf } from '../../../support/project.ts'
import { withRabbit } from '../../../support/rabbit.ts'
import { scratchFolder } from '../../../support/scratch.ts'
import { waitFor } from '../../../support/wait-for.ts'

const service = (log: string, before: string) => `import { appendFileSync } from 'node:fs'
import { Service } from 'patchbay'

export class Take extends Service {
  static serviceName = 'take'

  async handle() {
    const { n } = this.request.payload as { n: number }
    if (n === 4) ${before}
    while (n === 4) { }
    appendFileSync(${JSON.stringify(log)}, n + '\\n')
  }
}
`

interface Server {
  /** Exit codes, of each time it ended by itself. */
  ends: (number | null)[]
}

/** Starts it again whenever it ends, as a service manager does, until the test is over. */
function keep(folder: string, password: string): Server {
  const ends: Server['ends'] = []
  let child: ChildProcess | undefined
  const start = () => {
    const args = [join(root, 'build/patchbay.mjs'), 'run', folder, '--port', '0']
    const env = { ...process.env, PATCHBAY_SECRET_P: password }
    child = spawn(process.execPath, args, { env, stdio: 'ignore' })
    child.once('exit', (code) => {
      if (child === undefined) return
      ends.push(code)
      start()
    })
  }
  start()
  onTestFinished(async () => {
    const last = child
    child = undefined
    last?.kill('SIGKILL')
    if (last && last.exitCode === null && last.signalCode === null) await once(last, 'exit')
  })
  return { ends }
}

withRabbit('a service that loops on one message of a queue', (rabbits) => {
  it.each([
    [
      'ends, the message is parked with the line, and the others are processed',
      'this.logger.info("Four.")',
    ],
    [
      'does so too when it has acknowledged it, which the broker never heard',
      'this.request.amqp?.ack()',
    ],
  ])('%s', async (_, before) => {
    const { broker } = rabbits()
    const host = await broker.newVhost()
    onTestFinished(() => host.drop())
    const client = await connect(host.url)
    onTestFinished(() => client.close())
    const channel = await client.createConfirmChannel()
    await channel.assertQueue('orders')
    for (let n = 0; n < 10; n++) {
      const options = { persistent: true, messageId: `m${n}`, headers: { lot: n } }
      channel.sendToQueue('orders', Buffer.from(JSON.stringify({ n })), options)
    }
    await channel.waitForConfirms()

    const log = join(scratchFolder(), 'taken')
    const { port, user, password } = broker
    const at = { host: broker.host, port, vhost: host.name, user, password: { secret: 'p' } }
    const project = projectOf({
      connections: [{ name: 'rabbit', type: 'amqp-broker', ...at }],
      channels: [
        {
          ...{ name: 'Orders', type: 'amqp', broker: 'rabbit', queue: 'orders' },
          ...{ dataFormat: 'json', timeout: 1, prefetch: 10, concurrency: 1 },
        },
      ],
      services: { 'services/take.ts': service(log, before) },
      links: [['Orders', 'take']],
    })
    const folder = scratchFolder(Object.fromEntries(toFiles(project)))
    const { ends } = keep(folder, password)

    const taken = () => (existsSync(log) ? readFileSync(log, 'utf8').split('\n') : [])
    const all = [0, 1, 2, 3, 5, 6, 7, 8, 9].map(String)
    await waitFor(
      async () => taken(),
      (lines) => all.every((n) => lines.includes(n)),
    )
    // Before it has been parked there is no such queue, and asking for one that is not there costs the channel.
    await channel.assertQueue('orders.parked')
    const parked = await waitFor(
      () => channel.get('orders.parked', { noAck: true }),
      (message) => message !== false,
    )
    const { content, properties } = parked as GetMessage
    expect(JSON.parse(content.toString())).toEqual({ n: 4 })
    expect(properties).toMatchObject({
      messageId: 'm4',
      headers: {
        lot: 4,
        'x-patchbay-failure-code': 'SERVICE_HELD_LOOP',
        'x-patchbay-failure': expect.stringContaining('held the runtime for'),
        'x-patchbay-failed-at': expect.stringMatching(/^services\/take\.ts:10\b/),
      },
    })
    // It ended for the one message, once, and nothing is left: neither in the queue nor of the note.
    expect(ends).toEqual([70])
    await waitFor(
      async () => readdirSync(join(folder, '.patchbay/state/amqp/held')),
      (notes) => notes.length === 0,
    )
    expect(await channel.checkQueue('orders')).toMatchObject({ messageCount: 0 })
    expect(await channel.get('orders.parked')).toBe(false)
    expect(taken()).not.toContain('4')
  })
})
