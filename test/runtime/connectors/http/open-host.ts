/** A host of REST channels on a free port, closed after the test; and HTTP as bytes, for what no client would send. */
import { connect, type Socket } from 'node:net'
import pino from 'pino'
import { onTestFinished } from 'vitest'
import type { Condition, Deliver } from '../../../../runtime/connectors/connector.ts'
import { restDefinition } from '../../../../runtime/connectors/http/definition.ts'
import { openRestHost } from '../../../../runtime/connectors/http/host.ts'
import type { Times } from '../../../../runtime/connectors/http/listener.ts'
import type { Failure } from '../../../../runtime/model/failure.ts'
import { withDefaults } from '../../../../runtime/model/field.ts'

export type Channels = Record<string, Record<string, unknown>>

export function specs(channels: Channels) {
  return Object.entries(channels).map(([name, values]) => ({
    name,
    type: 'rest',
    values: withDefaults(restDefinition.channel?.fields ?? [], values),
  }))
}

export async function openHost(
  channels: Channels,
  deliver: Deliver,
  { times, port = 0 }: { times?: Partial<Times>; port?: number } = {},
) {
  const told: { name: string; condition: Condition }[] = []
  const listeners = new Set<() => void>()
  const refused: Failure[] = []
  const host = openRestHost(
    {
      deliver,
      refused: (_message, _origin, failure) => refused.push(failure),
      logger: pino({ level: 'silent' }),
      project: 'test',
      http: { host: '127.0.0.1', port },
      onCondition(name, condition) {
        told.push({ name, condition })
        for (const listener of listeners) listener()
      },
    },
    times,
  )
  onTestFinished(() => host.close(AbortSignal.abort()))
  const conditions = await host.swap({ open: specs(channels), close: [] })
  const [first] = conditions.values()
  const base = first?.address ? new URL(first.address).origin : ''
  return {
    host,
    conditions,
    refused,
    told,
    base,
    port: Number(new URL(base || 'http://x').port),
    /** Resolves with the first condition told of the channel, from now on or before, that fits. */
    condition: (name: string, state: Condition['state']) =>
      new Promise<Condition>((resolve) => {
        const look = () => {
          const found = told.find((one) => one.name === name && one.condition.state === state)
          if (found) resolve(found.condition)
        }
        listeners.add(look)
        look()
      }),
  }
}

export interface RawConnection {
  socket: Socket
  write(text: string | Buffer): void
  /** What came so far, once it contains the text. */
  until(text: string): Promise<string>
  /** All that came, once the other side has closed. */
  closed: Promise<string>
}

export function rawConnection(port: number): RawConnection {
  const socket = connect(port, '127.0.0.1')
  onTestFinished(() => void socket.destroy())
  let received = ''
  const waiting = new Set<() => void>()
  socket.on('data', (chunk) => {
    received += chunk.toString('latin1')
    for (const look of waiting) look()
  })
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(received)))
  socket.on('error', () => {})
  return {
    socket,
    write: (text) => void socket.write(text),
    closed,
    until: (text) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (!received.includes(text)) return
          waiting.delete(look)
          resolve(received)
        }
        waiting.add(look)
        socket.once('close', () =>
          reject(new Error(`Closed before ${JSON.stringify(text)}: ${received}`)),
        )
        look()
      }),
  }
}
