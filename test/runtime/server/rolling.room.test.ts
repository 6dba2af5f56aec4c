/** Releases that follow one another while callers keep calling: nobody notices. */
import { describe, expect, it } from 'vitest'
import { packRelease } from '../../../runtime/admin/pack.ts'
import { quietPort } from '../../peers/free-port.ts'
import { loadOf } from '../../support/load.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { filesOf, helloProject, linked, serviceOf } from '../../support/served-project.ts'
import { type Admin, newAdmin, type Started, startServer } from '../../support/server.ts'
import { waitFor } from '../../support/wait-for.ts'

const patient = { timeout: 180_000 }

interface Served {
  admin: Admin
  server: Started
  url: string
}

async function serve(workers: number | undefined): Promise<Served> {
  const admin = await newAdmin()
  const port = await quietPort()
  const server = startServer(scratchFolder(helloProject(0)), {
    options: [
      ...['--port', String(port)],
      ...(workers === undefined ? [] : ['--workers', String(workers)]),
      ...admin.options,
    ],
    env: admin.env,
  })
  const url = `http://127.0.0.1:${port}/hello`
  const ready = async () =>
    (await admin.call('GET', '/v1/status').catch(() => undefined))?.value.ready
  await waitFor(ready, (is) => is === true)
  return { admin, server, url }
}

async function upload(admin: Admin, project: Record<string, string>): Promise<string> {
  const archive = await packRelease(filesOf(project))
  const { status, value } = await admin.call('POST', '/v1/releases', archive)
  expect([status, value.error]).toEqual([201, undefined])
  return (value.release as { id: string }).id
}

describe.each([
  { workers: undefined, what: 'one process' },
  { workers: 1, what: 'one worker' },
  { workers: 2, what: 'two workers' },
])('$what', patient, ({ workers }) => {
  it('takes 20 releases in a row under load, and fails nobody', async () => {
    const { admin, url } = await serve(workers)
    const load = loadOf(url, 500)
    for (let version = 1; version <= 20; version++) {
      const id = await upload(admin, helloProject(version))
      const { status } = await admin.call('POST', `/v1/releases/${id}/activate`)
      expect(status).toBe(200)
      // Somebody is answered by this one before the next comes.
      const body = JSON.stringify({ version })
      await waitFor(
        async () => load.soFar.bodies.get(body) ?? 0,
        (count) => count > 20,
      )
    }
    const { sent, failures, bodies } = await load.stop()
    expect(failures).toEqual([])
    expect(bodies.size).toBe(21)
    expect([...bodies.values()].reduce((sum, count) => sum + count, 0)).toBe(sent)
  })

  it('goes back by itself from a release that does not get ready', async () => {
    const { admin, url } = await serve(workers)
    const good = await upload(admin, helloProject(1))
    expect((await admin.call('POST', `/v1/releases/${good}/activate`)).status).toBe(200)
    const load = loadOf(url, 200)
    const key = { name: 'Key', type: 'api-key', isActive: true, key: { secret: 'nobody.has.it' } }
    const bad = [
      helloProject(2, { 'services/hello.ts': serviceOf('', 'throw new Error("no luck")') }),
      helloProject(2, {
        ...linked('again', 'hello', { security: ['Key'] }),
        'security/Key.json': JSON.stringify(key),
      }),
    ]
    for (const project of bad) {
      const id = await upload(admin, project)
      const { status, value } = await admin.call('POST', `/v1/releases/${id}/activate?within=5`)
      expect([status, value.code]).toEqual([409, 'ROLLED_BACK'])
      expect(JSON.stringify(value.reasons)).toMatch(/no luck|nobody\.has\.it/)
      const { value: now } = await admin.call('GET', '/v1/status')
      expect([now.release, now.ready]).toEqual([good, true])
    }
    const { failures } = await load.stop()
    expect(failures).toEqual([])
  })
})

describe('a server', patient, () => {
  it('ends a worker that a release holds while it is loaded, and goes back', async () => {
    const { admin, server, url } = await serve(2)
    const held = { 'services/hello.ts': serviceOf('', 'while (true) {}') }
    const id = await upload(admin, helloProject(1, held))
    const { status, value } = await admin.call('POST', `/v1/releases/${id}/activate?within=2`)
    expect([status, JSON.stringify(value.reasons)]).toEqual([
      409,
      expect.stringContaining('was not loaded after 2 s'),
    ])
    await server.said(/Worker (\d) ended \(SIGKILL\)[\s\S]*Worker \1 runs/)
    for (let count = 0; count < 4; count++) {
      const headers = { connection: 'close' }
      expect(await (await fetch(url, { headers })).json()).toEqual({ version: 0 })
    }
  })

  it('goes back to what ran before, and runs that after a kill -9 as well', async () => {
    const admin = await newAdmin()
    const port = await quietPort()
    const folder = scratchFolder(helloProject(0))
    const options = ['--port', String(port), ...admin.options]
    const ask = async () => (await fetch(`http://127.0.0.1:${port}/hello`)).json()
    const first = startServer(folder, { options, env: admin.env })
    await first.said(/Hello runs/)
    for (const version of [1, 2]) {
      const id = await upload(admin, helloProject(version))
      await admin.call('POST', `/v1/releases/${id}/activate`)
    }
    expect(await ask()).toEqual({ version: 2 })
    const { status, value } = await admin.call('POST', '/v1/rollback')
    expect([status, value.state]).toEqual([200, 'active'])
    expect(await ask()).toEqual({ version: 1 })
    first.child.kill('SIGKILL')
    await first.ended
    const second = startServer(folder, { options, env: admin.env })
    await second.said(/Hello runs/)
    expect(await ask()).toEqual({ version: 1 })
    await admin.call('POST', '/v1/rollback')
    expect(await ask()).toEqual({ version: 0 })
    expect((await admin.call('POST', '/v1/rollback')).status).toBe(409)
  })
})
