/** Testing a channel as a designer does: over the control contract, a real listener behind it. */
import { createServer } from 'node:net'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { describe, expect, it, onTestFinished } from 'vitest'
import { serve } from '../../runtime/control/serve.ts'
import { type Control, type ControlEvents, controlMethods } from '../../runtime/model/control.ts'
import { ask, type Port } from '../../runtime/model/rpc.ts'
import type { TestAnswer, TestRequest, TestRow } from '../../runtime/model/testing.ts'
import { Runtime } from '../../runtime/runtime.ts'
import { Tests } from '../../runtime/testing.ts'
import { projectOf } from '../support/project.ts'
import { scratchFolder } from '../support/scratch.ts'
import { waitFor } from '../support/wait-for.ts'

const source = `import { Service } from 'patchbay'

export class Echo extends Service {
  async handle() {
    const { path, params, query, method } = this.request.http!
    if (query.hang) await new Promise((_resolve, reject) => {
      this.signal.addEventListener('abort', () => reject(this.signal.reason))
    })
    this.response.headers = { 'Set-Cookie': 'sid=1', 'X-Got': String(this.request.headers['x-a']) }
    if (query.raw) this.response.payload = this.request.raw
    else this.response.payload = { path, params, query, method, got: this.request.payload }
  }
}
`

function portOf(port: MessagePort): Port {
  return {
    post: (data) => port.postMessage(data),
    listen(receive) {
      port.on('message', receive)
      return () => port.close()
    },
  }
}

/** A runtime with the channel Orders, and a designer's line to it. */
async function opened(channel: Record<string, unknown> = {}, port = 0) {
  const runtime = new Runtime({ http: { host: '127.0.0.1', port }, logLevel: 'silent' })
  onTestFinished(() => runtime.stop(200))
  const { port1, port2 } = new MessageChannel()
  const leave = serve(runtime, portOf(port1))
  onTestFinished(() => leave())
  const { remote } = ask<Control, ControlEvents>(portOf(port2), controlMethods)
  onTestFinished(() => port2.close())
  const orders = { name: 'Orders', type: 'rest', path: '/orders/{id}', dataFormat: 'json' }
  const project = projectOf({
    channels: [{ ...orders, ...channel }],
    services: { 'services/echo.ts': source },
    links: [['Orders', 'echo']],
  })
  const { problems } = await remote.deploy({ project, revision: 1 })
  expect(problems).toEqual([])
  let count = 0
  const test = async (change: Partial<TestRequest> & { values?: Record<string, unknown> } = {}) => {
    const id = change.id ?? `t${++count}`
    const values = { method: 'POST', path: '/orders/{id}', params: rows({ id: '17' }) }
    const answer = await remote.test({
      channel: 'Orders',
      via: 'transport',
      contentType: 'application/json',
      body: Buffer.from('{"a":1}'),
      ...change,
      id,
      values: { ...values, ...change.values },
    })
    const body = await remote.testAnswer(id)
    return { ...answer, body: body && Buffer.from(body.bytes).toString() }
  }
  return { runtime, remote, leave, test }
}

function rows(pairs: Record<string, string>): TestRow[] {
  return Object.entries(pairs).map(([name, value]) => ({ name, value }))
}

/** What cannot be the same twice, and what only a socket has. */
function comparable({ cid: _, took: __, headers, body, ...rest }: TestAnswer & { body?: string }) {
  const own = /^(date|connection|keep-alive|x-patchbay-cid)$/i
  const named = headers.map(([name, value]) => [name.toLowerCase(), value] as const)
  return {
    ...rest,
    headers: named.filter(([name]) => !own.test(name)).sort(),
    body: body?.replace(/"cid":"[0-9a-f]+"/, ''),
  }
}

