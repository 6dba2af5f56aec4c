import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { connect as connectAmqp } from 'amqplib'
import { expect, it, onTestFinished } from 'vitest'
import { withRabbit } from '../support/rabbit.ts'
import { waitFor } from '../support/wait-for.ts'
import { type Cut, startCut } from './cut.ts'

it('drops and refuses connections while it is cut', async () => {
  const { proxy } = await echoBehindCut()
  const before = await connected(proxy)
  expect(await echoed(before, 'one')).toBe('one')
  expect(proxy.connections).toBe(1)

  const lost = once(before, 'error')
  proxy.cut()
  expect(await lost).toMatchObject([{ code: 'ECONNRESET' }])
  await expect(connected(proxy)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  expect(proxy.connections).toBe(0)

  await proxy.mend()
  expect(await echoed(await connected(proxy), 'two')).toBe('two')
})

it('swallows what is sent while it hangs, and takes new connections', async () => {
  const { proxy, heard } = await echoBehindCut()
  const before = await connected(proxy)
  expect(await echoed(before, 'one')).toBe('one')

  proxy.hang()
  const during = await connected(proxy)
  for (const socket of [before, during]) socket.write('lost')
  await waitFor(
    async () => proxy.swallowed,
    (bytes) => bytes === 8,
  )
  expect(proxy.connections).toBe(2)

  const lost = Promise.all([once(before, 'error'), once(during, 'error')])
  await proxy.mend()
  expect(await lost).toMatchObject([[{ code: 'ECONNRESET' }], [{ code: 'ECONNRESET' }]])

  expect(await echoed(await connected(proxy), 'two')).toBe('two')
  expect(heard()).toBe('onetwo')
})

it('delivers what it held back when it is mended', async () => {
  const { proxy, server, heard } = await echoBehindCut()
  const before = await connected(proxy)
  expect(await echoed(before, 'one')).toBe('one')

  proxy.stall()
  const during = await connected(proxy)
  const answers = [echoed(before, ' two'), echoed(during, ' two')]
  // Something sent after it, the straight way, comes first.
  expect(await echoed(await connected(server), ' direct')).toBe(' direct')
  expect(heard()).toBe('one direct')
  await proxy.mend()
  expect(await Promise.all(answers)).toEqual([' two', ' two'])
})

it('passes on much, and the end of it', async () => {
  const { proxy } = await echoBehindCut()
  const socket = await connected(proxy)
  const much = Buffer.alloc(3_000_000, 'much ')
  socket.end(much)
  const chunks: Buffer[] = []
  for await (const chunk of socket) chunks.push(chunk)
  expect(Buffer.concat(chunks).equals(much)).toBe(true)
  await waitFor(
    async () => proxy.connections,
    (open) => open === 0,
  )
})

withRabbit('the network to a broker', (rabbits) => {
  it('is noticed by heartbeats when it hangs', async () => {
    const { broker, host } = rabbits()
    const proxy = await startCut(broker)
    onTestFinished(() => proxy.close())
    const url = new URL(host.url)
    url.port = String(proxy.port)
    const connection = await connectAmqp(`${url}?heartbeat=1`)
    const lost = once(connection, 'error')
    proxy.hang()
    expect(String(await lost)).toContain('Heartbeat timeout')
  })
})

interface Address {
  readonly host: string
  readonly port: number
}

/** A server that sends back what it gets, with the proxy before it. `heard` is all that reached it. */
async function echoBehindCut(): Promise<{ proxy: Cut; server: Address; heard: () => string }> {
  let heard = ''
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      heard += chunk
    })
    socket.pipe(socket)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = { host: '127.0.0.1', port: (server.address() as AddressInfo).port }
  const proxy = await startCut(address)
  onTestFinished(async () => {
    await proxy.close()
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { proxy, server: address, heard: () => heard }
}

async function connected({ host, port }: Address): Promise<Socket> {
  const socket = connect({ host, port })
  onTestFinished(() => {
    socket.destroy()
  })
  await once(socket, 'connect')
  return socket
}

async function echoed(socket: Socket, text: string): Promise<string> {
  socket.write(text)
  const [chunk] = await once(socket, 'data')
  return String(chunk)
}
