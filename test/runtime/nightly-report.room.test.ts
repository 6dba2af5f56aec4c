/** The sample with a job: it reports, the report is read and jobs are managed over HTTP, by the office and nobody else. */
import { join } from 'node:path'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { readFolder } from '../../runtime/folder/read.ts'
import { fromFiles } from '../../runtime/model/text.ts'
import { Runtime } from '../../runtime/runtime.ts'
import { scratchFolder } from '../support/scratch.ts'

const sample = join(import.meta.dirname, '../../electron/samples/nightly-report')
const password = 'of-the-office'

let base: string

beforeEach(async () => {
  const { project } = fromFiles(await readFolder(sample))
  const runtime = new Runtime({
    http: { host: '127.0.0.1', port: 0 },
    folder: scratchFolder(),
    secrets: new Map([['security.office.password', password]]),
    logLevel: 'silent',
  })
  onTestFinished(() => runtime.stop(2000))
  await runtime.deploy({ project, revision: 1 })
  const jobs = runtime.status().objects.find(({ at }) => at.name === 'Jobs')
  base = (jobs?.address ?? '').replace(/\/jobs$/, '')
})

async function call(method: string, path: string, body?: unknown, secret = password) {
  const login = Buffer.from(`office:${secret}`).toString('base64')
  const answer = await fetch(base + path, {
    method,
    headers: { Authorization: `Basic ${login}`, 'Content-Type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await answer.text()
  const isJson = answer.headers.get('content-type')?.includes('json')
  return { status: answer.status, body: isJson ? (JSON.parse(text) as unknown) : text }
}

it('has no report before the first run, and then the sum of each shop', async () => {
  expect((await call('GET', '/report')).status).toBe(404)
  const ran = await call('POST', '/jobs/Nightly/run', { should_wait: true })
  expect(ran).toMatchObject({ status: 200, body: { outcome: 'ok' } })
  const { status, body } = await call('GET', '/report')
  expect(status).toBe(200)
  expect(String(body).split('\n').slice(1)).toEqual([
    'Kyoto: 2,310.25',
    'Oslo: 1,275.75',
    'Lisbon: 1,240.50',
    'Total: 4,826.50',
  ])
})

it('is for the office alone', async () => {
  for (const path of ['/report', '/jobs', '/jobs/Nightly', '/jobs/Nightly/next']) {
    expect((await call('GET', path, undefined, 'guessed')).status).toBe(401)
  }
  expect((await call('DELETE', '/jobs/Nightly', undefined, 'guessed')).status).toBe(401)
})

it('manages jobs over HTTP, from the first to the last of one', async () => {
  const sales = { sales: [{ shop: 'Lima', amount: 1 }] }
  const made = { name: 'Hourly', service: 'report.make', hours: 1, extra: sales }
  expect(await call('POST', '/jobs', made)).toMatchObject({
    status: 200,
    body: { name: 'Hourly', plan: 'every 1 h' },
  })
  expect(await call('PUT', '/jobs/Hourly', { hours: 2 })).toMatchObject({
    body: { plan: 'every 2 h' },
  })
  const ran = await call('POST', '/jobs/Hourly/run', { should_wait: true })
  expect(ran.body).toMatchObject({ outcome: 'ok' })
  expect(await call('GET', '/jobs/Hourly/history')).toMatchObject({ body: { total_count: 1 } })
  expect(await call('GET', '/jobs/Nightly/next?limit=3')).toMatchObject({
    body: { runs: [{}, {}, {}] },
  })
  const off = await call('PUT', '/jobs/Hourly/active', { is_active: false })
  expect(off.body).toMatchObject({ is_active: false })
  expect((await call('DELETE', '/jobs/Hourly')).status).toBe(204)
  expect((await call('GET', '/jobs/Hourly')).status).toBe(404)
  expect(await call('GET', '/jobs')).toMatchObject({ body: { total_count: 1 } })
})
