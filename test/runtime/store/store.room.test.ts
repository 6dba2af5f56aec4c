// The history on disk as a whole runtime has it: real files, a real thread, real processes.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { newCid } from '../../../runtime/message/cid.ts'
import type { Origin } from '../../../runtime/message/exchange.ts'
import { Message } from '../../../runtime/message/message.ts'
import type { ExchangeMatch, ExchangePage } from '../../../runtime/model/match.ts'
import { Runtime, type RuntimeOptions } from '../../../runtime/runtime.ts'
import { bundle } from '../../support/bundle.ts'
import { projectOf } from '../../support/project.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { secretScan } from '../../support/secret-scan.ts'
import { waitFor } from '../../support/wait-for.ts'

const holder = `
  import { lockFolder } from '../../../runtime/store/lock.ts'
  import { Shelf } from '../../../runtime/store/shelf.ts'
  import { rowsTo } from './rows.ts'
  const folder = process.argv[2]
  lockFolder(folder)
  const shelf = new Shelf(folder, { megabytes: 10, days: 30 }, () => undefined)
  shelf.add(rowsTo(100, () => ({ began: Date.now() })))
  process.stdout.write('written\\n')
  setInterval(() => undefined, 1000)
`

let programs: Record<string, string>
let folderOfPrograms: string

beforeAll(async () => {
  folderOfPrograms = mkdtempSync(join(tmpdir(), 'patchbay-store-'))
  programs = await bundle(folderOfPrograms, {
    worker: 'runtime/store/store.worker.ts',
    holder: { text: holder, beside: 'test/runtime/store' },
  })
})
afterAll(() => rmSync(folderOfPrograms, { recursive: true, force: true }))

const project = projectOf({
  channels: [
    { name: 'orders', type: 'rest', path: '/orders', method: 'POST', historyKeys: ['order_id'] },
  ],
  services: {
    'services/orders.ts': `import { BadRequest, Service } from 'patchbay'
export class Orders extends Service {
  static serviceName = 'orders.take'
  async handle() {
    const { order_id, fails } = this.request.payload as { order_id: string; fails?: string }
    if (fails) throw new BadRequest(fails)
    this.response.payload = { taken: order_id }
  }
}
`,
  },
  links: [['orders', 'orders.take']],
})

async function running(folder: string | undefined, options: RuntimeOptions = {}): Promise<Runtime> {
  const runtime = new Runtime({
    ...{ http: { host: '127.0.0.1', port: 0 }, logLevel: 'silent', historyFolder: folder },
    historyWorker: pathToFileURL(programs.worker ?? ''),
    ...options,
  })
  onTestFinished(() => runtime.stop(1000))
  await runtime.deploy({ project, revision: 1 })
  return runtime
}

/** Sends it straight in; returns its cid, whatever becomes of it. */
async function send(
  runtime: Runtime,
  payload: unknown,
  { headers = {}, ...more }: { headers?: Record<string, string> } & Partial<Origin> = {},
): Promise<string> {
  const cid = newCid()
  const raw = Buffer.from(JSON.stringify(payload))
  const message = new Message({ raw, format: 'json', contentType: 'application/json', headers })
  await runtime
    .deliver(message, { channel: 'orders', cid, timeout: 5000, ...more })
    .catch(() => undefined)
  return cid
}

async function found(runtime: Runtime, match: ExchangeMatch): Promise<string[]> {
  const cids: string[] = []
  for (let before: number | undefined = Number.MAX_SAFE_INTEGER; before !== undefined; ) {
    const page: ExchangePage = await runtime.past.search({ match, before, limit: 7 })
    cids.push(...page.exchanges.map(({ cid }) => cid))
    before = page.next
  }
  return cids
}

async function textOf(runtime: Runtime, cid: string): Promise<string | undefined> {
  const body = await runtime.past.body({ cid, step: 0, side: 'in' })
  return body && Buffer.from(body.bytes).toString()
}

