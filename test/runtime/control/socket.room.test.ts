/** A designer that attaches from afar: the same contract over a WebSocket, and nobody without the token. */
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { type ControlSocket, openControlSocket } from '../../../runtime/control/socket.ts'
import { fromWire, toWire } from '../../../runtime/control/wire.ts'
import { type Control, type ControlEvents, controlMethods } from '../../../runtime/model/control.ts'
import { ask } from '../../../runtime/model/rpc.ts'
import type { ExchangeBatch } from '../../../runtime/model/trace.ts'
import { Runtime } from '../../../runtime/runtime.ts'
import { projectOf } from '../../support/project.ts'

const token = 'a-token-of-some-length'
const closing: (() => Promise<unknown> | unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

async function opened(): Promise<{ runtime: Runtime; socket: ControlSocket }> {
  const runtime = new Runtime({ http: { host: '127.0.0.1', port: 0 }, logLevel: 'silent' })
  closing.push(() => runtime.stop(500))
  const socket = await openControlSocket(runtime, { host: '127.0.0.1', port: 0, token })
  closing.push(() => socket.close())
  return { runtime, socket }
}

async function attach(address: string) {
  const client = new WebSocket(address, { headers: { authorization: `Bearer ${token}` } })
  closing.push(() => client.terminate())
  await new Promise((resolve, reject) => {
    client.once('open', resolve)
    client.once('error', reject)
  })
  const { remote, on } = ask<Control, ControlEvents>(
    {
      post: (packet) => client.send(toWire(packet)),
      listen(receive) {
        client.on('message', (data: Buffer) => receive(fromWire(data.toString())))
        return () => undefined
      },
    },
    controlMethods,
  )
  return { client, remote, on }
}

const project = projectOf({
  channels: [{ name: 'ask', type: 'rest', path: '/ask' }],
  services: {
    'services/ask.ts': `import { Service } from 'patchbay'
export class Ask extends Service {
  handle() { this.response.payload = this.request.raw }
}`,
  },
  links: [['ask', 'ask']],
})

describe('a designer from afar', () => {
  test('deploys, watches, and looks into a message', async () => {
    const { socket } = await opened()
    const { remote, on } = await attach(socket.address)
    const report = await remote.deploy({ project, revision: 7 })
    expect(report).toMatchObject({ revision: 7, problems: [] })
    await remote.watch({ exchanges: true })
    const seen = new Promise<ExchangeBatch>((resolve) => on('onExchanges', resolve))
    const { objects } = await remote.status()
    const address = objects.find(({ at }) => at.name === 'ask')?.address ?? ''
    const body = Uint8Array.from([0, 1, 254, 255])
    const answer = await fetch(address, { method: 'POST', body })
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(body)
    const { exchanges } = await seen
    const cid = exchanges[0]?.cid ?? ''
    expect(cid).toBe(answer.headers.get('x-patchbay-cid'))
    const kept = await remote.body({ cid, step: 0, side: 'in' })
    expect(kept?.bytes).toEqual(body)
  })

  test('is told what is wrong with what it asks', async () => {
    const { socket } = await opened()
    const { remote } = await attach(socket.address)
    const wrong = remote.deploy({ project: 'none', revision: 1 } as never)
    await expect(wrong).rejects.toMatchObject({ code: 'CONTROL_BAD_ARGUMENT' })
  })

  test('is sent away when it does not speak the contract', async () => {
    const { socket } = await opened()
    const { client } = await attach(socket.address)
    const closed = new Promise((resolve) => client.once('close', resolve))
    client.send('not json')
    expect(await closed).toBe(1007)
  })
})

describe('somebody without the token', () => {
  test.each([undefined, 'Bearer wrong', `Basic ${token}`, 'Bearer '])(
    'is refused: %s',
    async (authorization) => {
      const { socket } = await opened()
      const client = new WebSocket(
        socket.address,
        authorization ? { headers: { authorization } } : {},
      )
      const refused = await new Promise((resolve) => {
        client.once('unexpected-response', (_request, response) => resolve(response.statusCode))
        client.once('open', () => resolve('open'))
      })
      client.on('error', () => undefined)
      client.terminate()
      expect(refused).toBe(401)
    },
  )

  test('cannot be because of a token that is too short', async () => {
    const { runtime } = await opened()
    const short = openControlSocket(runtime, { host: '127.0.0.1', port: 0, token: 'short' })
    await expect(short).rejects.toThrow('at least 16')
  })
})
