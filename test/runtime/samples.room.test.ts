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
      secrets: ['my.ftp.password', 'security.office.password'],
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