describe('a history on disk', () => {
  test('is there after a restart, and its numbers go on', async () => {
    const folder = scratchFolder()
    const first = await running(folder)
    const cids = [await send(first, { order_id: 'A-1' }), await send(first, { fails: 'No stock.' })]
    const before = await first.past.exchange(cids[1] ?? '')
    await first.stop(1000)

    const again = await running(folder)
    expect((await again.past.exchanges({})).map(({ cid }) => cid)).toEqual([...cids].reverse())
    expect(await again.past.exchange(cids[1] ?? '')).toEqual(before)
    expect(await textOf(again, cids[0] ?? '')).toBe('{"order_id":"A-1"}')
    const next = await send(again, { order_id: 'A-2' })
    expect(again.inspector.exchange(next)?.seq).toBe(2)
    expect(await found(again, {})).toEqual([next, cids[1], cids[0]])
  })

  test('goes on where memory ends', async () => {
    const runtime = await running(scratchFolder(), { history: { exchanges: 10 } })
    const cids: string[] = []
    for (let index = 0; index < 60; index++) {
      cids.unshift(await send(runtime, { order_id: `B-${index}` }))
      if (index % 5 === 4) await runtime.past.store?.written()
    }
    expect((await runtime.past.exchanges({ limit: 100 })).map(({ cid }) => cid)).toEqual(cids)
    expect(await found(runtime, { channel: ['ord'] })).toEqual(cids)
    expect(await found(runtime, { keys: { order_id: ['b-3'] } })).toEqual([cids[56]])
    expect(await found(runtime, { text: ['b-59'] })).toEqual([cids[0]])
    expect(runtime.inspector.exchange(cids[50] ?? '')).toBeUndefined()
    expect(await textOf(runtime, cids[50] ?? '')).toBe('{"order_id":"B-9"}')
    expect(runtime.past.status).toMatchObject({ state: 'ready', kept: 60, leftOut: 0 })
  })

  test('is asked for what a block is previewed on', async () => {
    const runtime = await running(scratchFolder(), { history: { exchanges: 2 } })
    const cid = await send(runtime, { order_id: 'old' })
    await runtime.past.store?.written()
    for (let index = 0; index < 3; index++) await send(runtime, { order_id: 'new' })
    const message = await runtime.past.message({ cid, step: 0, side: 'in' })
    expect(message.payload).toEqual({ order_id: 'old' })
  })

  test('leaves out and counts what is more than it takes', async () => {
    const runtime = await running(scratchFolder(), { history: { exchanges: 20 } })
    await Promise.all(Array.from({ length: 500 }, (_, order_id) => send(runtime, { order_id })))
    await runtime.past.store?.written()
    const { kept, leftOut } = runtime.past.status
    expect(kept + leftOut).toBe(500)
    expect(leftOut).toBeGreaterThan(0)
    expect(await found(runtime, {})).toHaveLength(kept)
  })

  test('is cleared together with memory', async () => {
    const runtime = await running(scratchFolder())
    const cid = await send(runtime, { order_id: 'A-1' })
    await runtime.past.store?.written()
    await runtime.past.clear()
    expect(await found(runtime, {})).toEqual([])
    expect(await runtime.past.exchange(cid)).toBeUndefined()
    const next = await send(runtime, { order_id: 'A-2' })
    expect(await found(runtime, {})).toEqual([next])
  })

  test('says whether what it has is what was', async () => {
    const secret = 'hunter2hunter2'
    const secrets = new Map([['erp.password', secret]])
    const runtime = await running(scratchFolder(), { secrets })
    const plain = await send(runtime, { order_id: 'A-1' })
    const masked = await send(runtime, { order_id: secret })
    const large = await send(runtime, { order_id: 'A-3', text: 'x'.repeat(300_000) })
    const http = { method: 'POST', path: '/orders', pattern: '/orders', params: {} }
    const inQuery = await send(
      runtime,
      { order_id: 'A-4' },
      { http: { ...http, query: { token: secret, a: '1' }, remoteAddress: '127.0.0.1' } },
    )
    await runtime.past.store?.written()
    const messages = async (cid: string) => {
      const stored = await runtime.past.messagesOf(cid)
      const body = stored?.bodies[stored.refs[0] ?? -1]
      return { ...stored, body: body && Buffer.from(body.bytes).toString(), size: body?.size }
    }
    expect(await messages(plain)).toMatchObject({
      isExact: true,
      body: '{"order_id":"A-1"}',
      origin: { timeout: 5000 },
    })
    expect(await messages(masked)).toMatchObject({
      isExact: false,
      body: '{"order_id":"********"}',
    })
    const cut = await messages(large)
    expect(cut).toMatchObject({ isExact: false, size: 300_028 })
    expect(cut.body).toHaveLength(256 << 10)
    expect(await messages(inQuery)).toMatchObject({
      isExact: false,
      origin: { http: { query: { token: '********', a: '1' } } },
    })
  })

  test('holds no secret, whatever it came in', async () => {
    const secrets = {
      password: 'pass/w"ord-81723',
      token: 'tok-0192837465-en',
      later: 'fetched-later-5566',
    }
    const folder = scratchFolder()
    const runtime = await running(folder, {
      secrets: new Map(Object.entries({ password: secrets.password, token: secrets.token })),
    })
    await send(runtime, { order_id: secrets.password, deep: [{ x: `a ${secrets.token} b` }] })
    await send(runtime, { fails: `The ERP said ${secrets.password}` })
    await send(runtime, { order_id: 1 }, { headers: { 'x-own': secrets.token } })
    const origin = { method: 'POST', path: `/o/${secrets.token}`, pattern: '/o/{a}' }
    await send(
      runtime,
      { order_id: 2 },
      {
        http: {
          ...{ ...origin, params: { a: secrets.token }, query: { q: [secrets.password] } },
          remoteAddress: '127.0.0.1',
        },
        traceparent: secrets.token,
      },
    )
    // On the edge of where a body is cut.
    await send(runtime, { text: 'x'.repeat((256 << 10) - 20), order_id: secrets.password })
    runtime.inspector.redactor.conceal([secrets.later])
    await send(runtime, { order_id: secrets.later })
    await runtime.past.store?.written()
    const scan = secretScan(secrets)
    expect(scan.inFolder(folder)).toEqual([])
    expect(await found(runtime, { text: [secrets.later] })).toEqual([])
    await runtime.stop(1000)
    expect(scan.inFolder(folder)).toEqual([])
    const again = await running(folder)
    expect(scan.inContent('told', JSON.stringify(await again.past.exchanges({})))).toEqual([])
    expect(again.past.status.kept).toBe(6)
  })

  test('does not tell what has become a secret since', async () => {
    const folder = scratchFolder()
    const first = await running(folder)
    const cid = await send(first, { order_id: 'was-no-secret-yet' })
    await first.stop(1000)
    const again = await running(folder, { secrets: new Map([['a', 'was-no-secret-yet']]) })
    expect(await textOf(again, cid)).toBe('{"order_id":"********"}')
  })

  test('belongs to one process, and to the next when that one is killed', async () => {
    const folder = scratchFolder()
    const other = spawn(process.execPath, [programs.holder ?? '', folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    onTestFinished(() => void other.kill('SIGKILL'))
    await once(other.stdout, 'data')
    const lines: string[] = []
    const writeLog = (line: string) => void lines.push(line)
    const runtime = await running(folder, { logLevel: 'warn', writeLog })
    expect(runtime.past.status).toMatchObject({
      state: 'locked',
      reason: { code: 'HISTORY_UNAVAILABLE' },
    })
    expect(lines.join()).toContain('another process writes there')
    const early = await send(runtime, { order_id: 'early' })
    expect(await found(runtime, {})).toEqual([early])
    other.kill('SIGKILL')
    await waitFor(
      async () => runtime.past.status.state,
      (state) => state === 'ready',
    )
    const late = await send(runtime, { order_id: 'late' })
    await runtime.past.store?.written()
    // All that the other had written before it was killed, and none of ours lost or mixed up with it.
    expect(runtime.past.status).toMatchObject({ kept: 101, leftOut: 1 })
    expect((await found(runtime, {})).slice(0, 2)).toEqual([late, 'cid99x'])
  })

  test('keeps nothing where none is asked for, and memory is searched all the same', async () => {
    const runtime = await running(undefined)
    const cids = [
      await send(runtime, { order_id: 'A-8812', name: 'Müller' }),
      await send(runtime, { order_id: 'A-9', fails: 'No stock.' }),
    ]
    expect(runtime.past.status).toEqual({ state: 'off', kept: 0, bytes: 0, leftOut: 0 })
    expect(await found(runtime, { text: ['müll'] })).toEqual([cids[0]])
    expect(await found(runtime, { keys: { order_id: ['a-9'] } })).toEqual([cids[1]])
    expect(await found(runtime, { text: ['a-8812'], status: ['error'] })).toEqual([])
    expect(await found(runtime, { status: ['4xx'] })).toEqual([cids[1]])
    expect(await runtime.past.messagesOf(cids[0] ?? '')).toBeUndefined()
  })

  test('forgets by what the project says', async () => {
    const folder = scratchFolder()
    const runtime = await running(folder)
    await send(runtime, { order_id: 1 })
    await runtime.past.store?.written()
    const settings = { ...project.settings, history: { megabytes: 1, days: 1 } }
    await runtime.deploy({ project: { ...project, settings }, revision: 2 })
    for (let round = 0; round < 12; round++) {
      const text = Array.from({ length: 9000 }, (_, at) => Math.sin(at + round).toString(36)).join()
      await send(runtime, { order_id: round, text })
      await runtime.past.store?.written()
    }
    expect(runtime.past.status.bytes).toBeLessThanOrEqual(1 << 20)
    expect(runtime.past.status.kept).toBeLessThan(13)
  })
})
