/** Replays of what is kept in other ways: messages of queues, and messages that only the disk still has. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { behaviourOf } from '../../runtime/behaviour.ts'
import type { Origin } from '../../runtime/message/exchange.ts'
import { Message } from '../../runtime/message/message.ts'
import { Proofs } from '../../runtime/proofs.ts'
import { recordingFor } from '../../runtime/recordings.ts'
import { Runtime } from '../../runtime/runtime.ts'
import { bundle } from '../support/bundle.ts'
import { projectOf } from '../support/project.ts'
import { scratchFolder } from '../support/scratch.ts'
import { openShop } from './proving/wrong-edits/open-shop.ts'

const small = { customer: '7', ordered: '2026-03-04', lines: [{ price: 10, quantity: 2 }] }

describe('a message of a queue', () => {
  const source = `import { Service } from 'patchbay'
export class Take extends Service {
  static serviceName = 'take'
  async handle() {
    const { amqp } = this.request
    if (amqp?.headers.bad) amqp.reject()
    this.response.payload = { key: amqp?.routingKey, type: amqp?.properties.type, settled: amqp?.isSettled }
  }
}`

  async function received(headers: Record<string, unknown>) {
    const runtime = new Runtime({ http: { host: '127.0.0.1', port: 0 }, logLevel: 'silent' })
    onTestFinished(() => runtime.stop(100))
    const project = projectOf({
      channels: [{ name: 'In', type: 'rest', path: '/in' }],
      services: { 'services/take.ts': source },
      links: [['In', 'take']],
    })
    await runtime.deploy({ project, revision: 1 })
    const verbs: string[] = []
    const origin: Origin = {
      channel: 'In',
      cid: 'the-cid',
      timeout: 5000,
      amqp: {
        headers,
        properties: { type: 'order' },
        queue: 'orders',
        exchange: 'shop',
        routingKey: 'order.created',
        consumerTag: 'c1',
        deliveryTag: 1,
        redelivered: false,
        attempt: 1,
        deathCount: 0,
        get isSettled() {
          return verbs.length > 0
        },
        settle: (how) => void verbs.push(how),
      },
      settle: (failure, told) => {
        const how = verbs.length > 0 ? 'rejected' : failure ? 'parked' : 'acked'
        const at = performance.now()
        const by = { collection: 'services', name: 'services/take.ts' } as const
        told({ how, at, ...(verbs.length > 0 ? { by } : {}) })
      },
    }
    await runtime.deliver(new Message({ payload: { id: 1 }, format: 'json' }), origin)
    return { runtime, verbs, proofs: new Proofs(runtime, () => undefined) }
  }

  it('is known by the same facts, and its broker is told nothing', async () => {
    const { proofs, runtime, verbs } = await received({ bad: true })
    expect(verbs).toEqual(['reject'])
    for (const outgoing of ['recorded', 'real'] as const) {
      const { replayed } = await proofs.replay({ id: 'r', cids: ['the-cid'], outgoing })
      expect(replayed).toMatchObject([{ outcome: 'same', differences: [] }])
      const { now = '' } = replayed[0] ?? {}
      expect(runtime.inspector.exchange(now)).toMatchObject({ settlement: { how: 'rejected' } })
    }
    expect(verbs).toEqual(['reject'])
  })

  it('that the code would settle otherwise is found out', async () => {
    const { runtime } = await received({})
    const { wanted } = runtime.deployed ?? {}
    if (!wanted) throw new Error('Nothing is deployed.')
    const path = 'services/take.ts'
    const edited = { path, source: source.replace('if (amqp?.headers.bad)', 'if (amqp)') }
    const { groups } = await behaviourOf(
      runtime,
      { project: { ...wanted, services: { [path]: edited } } },
      { signal: new AbortController().signal, tell: () => undefined },
    )
    expect(groups).toMatchObject([{ at: { collection: 'flows', node: 's0' }, count: 1 }])
  })
})

describe('a message that only the disk has', () => {
  let folder: string
  let worker: string

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'patchbay-replay-'))
    const programs = await bundle(folder, { worker: 'runtime/store/store.worker.ts' })
    worker = programs.worker ?? ''
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('is replayed from there, unless something of it was masked', async () => {
    const history = { historyFolder: scratchFolder(), historyWorker: pathToFileURL(worker) }
    const { runtime: first, project, send } = await openShop(history)
    const { cid } = await send('/orders?from=here', { ...small, notify: true })
    const secret = await send('/orders', { ...small, password: 'let me in' })
    await first.stop(1000)
    const runtime = new Runtime({
      isQuiet: true,
      logLevel: 'silent',
      http: { port: 0 },
      ...history,
    })
    onTestFinished(() => runtime.stop(1000))
    await runtime.deploy({ project, revision: 1 })
    const { origin } = (await recordingFor(runtime, cid)) ?? {}
    expect(origin?.http).toMatchObject({ path: '/orders', query: { from: 'here' } })
    const proofs = new Proofs(runtime, () => undefined)
    const cids = [cid, secret.cid]
    const { replayed } = await proofs.replay({ id: 'r', cids, outgoing: 'recorded' })
    expect(replayed).toMatchObject([
      { outcome: 'same', differences: [] },
      { outcome: 'impossible', failure: { code: 'NOT_FOUND' } },
    ])
    const report = await proofs.compareBehaviour({ id: 'b' })
    expect(report).toMatchObject({ ran: 1, same: 1, groups: [], skipped: [{ count: 1 }] })
  })
})
