/** The admin API as a stranger and as an operator meet it: over TLS, in a server of its own. */
import { readFileSync } from 'node:fs'
import { request as plain } from 'node:http'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { packRelease } from '../../../runtime/admin/pack.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { filesOf, helloProject, linked } from '../../support/served-project.ts'
import { type Admin, newAdmin, type Started, startServer } from '../../support/server.ts'

const patient = { timeout: 180_000 }

interface Served {
  admin: Admin
  server: Started
  folder: string
}

async function serve(more: readonly string[] = []): Promise<Served> {
  const admin = await newAdmin()
  const folder = scratchFolder(helloProject(0))
  const options = ['--port', '0', ...admin.options, ...more]
  const server = startServer(folder, { options, env: admin.env })
  await server.said(/Hello runs/)
  return { admin, server, folder }
}

const audited = (folder: string) =>
  readFileSync(join(folder, '.patchbay/state/admin-audit.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)

const archiveOf = (project: Record<string, string>) => packRelease(filesOf(project))

describe('without the token', patient, () => {
  it('nothing is told, whatever is asked, and nothing changes', async () => {
    const { admin, server, folder } = await serve()
    const path = fc.oneof(
      fc.constantFrom('/', '/v1/status', '/v1/releases', '/v1/rollback', '/v1/../v1/status', '//'),
      fc.webPath().map((text) => text || '/'),
    )
    const authorization = fc.oneof(
      fc.constant(undefined),
      fc.constantFrom('Bearer', 'Bearer undefined', 'bearer null', `Basic ${admin.token}`),
      fc.constant(`Bearer ${admin.token.slice(0, -1)}`),
      fc.stringMatching(/^[!-~]{0,60}$/).map((text) => `Bearer ${text}`),
    )
    const method = fc.constantFrom('GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH')
    const body = fc.option(fc.uint8Array({ maxLength: 300 }), { nil: undefined })
    await fc.assert(
      fc.asyncProperty(method, path, authorization, body, async (verb, where, token, bytes) => {
        const headers: Record<string, string> = token === undefined ? {} : { authorization: token }
        const { status, value } = await admin.call(verb, where, bytes, headers)
        expect([401, 429]).toContain(status)
        if (verb !== 'HEAD') expect(Object.keys(value)).toEqual(['error'])
      }),
      { numRuns: 120 },
    )
    const { value } = await admin.call('GET', '/v1/releases')
    expect(value).toMatchObject({ current: 'initial', releases: [] })
    const lines = audited(folder)
    // Ten, and one that says that it goes on: whoever tries for days fills no disk.
    expect(lines.filter(({ who }) => who === undefined)).toHaveLength(11)
    expect(server.output()).not.toContain(admin.token)
    expect(JSON.stringify(lines)).not.toContain(admin.token)
  })

  it('and without TLS nobody gets in', async () => {
    const { admin } = await serve()
    const { port } = new URL(admin.url)
    const headers = { authorization: `Bearer ${admin.token}` }
    const failed = new Promise((resolve) => {
      const sent = plain({ host: '127.0.0.1', port, path: '/v1/status', headers }, (response) =>
        resolve(`answered ${response.statusCode}`),
      )
      sent.once('error', () => resolve('refused')).end()
    })
    expect(await failed).toBe('refused')
  })
})

describe('with the token', patient, () => {
  it('no call, however strange, harms what runs', async () => {
    const { admin } = await serve()
    const good = await archiveOf(helloProject(1))
    const part = fc.oneof(
      fc.constantFrom(
        'v1',
        'releases',
        'diff',
        'activate',
        'rollback',
        'initial',
        '..',
        '%2e%2e',
        '',
      ),
      fc.stringMatching(/^[a-zA-Z0-9._~%-]{0,20}$/),
    )
    const path = fc.array(part, { maxLength: 6 }).map((parts) => `/${parts.join('/')}`)
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 500 }),
      fc.uint8Array({ maxLength: 500 }).map((bytes) => gzipSync(bytes)),
      fc.nat(good.length).map((end) => good.subarray(0, end)),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('GET', 'POST', 'PUT'),
        path,
        body,
        async (verb, where, bytes) => {
          const headers = { authorization: `Bearer ${admin.token}` }
          const { status } = await admin.call(
            verb,
            where,
            verb === 'GET' ? undefined : bytes,
            headers,
          )
          expect(status).toBeLessThan(500)
        },
      ),
      { numRuns: 150 },
    )
    const { value } = await admin.call('GET', '/v1/status')
    expect(value).toMatchObject({ ready: true, release: 'initial' })
  })

  it('an upload is checked, compared, and kept to be activated', async () => {
    const { admin, folder } = await serve()
    const next = helloProject(1, linked('more', 'hello'))
    const { status, value } = await admin.call('POST', '/v1/releases', await archiveOf(next))
    expect(status).toBe(201)
    const changes = [
      { kind: 'added', collection: 'channels', name: 'more' },
      { kind: 'added', collection: 'flows', name: 'more' },
      { kind: 'changed', collection: 'services', name: 'services/hello.ts' },
    ]
    expect(value.changes).toEqual(changes)
    const { id } = value.release as { id: string }
    expect((await admin.call('GET', `/v1/releases/${id}/diff`)).value).toEqual({ changes })
    expect((await admin.call('GET', '/v1/status')).value.release).toBe('initial')
    expect((await admin.call('POST', `/v1/releases/${id}/activate`)).value.state).toBe('active')
    expect((await admin.call('GET', `/v1/releases/${id}/diff`)).value).toEqual({ changes: [] })
    const line = audited(folder).find(({ what }) => what === `POST /v1/releases/${id}/activate`)
    expect(line).toMatchObject({ release: id, status: 200, outcome: 'done', address: '127.0.0.1' })
    expect(line?.who).toMatch(/^token:/)
  })

  it('a project with errors is refused with all of them, and not kept', async () => {
    const { admin } = await serve()
    const wrong = helloProject(1, { ...linked('more', 'nobody'), 'channels/x.json': '{' })
    const { status, value } = await admin.call('POST', '/v1/releases', await archiveOf(wrong))
    expect([status, value.code]).toEqual([422, 'PROJECT_REFUSED'])
    const codes = (value.problems as { code: string }[]).map(({ code }) => code)
    expect(codes).toEqual(expect.arrayContaining(['FILE_NOT_JSON', 'REFERENCE_MISSING']))
    expect((await admin.call('GET', '/v1/releases')).value.releases).toEqual([])
  })

  it('jobs are refused where several copies run', async () => {
    const { admin } = await serve(['--replicas', '3'])
    const job = { name: 'tick', type: 'schedule', isActive: true, seconds: 60 }
    const flow = linked('tick', 'hello')['flows/tick.json'] ?? ''
    const project = helloProject(1, {
      'channels/tick.json': JSON.stringify(job),
      'flows/tick.json': flow,
    })
    const { status, value } = await admin.call('POST', '/v1/releases', await archiveOf(project))
    expect(status).toBe(422)
    expect(JSON.stringify(value.problems)).toMatch(/each of the 3 copies/)
  })

  it.each([
    ['GET', '/v1/nothing', 404],
    ['GET', '/v2/status', 404],
    ['POST', '/v1/status', 405],
    ['GET', '/v1/rollback', 405],
    ['POST', '/v1/rollback', 409],
    ['GET', '/v1/releases/nobody/diff', 404],
    ['POST', '/v1/releases/nobody/activate', 404],
    ['POST', '/v1/releases/initial/activate?within=never', 400],
  ])('%s %s is %i', async (method, path, status) => {
    const { admin } = await serve()
    const answer = await admin.call(method, path)
    expect([answer.status, typeof answer.value.error]).toEqual([status, 'string'])
  })
})

describe('a server that is killed', patient, () => {
  it('at any moment of an upload or a switch runs one version or the other', {
    timeout: 120_000,
  }, async () => {
    const admin = await newAdmin()
    const folder = scratchFolder(helloProject(0))
    const options = ['--port', '0', ...admin.options]
    const known = new Set(['initial'])
    for (let round = 1; round <= 8; round++) {
      const server = startServer(folder, { options, env: admin.env })
      await server.said(/Hello runs/)
      const { value } = await admin.call('GET', '/v1/status')
      expect(value.ready).toBe(true)
      expect(known).toContain(value.release)
      const archive = await archiveOf(helloProject(round))
      const work = (async () => {
        const uploaded = await admin.call('POST', '/v1/releases', archive)
        const { id } = uploaded.value.release as { id: string }
        known.add(id)
        await admin.call('POST', `/v1/releases/${id}/activate`)
      })().catch(() => undefined)
      // Another moment each time.
      const moment = new Promise((resolve) => setTimeout(resolve, round * 8))
      await Promise.race([work, moment])
      server.child.kill('SIGKILL')
      await Promise.all([server.ended, work])
    }
  })
})
