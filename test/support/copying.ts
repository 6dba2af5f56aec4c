/**
 * A project that copies a queue to another by a service, run by `patchbay run` as a process that is killed and started again:
 * what the tests of "nothing is lost" share. What comes out says of which delivery it was made, and whether the broker had
 * delivered it before.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import type { Channel, ChannelModel, ConfirmChannel } from 'amqplib'
import { toFiles } from '../../runtime/model/text.ts'
import { bundle } from './bundle.ts'
import { projectOf } from './project.ts'
import { scratchFolder } from './scratch.ts'

export interface BrokerAddress {
  host: string
  port: number
  vhost: string
  user: string
  password: string
}

const copy = `import { Service } from 'patchbay'

export class Copy extends Service {
  static serviceName = 'copy'

  async handle() {
    const { amqp, raw } = this.request
    await this.outgoing.amqp.get('Out').publish(raw, {
      properties: { messageId: amqp?.properties.messageId },
      headers: {
        delivery: [amqp?.consumerTag, amqp?.deliveryTag].join(' '),
        redelivered: amqp?.redelivered,
      },
    })
  }
}
`

export interface Copying {
  /** Starts it; resolves when it has said that it runs. */
  start(): Promise<void>
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>
  output(): string
  close(): Promise<void>
}

/**
 * @param fields Of the channel, besides broker and queue.
 * @param options Of the command line.
 */
export async function copying(
  { host, port, vhost, user, password }: BrokerAddress,
  fields: Readonly<Record<string, unknown>> = {},
  options: readonly string[] = [],
): Promise<Copying> {
  const project = projectOf({
    connections: [
      {
        name: 'rabbit',
        type: 'amqp-broker',
        host,
        port,
        vhost,
        user,
        password: { secret: 'p' },
        longestWait: 1,
        heartbeat: 2,
      },
      { name: 'Out', type: 'amqp', broker: 'rabbit', routingKey: 'out', timeout: 60 },
    ],
    channels: [{ name: 'In', type: 'amqp', broker: 'rabbit', queue: 'in', timeout: 60, ...fields }],
    services: { 'services/copy.ts': copy },
    links: [['In', 'copy']],
  })
  const folder = scratchFolder(Object.fromEntries(toFiles(project)))
  const programs = scratchFolder({})
  const { main } = await bundle(programs, { main: 'runtime/main.ts' })
  let child: ChildProcess | undefined
  let output = ''
  const kill = async () => {
    const dying = child
    child = undefined
    if (!dying || dying.exitCode !== null || dying.signalCode !== null) return
    dying.kill('SIGKILL')
    await once(dying, 'exit')
  }
  return {
    async start() {
      child = spawn(process.execPath, [main as string, 'run', folder, '--port', '0', ...options], {
        env: { ...process.env, PATCHBAY_SECRET_P: password },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const lines = child
      const hear = (chunk: Buffer) => {
        output = (output + String(chunk)).slice(-100_000)
      }
      lines.stderr?.on('data', hear)
      await new Promise<void>((resolve, reject) => {
        lines.once('exit', (code) => reject(new Error(`It ended by itself (${code}): ${output}`)))
        lines.stdout?.on('data', (chunk: Buffer) => {
          hear(chunk)
          resolve()
        })
      })
    },
    kill,
    output: () => output,
    async close() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
      rmSync(programs, { recursive: true, force: true })
    },
  }
}

/** Persistent messages with ids from `first` on, confirmed by the broker. */
export async function feed(channel: ConfirmChannel, count: number, first = 0): Promise<void> {
  for (let id = first; id < first + count; id++) {
    channel.sendToQueue('in', Buffer.from(`message ${id}`), {
      persistent: true,
      messageId: String(id),
    })
  }
  await channel.waitForConfirms()
}

export interface Copied {
  id: string
  body: string
  /** Of which delivery it was made; two of one were sent again on the way out. */
  delivery: string
  redelivered: boolean
}

/** Takes all that is in the queue, in its order; done when it was empty. */
export async function drain(connection: ChannelModel, queue = 'out'): Promise<Copied[]> {
  const channel: Channel = await connection.createChannel()
  const { messageCount } = await channel.checkQueue(queue)
  const found: Copied[] = []
  if (messageCount > 0) {
    await new Promise<void>((resolve) => {
      void channel.consume(
        queue,
        (message) => {
          if (!message) return
          const { messageId, headers } = message.properties
          found.push({
            id: String(messageId),
            body: message.content.toString(),
            delivery: String(headers?.delivery),
            redelivered: headers?.redelivered === true,
          })
          if (found.length === messageCount) resolve()
        },
        { noAck: true },
      )
    })
  }
  await channel.close()
  return found
}
