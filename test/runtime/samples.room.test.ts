/** The samples are the first thing a newcomer sees: sound, written as the designer would write them, and they run. */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { startSampleFtp } from '../../electron/sample-server/start-sample-ftp.ts'
import { definitions } from '../../runtime/connectors/definitions.ts'
import { readFolder } from '../../runtime/folder/read.ts'
import { blocks } from '../../runtime/model/blocks.ts'
import { check } from '../../runtime/model/check.ts'
import type { Project } from '../../runtime/model/project.ts'
import { fromFiles, toFiles } from '../../runtime/model/text.ts'
import { projectTypings } from '../../runtime/model/typings.ts'
import { Runtime } from '../../runtime/runtime.ts'
import { freePort } from '../peers/free-port.ts'
import { scratchFolder } from '../support/scratch.ts'
import { typeErrors } from '../support/type-errors.ts'

const samples = join(import.meta.dirname, '../../electron/samples')
const ids = readdirSync(samples)
const password = 'sample'

async function open(id: string): Promise<Project> {
  return fromFiles(await readFolder(join(samples, id))).project
}

describe.each(ids)('the sample %s', (id) => {
  it('has no problem, not even a small one', async () => {
    const options = {
      connectors: definitions,
      blocks,
      secrets: ['my.ftp.password', 'security.office.password', 'security.partner.key'],
    }
    expect(check(await open(id), options)).toEqual([])
  })

  it('is written as the designer writes it', async () => {
    const files = await readFolder(join(samples, id))
    const written = toFiles(fromFiles(files).project)
    expect(new Map(files.map(({ path, text }) => [path, text]))).toEqual(written)
  })

  it('type-checks', async () => {
    const project = await open(id)
    const typings = projectTypings(project, definitions)
    const sources = Object.values(project.services).map(({ path, source }) => [path, source])
    const files = Object.fromEntries([...typings, ...sources])
    const folder = scratchFolder(files)
    expect(typeErrors(folder, Object.keys(files))).toEqual([])
  })
})

describe('the flows of store-files', () => {
  let project: Project
  beforeAll(async () => {
    project = await open('store-files')
  })

  /** Running with its FTP server; gives the addresses of the channels and the server's folder. */
  async function running() {
    const served = scratchFolder()
    mkdirSync(join(served, 'incoming'))
    const server = await startSampleFtp({ folder: served, port: 0, password })
    onTestFinished(() => server.stop())
    const ftp = { ...project.connections['my.ftp'], port: server.port }
    const runtime = new Runtime({
      http: { port: 0 },
      logLevel: 'silent',
      secrets: new Map([['my.ftp.password', password]]),
    })
    onTestFinished(() => runtime.stop(1000))
    const connections = { ...project.connections, 'my.ftp': ftp } as Project['connections']
    await runtime.deploy({ project: { ...project, connections }, revision: 1 })
    const addressOf = (channel: string) => {
      const { objects } = runtime.status()
      const found = objects.find(({ at }) => at.collection === 'channels' && at.name === channel)
      return found?.address ?? ''
    }
    return { served, addressOf }
  }

  it('store any bytes as a file, named as asked and nowhere else', async () => {
    const { served, addressOf } = await running()
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 256))
    const store = async (query: string) => {
      const answer = await fetch(`${addressOf('Store')}${query}`, { method: 'POST', body: bytes })
      expect(answer.status).toBe(200)
      return (await answer.json()) as { file: string; size: number }
    }
    expect(await store('?name=../../etc/My%20photo.jpg')).toEqual({
      file: '/incoming/My_photo.jpg',
      size: bytes.length,
    })
    const { file } = await store('?name=..')
    expect(file).toMatch(/^\/incoming\/[\d-]+T[\w-]+\.bin$/)
    for (const path of ['/incoming/My_photo.jpg', file]) {
      expect(readFileSync(join(served, path)).equals(bytes)).toBe(true)
    }
    expect(readdirSync(served, { recursive: true })).toHaveLength(3)
  })

  it.each([
    [
      { id: 7, lines: [{ price: 2, quantity: 3 }] },
      200,
      { order: 7, total: 6, status: 'accepted' },
    ],
    [
      {
        id: 8,
        lines: [
          { price: 500, quantity: 2 },
          { price: 1, quantity: 1 },
        ],
      },
      200,
      { order: 8, total: 1001, status: 'waits for approval' },
    ],
    [{ id: 9, lines: [] }, 422, { error: 'An order needs lines.' }],
  ])('sort the order %j', async (order, status, expected) => {
    const { addressOf } = await running()
    const answer = await fetch(addressOf('Orders'), { method: 'POST', body: JSON.stringify(order) })
    expect({ status: answer.status, body: await answer.json() }).toEqual({ status, body: expected })
  })
})

