import { createServer, type Socket } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { Message } from '../../runtime/message/message.ts'
import { Failure } from '../../runtime/model/failure.ts'
import type { Project } from '../../runtime/model/project.ts'
import { type Answer, answersOf } from '../../runtime/proving/stand-ins.ts'
import { Rehearsal } from '../../runtime/rehearsal.ts'
import { projectOf } from '../support/project.ts'

const never = new AbortController().signal

const calls = `
import { Service } from 'patchbay'

export class Calls extends Service {
  static serviceName = 'calls'
  async handle() {
    const erp = this.outgoing.rest.get('erp')
    const answer = await erp.post('/bills/{id}', { total: 3 }, { params: { id: 17 } })
    const ftp = this.outgoing.ftp.get('files')
    const vault = this.outgoing.vault.get('vault')
    this.response.payload = {
      status: answer.status,
      bill: answer.payload,
      kind: answer.headers['x-kind'],
      uploaded: await ftp.upload('/in/a.txt', 'hello'),
      downloaded: (await ftp.download('/in/b.txt')).toString(),
      entries: await ftp.list('/in'),
      exists: await ftp.exists('/in/c'),
      size: await ftp.size('/in/d'),
      published: (await this.outgoing.amqp.get('shop').publish({ id: 1 }, { properties: { messageId: 'm1' } })),
      login: await vault.read('secret/erp'),
      nothing: (await vault.read('secret/none')) ?? null,
      written: await vault.write('secret/erp', { password: 'x' }),
      names: await vault.list('secret'),
      pinged: (await erp.ping()).took,
    }
    await ftp.remove('/in/e')
    await vault.delete('secret/old')
  }
}
`

const modified = '2026-01-02T03:04:05.000Z'
const entry = { name: 'b', path: '/in/b', type: 'file', size: 3, modifiedAt: modified }

const answers = answersOf([
  {
    connection: 'erp',
    call: 'POST /api/bills/17',
    properties: { status: 201 },
    headers: { 'X-Kind': 'new' },
    body: { json: { bill: 4 } },
  },
  { connection: 'files', call: 'upload /in/*.txt' },
  { connection: 'files', call: 'download /in/b.txt', body: { text: 'was there' } },
  { connection: 'files', call: 'list /in', body: { json: [entry] } },
  { connection: 'files', call: 'exists /in/c', body: { json: true } },
  { connection: 'files', call: 'size /in/d', body: { json: 12 } },
  { connection: 'files' },
  { connection: 'shop', times: 0 },
  { connection: 'vault', call: 'read secret/erp', body: { json: { user: 'ada' } } },
  { connection: 'vault', call: 'read secret/none' },
  { connection: 'vault', call: 'write secret/erp', body: { json: 3 } },
  { connection: 'vault', call: 'list secret', body: { json: ['erp'] } },
  { connection: 'vault', call: 'delete *' },
  { connection: 'erp', call: 'ping' },
])

