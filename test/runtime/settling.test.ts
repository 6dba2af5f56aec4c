// What a channel that settles is promised: its source is told once, when all work is done, and only then it is over.
import { expect, it, onTestFinished } from 'vitest'
import type { Origin, Settled } from '../../runtime/message/exchange.ts'
import { Message } from '../../runtime/message/message.ts'
import { Failure } from '../../runtime/model/failure.ts'
import { Runtime } from '../../runtime/runtime.ts'
import { projectOf } from '../support/project.ts'

const service = `import { Service } from 'patchbay'
export class Work extends Service {
  static serviceName = 'work'
  handle() {
    if (this.request.payload === 'bad') throw new Error('no')
    this.response.payload = 'done'
  }
}
`

async function started(): Promise<Runtime> {
  const runtime = new Runtime({ http: { port: 0 } })
  onTestFinished(() => runtime.stop(100))
  const project = projectOf({
    channels: [{ name: 'Orders', type: 'rest', path: '/orders' }],
    services: { 'services/work.ts': service },
    links: [['Orders', 'work']],
  })
  await runtime.deploy({ project, revision: 1 })
  return runtime
}

function originOf(settle: Origin['settle']): Origin {
  return { channel: 'Orders', cid: 'c1', timeout: 5000, ...(settle ? { settle } : {}) }
}

it('tells the source when all is done, and is over when the source was told', async () => {
  const runtime = await started()
  let tell: ((settled: Settled) => void) | undefined
  const heard: (Failure | undefined)[] = []
  const asked = new Promise<void>((resolve) => {
    const origin = originOf((failure, told) => {
      heard.push(failure)
      tell = told
      resolve()
    })
    void runtime.deliver(new Message({ payload: 'x' }), origin).then((reply) => {
      heard.push(new Failure('DEFECT', String(reply.payload)))
    })
  })
  await asked
  // Not over yet: it is still among those under way, and nobody has its reply.
  expect(runtime.inspector.exchanges({}).map(({ outcome }) => outcome)).toEqual(['open'])
  expect(heard).toEqual([undefined])
  tell?.({ how: 'acked', at: performance.now() })
  await new Promise((resolve) => setImmediate(resolve))
  expect(heard.map((one) => one?.message)).toEqual([undefined, 'done'])
  expect(runtime.inspector.exchanges({})).toMatchObject([
    { outcome: 'done', answer: 'acked', settlement: { how: 'acked' } },
  ])
  expect(runtime.inspector.exchange('c1')?.settlement?.at).toBeGreaterThan(0)
})

it('tells the source of a failure, and keeps who settled it and why', async () => {
  const runtime = await started()
  const by = { collection: 'services', name: 'services/work.ts' } as const
  const origin = originOf((failure, told) => {
    told({ how: 'parked', at: performance.now(), by, note: failure?.code ?? 'none' })
  })
  await expect(runtime.deliver(new Message({ payload: 'bad' }), origin)).rejects.toThrow('no')
  expect(runtime.inspector.exchanges({})).toMatchObject([
    {
      outcome: 'failed',
      answer: 'parked',
      settlement: { how: 'parked', by, note: 'SERVICE_THREW' },
    },
  ])
})

it('settles what a channel refused as well', async () => {
  const runtime = await started()
  const told: string[] = []
  const origin = originOf((failure, tell) => {
    told.push(failure?.code ?? '')
    tell({ how: 'deadLettered', at: performance.now() })
  })
  const failure = new Failure('MESSAGE_NOT_JSON', 'Not JSON.')
  runtime.refused(new Message({ payload: 'x' }), origin, failure)
  expect(told).toEqual(['MESSAGE_NOT_JSON'])
  expect(runtime.inspector.exchanges({})).toMatchObject([
    { outcome: 'failed', settlement: { how: 'deadLettered' } },
  ])
})

it('settles once, also when the time is up before the work is done', async () => {
  const runtime = await started()
  const told: (string | undefined)[] = []
  const controller = new AbortController()
  const origin: Origin = {
    ...originOf((failure, tell) => {
      told.push(failure?.code)
      tell({ how: 'requeued', at: performance.now() })
    }),
    signal: controller.signal,
  }
  controller.abort()
  await runtime.deliver(new Message({ payload: 'x' }), origin).catch(() => undefined)
  expect(told).toHaveLength(1)
})
