import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { firstProject } from '../../electron/first-project.ts'
import { openRecents, type Recents } from '../../electron/recent.ts'
import { createFromSample, listSamples, sampleOf, secretsOf } from '../../electron/samples.ts'

let root: string
let samples: string
let projects: string
let recents: Recents
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'patchbay-samples-'))
  samples = join(root, 'samples')
  projects = join(root, 'home')
  const sample = join(samples, 'store-files')
  mkdirSync(join(sample, 'services'), { recursive: true })
  mkdirSync(join(sample, '.patchbay'), { recursive: true })
  const http = { host: '127.0.0.1', port: 8080 }
  const settings = { name: 'Store files', format: 1, id: 'sample', description: 'Stores.', http }
  writeFileSync(join(sample, 'patchbay.json'), JSON.stringify(settings))
  writeFileSync(join(sample, 'services', 'store.ts'), '// store')
  writeFileSync(join(sample, '.patchbay', 'left-over'), '')
  recents = await openRecents(join(root, 'recent.json'))
})
afterEach(() => rmSync(root, { recursive: true }))

const settingsIn = (folder: string) =>
  JSON.parse(readFileSync(join(folder, 'patchbay.json'), 'utf8')) as Record<string, unknown>

describe('a project made from a sample', () => {
  it('has the files, a name and an id of its own', async () => {
    const folder = join(projects, 'mine')
    const id = await createFromSample(samples, { sample: 'store-files', name: 'Mine', folder })
    const { http, ...settings } = settingsIn(folder)
    expect(settings).toEqual({ name: 'Mine', format: 1, id, description: 'Stores.' })
    expect(http).toMatchObject({ host: '127.0.0.1', port: expect.any(Number) })
    expect(existsSync(join(folder, 'tsconfig.json'))).toBe(true)
    expect(sampleOf(id)).toBe('store-files')
    expect(readFileSync(join(folder, 'services', 'store.ts'), 'utf8')).toBe('// store')
    expect(existsSync(join(folder, '.patchbay'))).toBe(false)
  })

  it('never goes over what is there', async () => {
    const folder = join(projects, 'taken')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'mine.txt'), 'mine')
    const making = createFromSample(samples, { sample: 'store-files', name: 'Mine', folder })
    await expect(making).rejects.toMatchObject({ code: 'PROJECT_FOLDER_TAKEN' })
    expect(readdirSync(projects)).toEqual(['taken'])
    expect(readdirSync(folder)).toEqual(['mine.txt'])
  })

  it('listens on a port that nothing else listens on', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const settings = { name: 'Busy', format: 1, id: 'busy', http: { host: '127.0.0.1', port } }
    mkdirSync(join(samples, 'busy'))
    writeFileSync(join(samples, 'busy', 'patchbay.json'), JSON.stringify(settings))
    const folder = join(projects, 'mine')
    await createFromSample(samples, { sample: 'busy', name: 'Mine', folder })
    const made = settingsIn(folder).http as { port: number }
    expect(made.port).toBeGreaterThan(port)
    server.close()
  })

  it('is not made from a folder that is no sample', async () => {
    const making = createFromSample(samples, {
      sample: '../home',
      name: 'x',
      folder: join(root, 'x'),
    })
    await expect(making).rejects.toMatchObject({ code: 'PROJECT_NOT_FOUND' })
  })

  it('calls itself where it listens, and keeps what is said to the app alone', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const settings = { name: 'Self', format: 1, id: 'self', http: { host: '127.0.0.1', port } }
    mkdirSync(join(samples, 'self', 'connections'), { recursive: true })
    writeFileSync(join(samples, 'self', 'patchbay.json'), JSON.stringify(settings))
    writeFileSync(join(samples, 'self', 'sample.json'), '{"secrets":{"a":"b"}}')
    const path = join('connections', 'me.json')
    writeFileSync(join(samples, 'self', path), `{"url":"http://127.0.0.1:${port}/x"}`)
    const folder = join(projects, 'mine')
    await createFromSample(samples, { sample: 'self', name: 'Mine', folder })
    server.close()
    const made = settingsIn(folder).http as { port: number }
    expect(readFileSync(join(folder, path), 'utf8')).toContain(`127.0.0.1:${made.port}/x`)
    expect(existsSync(join(folder, 'sample.json'))).toBe(false)
    expect(await secretsOf(samples, 'self')).toEqual({ a: 'b' })
  })

  it('is offered with its title and what it shows, in their order', async () => {
    mkdirSync(join(samples, 'first'))
    const settings = { name: 'First', format: 1, id: 'first' }
    writeFileSync(join(samples, 'first', 'patchbay.json'), JSON.stringify(settings))
    const facts = { place: 1, shows: ['XML'], needs: 'A broker.' }
    writeFileSync(join(samples, 'first', 'sample.json'), JSON.stringify(facts))
    expect(await listSamples(samples)).toEqual([
      { id: 'first', title: 'First', description: '', shows: ['XML'], needs: 'A broker.' },
      {
        id: 'store-files',
        title: 'Store files',
        description: 'Stores.',
        shows: [],
        needs: undefined,
      },
    ])
  })
})

describe('the sample of a project', () => {
  it('is unknown for a project of the user', () => {
    expect(['V1StGXR8_Z5jdHi6B-myT', 'billing.hub', ''].map(sampleOf)).toEqual([
      undefined,
      undefined,
      undefined,
    ])
  })
})

describe('the first project', () => {
  const first = (named?: string) => firstProject(named, recents, { samples, projects })

  it('is the sample on the first start, and still on the second', async () => {
    const folder = await first()
    expect(folder).toBe(join(projects, 'store-files'))
    writeFileSync(join(folder, 'services', 'store.ts'), '// edited')
    expect(await first()).toBe(folder)
    expect(readFileSync(join(folder, 'services', 'store.ts'), 'utf8')).toBe('// edited')
  })

  it('is put beside a folder that has the same name and is no project', async () => {
    mkdirSync(join(projects, 'store-files'), { recursive: true })
    writeFileSync(join(projects, 'store-files', 'photo.jpg'), '')
    expect(await first()).toBe(join(projects, 'store-files-2'))
  })

  it('is the last one opened that is still there', async () => {
    const mine = join(projects, 'mine')
    await createFromSample(samples, { sample: 'store-files', name: 'Mine', folder: mine })
    await recents.add(mine, 'Mine', 1)
    await recents.add(join(projects, 'gone'), 'Gone', 2)
    expect(await first()).toBe(mine)
  })

  it('is the one named, or nothing', async () => {
    const mine = join(projects, 'mine')
    await createFromSample(samples, { sample: 'store-files', name: 'Mine', folder: mine })
    expect(await first(mine)).toBe(mine)
    await expect(first(root)).rejects.toMatchObject({ code: 'PROJECT_NOT_FOUND' })
  })
})