/** Running as it is, where it calls itself too; gives the address of its channels. */
async function runningAt(id: string, secrets: Record<string, string> = {}): Promise<string> {
  const port = await freePort()
  const there = JSON.stringify(await open(id)).replaceAll('127.0.0.1:8080', `127.0.0.1:${port}`)
  const runtime = new Runtime({
    http: { port },
    logLevel: 'silent',
    secrets: new Map(Object.entries(secrets)),
  })
  onTestFinished(() => runtime.stop(1000))
  await runtime.deploy({ project: JSON.parse(there) as Project, revision: 1 })
  return `http://127.0.0.1:${port}`
}

async function post(url: string, body: string, headers: Record<string, string> = {}) {
  const answer = await fetch(url, { method: 'POST', body, headers })
  return { status: answer.status, text: await answer.text() }
}

describe('the flow of map-invoices', () => {
  it.each([
    ['EUR', 'pen', '7,pen,6'],
    ['USD', 'pen', '7,pen,5.52'],
    ['GBP', 'pen', '7,pen,0'],
  ])('makes CSV of XML in %s', async (currency, item, row) => {
    const at = await runningAt('map-invoices')
    const xml = `<invoice id="7" currency="${currency}"><line item="${item}" price="2" quantity="3"/></invoice>`
    const { status, text } = await post(`${at}/invoices`, xml)
    expect([status, text.trim().split(/\r?\n/)]).toEqual([200, ['invoice,item,eur', row]])
  })

  it('refuses one without lines', async () => {
    const at = await runningAt('map-invoices')
    const { status, text } = await post(`${at}/invoices`, '<invoice id="7" currency="EUR"/>')
    expect([status, JSON.parse(text)]).toEqual([422, { error: 'An invoice needs lines.' }])
  })
})

describe('the flow of guarded-api', () => {
  it('lets in who has the key, then who has the token, and nobody else', async () => {
    const at = await runningAt('guarded-api', { 'security.partner.key': 'try-me' })
    expect((await post(`${at}/token`, '')).status).toBe(401)
    expect((await fetch(`${at}/me`)).status).toBe(401)
    const { status, text } = await post(`${at}/token`, '', { 'x-api-key': 'try-me' })
    expect(status).toBe(200)
    const { access_token } = JSON.parse(text) as { access_token: string }
    const me = (token: string) =>
      fetch(`${at}/me`, { headers: { authorization: `Bearer ${token}` } })
    const answer = await me(access_token)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ name: 'partner', provenBy: 'tokens', how: 'jwt' })
    expect((await me(`${access_token.slice(0, -4)}AAAA`)).status).toBe(401)
  })
})

describe('the flows of failing-bank', () => {
  it('try again, and answer kindly what fails for good', async () => {
    const at = await runningAt('failing-bank')
    const paid = await post(`${at}/payments`, '{"id":1,"amount":20}')
    expect([paid.status, JSON.parse(paid.text)]).toEqual([
      200,
      { id: 1, status: 'paid', attempts: 3 },
    ])
    const refused = await post(`${at}/payments`, '{"id":2,"amount":2000}')
    expect([refused.status, JSON.parse(refused.text)]).toMatchObject([202, { status: 'accepted' }])
  })
})