describe('a test of a REST channel', () => {
  it('is a request over the network, and its exchange can be looked at', async () => {
    const { test, remote } = await opened()
    const answer = await test({
      values: {
        params: rows({ id: 'a b' }),
        query: [...rows({ q: '1' }), { on: false, name: 'off', value: '1' }],
        headers: rows({ 'X-A': 'yes' }),
      },
    })
    expect(answer).toMatchObject({ outcome: 'answered', status: 200 })
    expect(JSON.parse(answer.body ?? '')).toEqual({
      path: '/orders/a%20b',
      params: { id: 'a b' },
      query: { q: '1' },
      method: 'POST',
      got: { a: 1 },
    })
    expect(answer.headers).toContainEqual(['x-got', 'yes'])
    expect(answer.size).toBe(answer.body?.length)
    const detail = await remote.exchange(answer.cid ?? '')
    expect(detail?.steps.map(({ name }) => name)).toEqual(['Orders', 'echo'])
  })

  it('masks what carries credentials in the answer', async () => {
    const { test } = await opened()
    const { headers } = await test()
    expect(headers).toContainEqual(['set-cookie', '********'])
  })

  const cases: Record<string, [status: number, request: Partial<TestRequest>]> = {
    'a good message': [200, { values: { headers: rows({ 'X-A': 'b' }), query: rows({ q: 'ü' }) } }],
    'a malformed body': [400, { body: Buffer.from('{"a":') }],
    'an unknown encoding': [415, { values: { headers: rows({ 'Content-Encoding': 'zip' }) } }],
    'a body above the limit': [413, { body: Buffer.alloc(20_000, 32) }],
    'an exchange without end': [504, { values: { query: rows({ hang: '1' }) } }],
    'a request for the head': [200, { values: { method: 'HEAD' }, body: new Uint8Array() }],
    'a trace of the caller': [
      200,
      {
        values: {
          headers: rows({ traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' }),
        },
      },
    ],
  }

  it.each(Object.entries(cases).map(([name, [status]]) => [name, status] as const))(
    'answers %s the same straight into the flow',
    async (name, status) => {
      const { test, runtime } = await opened({ maxSize: 0.01, timeout: 0.3 })
      const byNetwork = await test({ ...cases[name]?.[1], via: 'transport' })
      const straight = await test({ ...cases[name]?.[1], via: 'flow' })
      expect(byNetwork.status).toBe(status)
      expect(comparable(straight)).toEqual(comparable(byNetwork))
      const [second, first] = runtime.inspector.exchanges({})
      expect(second?.cid).toBe(straight.cid)
      expect(first?.cid).toBe(byNetwork.cid)
      expect(second?.outcome).toBe(first?.outcome)
    },
  )

  it('tells of an address that leads nowhere', async () => {
    const { test, remote } = await opened()
    const lost = await test({ values: { path: '/nowhere' } })
    expect(lost).toMatchObject({ outcome: 'answered', status: 404 })
    expect(await remote.exchange(lost.cid ?? '')).toBeUndefined()
    expect(await test({ values: { path: '/nowhere' }, via: 'flow' })).toMatchObject({
      outcome: 'failed',
      failure: { code: 'CHANNEL_NOT_FOUND' },
    })
  })

  it('meets limits over the network only', async () => {
    const { test } = await opened({ limitCaller: 1, limitPer: 'minute' })
    expect((await test()).status).toBe(200)
    expect((await test()).status).toBe(429)
    expect((await test({ via: 'flow' })).status).toBe(200)
  })

  it('says which parameter of the path is missing', async () => {
    const { test } = await opened()
    expect(await test({ values: { params: [] } })).toMatchObject({
      outcome: 'failed',
      failure: { code: 'INPUT_MISSING', message: 'The path needs a value for {id}.' },
    })
  })

  it.each(['transport', 'flow'] as const)('is cancelled on the way: %s', async (via) => {
    const { test, remote, runtime } = await opened()
    const answer = test({ id: 'long', via, values: { query: rows({ hang: '1' }) } })
    await waitFor(
      async () => runtime.figures(1).open,
      (open) => open === 1,
    )
    await remote.cancelTest('long')
    expect(await answer).toMatchObject({ outcome: 'cancelled', size: 0 })
    const [ended] = await waitFor(
      async () => runtime.inspector.exchanges({}),
      ([first]) => first?.outcome === 'failed',
    )
    expect(ended?.failure?.code).toBe('CALLER_GONE')
  })

  it('ends with the designer who asked', async () => {
    const { test, leave, runtime } = await opened()
    void test({ values: { query: rows({ hang: '1' }) } })
    await waitFor(
      async () => runtime.figures(1).open,
      (open) => open === 1,
    )
    leave()
    await waitFor(
      async () => runtime.figures(1).open,
      (open) => open === 0,
    )
  })

  it('brings a large body and its answer in stretches', async () => {
    const { remote } = await opened({ dataFormat: 'none', maxSize: 64 })
    const body = Buffer.from(Array.from({ length: 5_000_000 }, (_, n) => n % 251))
    for (let at = 0; at < body.length; at += 1_000_000) {
      await remote.testBody('large', body.subarray(at, at + 1_000_000))
    }
    const values = { method: 'POST', path: '/orders/1', query: rows({ raw: '1' }) }
    const request = { id: 'large', channel: 'Orders', via: 'transport', values } as const
    expect(await remote.test(request)).toMatchObject({ status: 200, size: body.length })
    const stretches: Uint8Array[] = []
    for (let offset = 0; offset < body.length; offset += 2_000_000) {
      const stretch = await remote.testAnswer('large', { offset, limit: 2_000_000 })
      stretches.push(stretch?.bytes ?? new Uint8Array())
    }
    expect(Buffer.concat(stretches).equals(body)).toBe(true)
  })

  it('goes into the flow while another program has the port', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void other.close())
    const { test } = await opened({}, (other.address() as { port: number }).port)
    const { outcome, failure } = await test()
    expect(outcome).toBe('failed')
    expect(failure?.code).toBe('CHANNEL_UNREACHABLE')
    expect(failure?.message).toContain('Another program listens')
    expect((await test({ via: 'flow' })).status).toBe(200)
  })

  it('says that a channel is off, or does not run at all', async () => {
    const { test } = await opened({ isActive: false })
    expect((await test()).failure?.code).toBe('CHANNEL_OFF')
    expect((await test({ channel: 'Nobody' })).failure?.code).toBe('CHANNEL_NOT_FOUND')
  })

  it('keeps the last twenty answers', async () => {
    const { test, remote } = await opened()
    for (let count = 0; count < 21; count++) await test({ via: 'flow' })
    expect(await remote.testAnswer('t1')).toBeUndefined()
    expect((await remote.testAnswer('t2'))?.contentType).toBe('application/json')
  })

  it('refuses what is no request', async () => {
    const { remote } = await opened()
    await expect(remote.test({} as TestRequest)).rejects.toThrow(/wrong id/)
    await expect(remote.testAnswer('x', { offset: -1, limit: 1 })).rejects.toThrow(/offset/)
  })
})

describe('a test of a job', () => {
  it('runs it now, and tells how that went', async () => {
    const folder = scratchFolder()
    const runtime = new Runtime({ folder, http: { port: 0 }, logLevel: 'silent' })
    onTestFinished(() => runtime.stop(200))
    const job = (name: string) => ({ name, type: 'schedule', hours: 24 })
    const project = projectOf({
      channels: [job('Nightly'), job('Broken')],
      services: { 'services/work.ts': work },
      links: [
        ['Nightly', 'work'],
        ['Broken', 'break'],
      ],
    })
    await runtime.deploy({ project, revision: 1 })
    const tests = new Tests(runtime)
    const fire = (id: string, channel: string) =>
      tests.test({ id, channel, via: 'flow', values: {} })
    const answer = await fire('a', 'Nightly')
    expect(answer).toMatchObject({ outcome: 'answered', words: 'ok', size: 0 })
    expect(runtime.inspector.exchange(answer.cid ?? '')?.channel).toBe('Nightly')
    expect((await fire('b', 'Broken')).words).toBe('failed')
  })
})

const work = `import { Service } from 'patchbay'
export class Work extends Service { handle() {} }
export class Break extends Service { handle() { throw new Error('It cannot be done.') } }
`
