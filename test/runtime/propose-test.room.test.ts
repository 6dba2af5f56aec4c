/** Tests made of exchanges that really took place: they pass at once, and what moves from run to run is masked. */
import { createServer } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Project } from '../../runtime/model/project.ts'
import { type SavedTest, savedTestSchema } from '../../runtime/model/saved-test.ts'
import { Proofs } from '../../runtime/proofs.ts'
import { runTests } from '../../runtime/run-tests.ts'
import { Runtime } from '../../runtime/runtime.ts'
import { projectOf } from '../support/project.ts'

const services = {
  'services/order.ts': `
import { randomUUID } from 'node:crypto'
import { BadRequest, Service } from 'patchbay'
export class Order extends Service {
  static serviceName = 'order'
  async handle() {
    const { id, lines } = this.request.payload as { id: number; lines: string[] }
    if (id < 0) throw new BadRequest('No such order: ' + id)
    const erp = this.outgoing.rest.get('erp')
    const token = randomUUID()
    const sent = { order: id, token, at: new Date().toISOString(), lines: lines.map((name) => ({ name, key: randomUUID() })) }
    const answer = await erp.put('/orders/' + token, sent, { headers: { 'x-kind': 'order' } })
    this.response.headers['x-order'] = String(id)
    this.response.payload = { id, bill: answer.payload, cid: this.cid, lines: sent.lines, day: new Date().toISOString().slice(0, 10), n: Math.random() }
  }
}
`,
}

/** A peer that makes numbers. */
async function erp(): Promise<string> {
  let bills = 0
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(201, { 'content-type': 'application/json', 'x-made-by': 'erp' })
      response.end(JSON.stringify({ number: ++bills, path: 'set' }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}

async function running(): Promise<{ runtime: Runtime; project: Project; ask: typeof fetch }> {
  const project = projectOf({
    channels: [
      {
        name: 'Orders',
        type: 'rest',
        method: 'POST',
        path: '/shops/{shop}/orders',
        dataFormat: 'json',
      },
    ],
    connections: [
      { name: 'erp', type: 'rest', url: await erp(), headers: { 'x-erp-password': 'not.shown' } },
    ],
    services,
    links: [['Orders', 'order']],
  })
  const runtime = new Runtime({ http: { port: 0 }, logLevel: 'silent' })
  onTestFinished(() => runtime.stop(500))
  await runtime.deploy({ project, revision: 1 })
  const address = runtime.status().objects.find(({ at }) => at.name === 'Orders')?.address ?? ''
  const { origin } = new URL(address)
  return { runtime, project, ask: (path, init) => fetch(`${origin}${path}`, init) }
}

function post(body: unknown) {
  const headers = {
    'content-type': 'application/json',
    'x-tenant': 'north',
    authorization: 'Bearer abc',
  }
  return { method: 'POST', headers, body: JSON.stringify(body) }
}

async function proposed(runtime: Runtime, cid: string) {
  const proofs = new Proofs(runtime, () => undefined)
  return proofs.proposeTest({ cid, name: 'An order' })
}

async function outcomesOf(project: Project, test: SavedTest, times: number): Promise<string[]> {
  const outcomes: string[] = []
  for (let run = 0; run < times; run++) {
    const { results } = await runTests(
      { ...project, tests: { [test.name]: test } },
      {},
      { signal: new AbortController().signal },
    )
    outcomes.push(
      ...results.map(
        ({ outcome, differences }) => `${outcome} ${differences.map(({ words }) => words)}`,
      ),
    )
  }
  return outcomes
}

describe('a test that is made of an exchange', () => {
  it('sends what came, answers what was answered, and expects what does not move', async () => {
    const { runtime, project, ask } = await running()
    const answer = await ask('/shops/7/orders?full=1', post({ id: 5, lines: ['nut', 'bolt'] }))
    expect(answer.status).toBe(200)
    const cid = answer.headers.get('x-patchbay-cid') ?? ''
    const { test, notes } = await proposed(runtime, cid)
    expect(savedTestSchema.parse(test)).toEqual(test)
    expect(test).toMatchObject({
      channel: 'Orders',
      values: {
        method: 'POST',
        path: '/shops/{shop}/orders',
        params: [{ name: 'shop', value: '7' }],
        query: [{ name: 'full', value: '1' }],
      },
      body: { json: { id: 5, lines: ['nut', 'bolt'] } },
      answers: [
        {
          connection: 'erp',
          call: 'PUT /orders/*',
          properties: { status: 201 },
          headers: { 'x-made-by': 'erp' },
          body: { json: { number: 1, path: 'set' } },
        },
      ],
      expect: {
        outcome: 'done',
        status: 200,
        headers: { 'x-order': '5' },
        body: { json: { id: 5, bill: { number: 1 } } },
        deliveries: [{ connection: 'erp', call: 'PUT /orders/*', headers: { 'x-kind': 'order' } }],
      },
    })
    expect([...test.masks].sort()).toEqual([
      '/body/json/cid',
      '/body/json/day',
      '/body/json/lines/*/key',
      '/body/json/n',
      '/deliveries/0/body/json/at',
      '/deliveries/0/body/json/lines/*/key',
      '/deliveries/0/body/json/token',
    ])
    expect(JSON.stringify(test)).not.toMatch(/Bearer|not\.shown|traceparent|x-patchbay-cid/)
    expect(notes).toContainEqual(expect.stringContaining('authorization'))
    expect(new Set(await outcomesOf(project, test, 10))).toEqual(new Set(['passed ']))
  })

  it('is made of one that failed, too', async () => {
    const { runtime, project, ask } = await running()
    const answer = await ask('/shops/7/orders', post({ id: -1, lines: [] }))
    const { test } = await proposed(runtime, answer.headers.get('x-patchbay-cid') ?? '')
    expect(test.expect).toMatchObject({
      outcome: 'failed',
      status: 400,
      code: 'BAD_REQUEST',
      deliveries: [],
    })
    expect(test.masks).toEqual(['/body/json/error/cid'])
    expect(await outcomesOf(project, test, 3)).toEqual(['passed ', 'passed ', 'passed '])
  })

  it('is not made of one that is no longer kept', async () => {
    const { runtime } = await running()
    await expect(proposed(runtime, 'nobody')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})
