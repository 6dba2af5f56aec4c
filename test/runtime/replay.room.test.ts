/** Messages that really passed, once more: as recorded and for real, whole and in part, on the code of now. */
import { describe, expect, it } from 'vitest'
import { provingTable } from '../../runtime/control/proving-table.ts'
import type { ProvingProgress, Replayed, ReplayRequest } from '../../runtime/model/proving.ts'
import { Proofs } from '../../runtime/proofs.ts'
import { Runtime } from '../../runtime/runtime.ts'
import { Tests } from '../../runtime/testing.ts'
import { projectOf } from '../support/project.ts'
import { openShop } from './proving/wrong-edits/open-shop.ts'

const small = {
  customer: '7',
  ordered: '2026-03-04',
  notify: true,
  lines: [{ price: 10, quantity: 2 }],
}
const large = { ...small, notify: false, lines: [{ price: 900, quantity: 2 }] }

async function opened() {
  const shop = await openShop()
  const told: ProvingProgress[] = []
  const tests = new Tests(shop.runtime)
  const proofs = new Proofs(shop.runtime, (progress) => told.push(progress))
  const control = provingTable(proofs, tests)
  const replay = async (request: Omit<ReplayRequest, 'id'>) => {
    const { replayed } = await control.replay({ id: 'r', ...request })
    return replayed
  }
  const replayed = async (request: Omit<ReplayRequest, 'id'>) => {
    const [only] = await replay(request)
    if (!only) throw new Error('Nothing was replayed.')
    return only
  }
  const pathOf = ({ now = '' }: Replayed) => shop.runtime.inspector.exchange(now)?.path
  return { ...shop, told, tests, control, replay, replayed, pathOf }
}

describe('a replay with recorded answers', () => {
  it('comes out the same, and reaches nothing', async () => {
    const { send, asked, replayed, runtime } = await opened()
    const { cid } = await send('/orders', small)
    const before = asked.length
    const once = await replayed({ cids: [cid], outgoing: 'recorded' })
    expect(once).toMatchObject({ cid, outcome: 'same', differences: [] })
    expect(asked.length).toBe(before)
    expect(runtime.inspector.exchange(once.now ?? '')).toMatchObject({ replayOf: cid })
    expect(runtime.counters.ofChannel('Orders').total).toBe(1)
  })

  it('is run on what is deployed, and says what that does otherwise', async () => {
    const { send, replayed, runtime, project } = await opened()
    const { cid } = await send('/orders', small)
    const path = 'services/price.ts'
    const source = project.services[path]?.source.replace('let total = 0', 'let total = 1') ?? ''
    const services = { ...project.services, [path]: { path, source } }
    await runtime.deploy({ project: { ...project, services }, revision: 2 })
    const { outcome, differences } = await replayed({ cids: [cid], outgoing: 'recorded' })
    expect(outcome).toBe('different')
    const total = differences.find(({ pointer }) => pointer === '/body/json/total')
    expect(total).toMatchObject({ expected: 20, actual: 21, kind: 'answer' })
    expect(total?.at).toMatchObject({ collection: 'flows', node: 'price' })
    expect(differences.some(({ kind }) => kind === 'delivery')).toBe(true)
  })

  it('begins at a node with what went into it', async () => {
    const { send, replayed, runtime, pathOf } = await opened()
    const { cid } = await send('/orders', large)
    const { steps = [] } = runtime.inspector.exchange(cid) ?? {}
    const bill = steps.find(({ name }) => name === 'bill')
    const from = await replayed({ cids: [cid], outgoing: 'recorded', step: bill?.id ?? -1 })
    expect(from).toMatchObject({ outcome: 'same', differences: [] })
    expect(pathOf(from)).toEqual(['bill', 'crm', 'erp', 'audit', 'Map'])
  })

  it('begins at a call with what the node was given, not with what it sent', async () => {
    const { send, replayed, runtime, pathOf } = await opened()
    const { cid } = await send('/orders', small)
    const { steps = [] } = runtime.inspector.exchange(cid) ?? {}
    const mail = steps.find(({ name }) => name === 'mail')
    const from = await replayed({ cids: [cid], outgoing: 'recorded', step: mail?.id ?? -1 })
    expect(from).toMatchObject({ outcome: 'same', differences: [] })
    expect(pathOf(from)).toEqual(['mail'])
  })

  it('takes an edited body', async () => {
    const { send, replayed, tests } = await opened()
    const { cid } = await send('/orders', small)
    const text = JSON.stringify({ ...small, lines: [] })
    await tests.testBody('r', Buffer.from(text))
    const edited = { hasBody: true, contentType: 'application/json' }
    const { outcome, failure } = await replayed({ cids: [cid], outgoing: 'recorded', edited })
    expect(outcome).toBe('failed')
    expect(failure).toMatchObject({ code: 'BAD_REQUEST', message: 'An order needs lines.' })
  })

  it('is the same for a message that failed', async () => {
    const { send, replayed } = await opened()
    const { cid, status } = await send('/orders', { ...small, lines: [] })
    expect(status).toBe(400)
    const once = await replayed({ cids: [cid], outgoing: 'recorded' })
    expect(once).toMatchObject({ outcome: 'same', failure: { code: 'BAD_REQUEST' } })
  })

  it('says of what cannot be replayed why', async () => {
    const { send, replay, replayed } = await opened()
    const { cid } = await send('/orders', '{ not JSON')
    const [refused, unknown] = await replay({ cids: [cid, 'nobody'], outgoing: 'recorded' })
    expect(refused).toMatchObject({ outcome: 'impossible', failure: { code: 'BAD_REQUEST' } })
    expect(unknown).toMatchObject({ outcome: 'impossible', failure: { code: 'NOT_FOUND' } })
    const good = await send('/orders', small)
    const nowhere = await replayed({ cids: [good.cid], outgoing: 'recorded', step: 400 })
    expect(nowhere).toMatchObject({ outcome: 'impossible', failure: { code: 'NOT_FOUND' } })
  })

  it('tells how far many are, and ends when it is cancelled', async () => {
    const { send, control, told } = await opened()
    const cids: string[] = []
    for (let index = 0; index < 6; index++) cids.push((await send('/orders', small)).cid)
    const all = await control.replay({ id: 'all', cids, outgoing: 'recorded', rate: 1000 })
    expect(all.replayed.map(({ cid }) => cid)).toEqual(cids)
    expect(told.at(-1)).toEqual({ id: 'all', done: 6, total: 6 })
    const slow = control.replay({ id: 'slow', cids, outgoing: 'recorded', rate: 0.001 })
    await control.cancelTest('slow')
    const { isCancelled, replayed } = await slow
    expect(isCancelled).toBe(true)
    expect(replayed.length).toBeLessThan(6)
  })
})