/** Whatever is connected to it is counted. */
async function listening(): Promise<{ port: number; sockets: Socket[] }> {
  const sockets: Socket[] = []
  const server = createServer((socket) => {
    sockets.push(socket)
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  return { port: typeof address === 'object' && address ? address.port : 0, sockets }
}

function projectAt(port: number): Project {
  const secret = (name: string) => ({ secret: name })
  return projectOf({
    channels: [
      {
        name: 'In',
        type: 'rest',
        method: 'POST',
        path: '/in',
        dataFormat: 'json',
        security: ['office'],
      },
      {
        name: 'Queue',
        type: 'amqp',
        broker: 'rabbit',
        queue: 'orders',
        dataFormat: 'json',
        declare: true,
      },
    ],
    connections: [
      { name: 'erp', type: 'rest', url: `http://127.0.0.1:${port}/api`, security: 'office' },
      { name: 'files', type: 'ftp', host: '127.0.0.1', port, user: 'u', password: secret('ftp') },
      {
        name: 'rabbit',
        type: 'amqp-broker',
        host: '127.0.0.1',
        port,
        user: 'u',
        password: secret('amqp'),
      },
      { name: 'shop', type: 'amqp', broker: 'rabbit', routingKey: 'orders' },
      { name: 'vault', type: 'vault', url: `http://127.0.0.1:${port}`, token: secret('vault') },
    ],
    services: { 'services/calls.ts': calls },
    links: [
      ['In', 'calls'],
      ['Queue', 'calls'],
    ],
  })
}

async function rehearsing(project: Project): Promise<Rehearsal> {
  const rehearsal = await Rehearsal.open(project)
  onTestFinished(() => rehearsal.close())
  return rehearsal
}

function rest(body: unknown) {
  const values = { method: 'POST', path: '/in', headers: [], query: [], params: [] }
  return { values, contentType: 'application/json', body: Buffer.from(JSON.stringify(body)) }
}

describe('a rehearsal', () => {
  it('answers each call by its stand-in and reaches nothing', async () => {
    const { port, sockets } = await listening()
    const project = projectAt(port)
    const rehearsal = await rehearsing({
      ...project,
      security: {
        office: {
          name: 'office',
          type: 'basic',
          isActive: true,
          user: 'u',
          password: { secret: 's' },
        },
      },
    })
    expect(rehearsal.report?.problems).toEqual([])
    const rehearsed = await rehearsal.test('In', rest({}), answers, never)
    expect(rehearsed.failure).toBeUndefined()
    expect(JSON.parse(String(rehearsed.result?.body))).toEqual({
      status: 201,
      bill: { bill: 4 },
      kind: 'new',
      uploaded: { path: '/in/a.txt', size: 5 },
      downloaded: 'was there',
      entries: [entry],
      exists: true,
      size: 12,
      published: { exchange: '', routingKey: 'orders', messageId: 'm1' },
      login: { user: 'ada' },
      nothing: null,
      written: { version: 3 },
      names: ['erp'],
      pinged: 0,
    })
    expect(rehearsed.calls.map(({ connection, call }) => `${connection}: ${call}`)).toEqual([
      'erp: POST /api/bills/17',
      'files: upload /in/a.txt',
      'files: download /in/b.txt',
      'files: list /in',
      'files: exists /in/c',
      'files: size /in/d',
      'shop: publish queue orders',
      'vault: read secret/erp',
      'vault: read secret/none',
      'vault: write secret/erp',
      'vault: list secret',
      'erp: ping',
      'files: remove /in/e',
      'vault: delete secret/old',
    ])
    expect(rehearsed.calls[0]?.by).toEqual({ collection: 'flows', name: 'main', node: 's0' })
    expect(rehearsed.calls[1]?.sent?.raw.toString()).toBe('hello')
    expect(rehearsed.unused).toEqual([])
    expect(sockets).toEqual([])
  })

  it('fails a call that nothing stands in for, with how to add it', async () => {
    const { port, sockets } = await listening()
    const rehearsal = await rehearsing(projectAt(port))
    const { exchange, calls } = await rehearsal.test('In', rest({}), [], never)
    expect(exchange?.failure).toMatchObject({
      code: 'STAND_IN_MISSING',
      message: expect.stringContaining('"call": "POST /api/bills/17"'),
    })
    expect(calls).toHaveLength(1)
    expect(sockets).toEqual([])
  })

  it('settles what comes from a queue as the policy says, with no broker', async () => {
    const { port, sockets } = await listening()
    const rehearsal = await rehearsing(projectAt(port))
    const values = { exchange: '', routingKey: 'orders', headers: [] }
    const message = { values, contentType: 'application/json', body: Buffer.from('{}') }
    const good = await rehearsal.test('Queue', message, answers, never)
    expect(good.result).toMatchObject({ words: 'acked' })
    const failure = new Failure('OUTGOING_REFUSED', 'No.')
    const bad = await rehearsal.test(
      'Queue',
      message,
      [{ connection: 'erp', answer: failure }],
      never,
    )
    expect(bad.result).toMatchObject({ words: 'retrying', failure: { code: 'OUTGOING_REFUSED' } })
    expect(sockets).toEqual([])
  })

  it('counts the nodes and links of each message by itself', async () => {
    const { port } = await listening()
    const rehearsal = await rehearsing(projectAt(port))
    for (const _ of [1, 2]) {
      const { coverage } = await rehearsal.test('In', rest({}), [], never)
      expect(coverage).toEqual({
        nodes: [
          { flow: 'main', node: 'c0', count: 1 },
          { flow: 'main', node: 's0', count: 1 },
        ],
        links: [{ flow: 'main', link: 'l0', count: 1 }],
      })
    }
  })

  it('takes a message with the origin it had', async () => {
    const rehearsal = await rehearsing(projectAt(1))
    const message = new Message({ payload: { id: 1 }, format: 'json' })
    const origin = { channel: 'In', cid: 'abc', timeout: 5000 }
    const own: Answer[] = [{ connection: 'erp', answer: new Failure('OUTGOING_LOST', 'Gone.') }]
    const rehearsed = await rehearsal.deliver(message, origin, own, never)
    expect(rehearsed.failure).toMatchObject({ code: 'OUTGOING_LOST' })
    expect(rehearsed.exchange?.origin.cid).toBe('abc')
  })

  it('answers what a service began on the side, and waits for it', async () => {
    const aside = `
import { Service } from 'patchbay'
export class Begins extends Service {
  static serviceName = 'begins'
  async handle() {
    this.invokeAsync('calls.erp')
    this.response.payload = { begun: true }
  }
}
export class CallsErp extends Service {
  static serviceName = 'calls.erp'
  async handle() {
    await this.outgoing.rest.get('erp').get('/late')
  }
}
`
    const { port, sockets } = await listening()
    const project = projectOf({
      channels: [{ name: 'In', type: 'rest', method: 'POST', path: '/in', dataFormat: 'json' }],
      connections: [{ name: 'erp', type: 'rest', url: `http://127.0.0.1:${port}` }],
      services: { 'services/aside.ts': aside },
      links: [['In', 'begins']],
    })
    const rehearsal = await rehearsing(project)
    const own = answersOf([{ connection: 'erp', call: 'GET /late' }])
    const { calls, asides, result } = await rehearsal.test('In', rest({}), own, never)
    expect(result?.status).toBe(200)
    expect(asides).toHaveLength(1)
    expect(calls.map(({ call }) => call)).toEqual(['GET /late'])
    expect(sockets).toEqual([])
  })
})