describe('a replay for real', () => {
  it('calls connections again, and shows as an exchange that is a replay', async () => {
    const { send, asked, replayed, runtime } = await opened()
    const { cid } = await send('/orders', small)
    const before = asked.splice(0).sort()
    const once = await replayed({ cids: [cid], outgoing: 'real' })
    expect(asked.sort()).toEqual(before)
    // The ERP gave it another number.
    expect(once.outcome).toBe('different')
    expect(once.differences.map(({ pointer }) => pointer)).toContain('/body/json/bill')
    expect(runtime.inspector.exchanges({ limit: 1 })).toMatchObject([{ replayOf: cid }])
    expect(runtime.counters.ofChannel('Orders').total).toBe(2)
  })
})

describe('a large message', () => {
  it('of 100 MiB is replayed whole', async () => {
    const source = `import { createHash } from 'node:crypto'
import { Service } from 'patchbay'
export class Sum extends Service {
  static serviceName = 'sum'
  async handle() {
    this.response.payload = { sum: createHash('sha256').update(this.request.raw).digest('hex'), size: this.request.raw.length }
  }
}`
    const project = projectOf({
      channels: [
        {
          name: 'Files',
          type: 'rest',
          method: 'POST',
          path: '/files',
          maxSize: 128,
          dataFormat: 'none',
        },
      ],
      services: { 'services/sum.ts': source },
      links: [['Files', 'sum']],
    })
    const runtime = new Runtime({ http: { host: '127.0.0.1', port: 0 }, logLevel: 'silent' })
    const { problems } = await runtime.deploy({ project, revision: 1 })
    expect(problems).toEqual([])
    const { address = '' } = runtime.status().objects[0] ?? {}
    const body = Buffer.alloc(100 << 20, 'patchbay ')
    const answer = await fetch(address, { method: 'POST', body })
    expect(await answer.json()).toMatchObject({ size: body.length })
    const [{ cid } = { cid: '' }] = runtime.inspector.exchanges({ limit: 1 })
    const proofs = new Proofs(runtime, () => undefined)
    const { replayed } = await proofs.replay({ id: 'r', cids: [cid], outgoing: 'recorded' })
    expect(replayed).toMatchObject([{ outcome: 'same', differences: [] }])
    // The very bytes that are kept, not a copy of them.
    const now = runtime.inspector.message({ cid: replayed[0]?.now ?? '', step: 0, side: 'in' })
    const then = runtime.inspector.message({ cid, step: 0, side: 'in' })
    expect(now?.raw.buffer === then?.raw.buffer).toBe(true)
    await runtime.stop(200)
  }, 60_000)
})
