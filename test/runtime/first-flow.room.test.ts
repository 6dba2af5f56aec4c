/**
 * The sample against a real FTP server, changed under load: another host, another password, another path, other code. No
 * request fails because of a change, and each one's file is there once, byte for byte.
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { readFolder } from '../../runtime/folder/read.ts'
import { mask } from '../../runtime/inspector/redact.ts'
import { apply, edit } from '../../runtime/model/change.ts'
import type { Project } from '../../runtime/model/project.ts'
import { fromFiles } from '../../runtime/model/text.ts'
import { Runtime, type RuntimeOptions } from '../../runtime/runtime.ts'
import { startVsftpd, type Vsftpd } from '../peers/vsftpd.ts'
import { withVsftpd } from '../support/vsftpd.ts'

const sample = join(import.meta.dirname, '../../electron/samples/store-files')
const secret = 'my.ftp.password'

async function projectFor(server: Vsftpd): Promise<Project> {
  const { project } = fromFiles(await readFolder(sample))
  return { ...project, connections: { 'my.ftp': connectionTo(project, server) } }
}

function connectionTo(project: Project, { host, port, root, user }: Vsftpd) {
  const ftp = project.connections['my.ftp']
  if (!ftp) throw new Error('The sample has no my.ftp.')
  return { ...ftp, host, port, root, user }
}

async function run(project: Project, server: Vsftpd, options: RuntimeOptions = {}) {
  const runtime = new Runtime({
    http: { host: '127.0.0.1', port: 0 },
    secrets: new Map([[secret, server.password]]),
    logLevel: 'silent',
    ...options,
  })
  onTestFinished(() => runtime.stop(2000))
  await runtime.deploy({ project, revision: 1 })
  const address = () => {
    const store = runtime.status().objects.find(({ at }) => at.name === 'Store')
    if (store?.address === undefined) throw new Error('The channel Store has no address.')
    return store.address
  }
  return { runtime, address }
}

withVsftpd('the first flow', (server) => {
  it('stores what it is sent byte for byte, in three steps with their times', async () => {
    const { runtime, address } = await run(await projectFor(server()), server())
    const photo = randomBytes(300_000)
    const answer = await fetch(`${address()}?name=photo.jpg`, { method: 'POST', body: photo })
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ file: '/incoming/photo.jpg', size: 300_000 })
    expect(await server().read('incoming/photo.jpg')).toEqual(photo)

    const cid = answer.headers.get('x-patchbay-cid') ?? ''
    const steps = runtime.inspector.exchange(cid)?.steps ?? []
    expect(steps.map(({ kind, name, state, parent }) => [kind, name, state, parent])).toEqual([
      ['channel', 'Store', 'done', undefined],
      ['service', 'store.file', 'done', undefined],
      ['outgoing', 'my.ftp', 'done', 1],
    ])
    for (const { took } of steps) expect(took).toBeGreaterThan(0)
    const kept = runtime.inspector.body({ cid, step: 0, side: 'in' })
    expect(kept && Buffer.from(kept.bytes).equals(photo)).toBe(true)
  })

  it('loses nothing while host, password, path and code change under it', async () => {
    const second = await startVsftpd({ password: 'moved with the server' })
    onTestFinished(() => second.close())
    let project = await projectFor(server())
    const { runtime, address } = await run(project, server())
    const bodies = new Map<string, Buffer>()
    const answers: Promise<number>[] = []
    let url = address()
    const ask = () => {
      const name = `n${bodies.size}.bin`
      const body = randomBytes(2000)
      bodies.set(name, body)
      answers.push(
        fetch(`${url}?name=${name}`, { method: 'POST', body }).then(({ status }) => status),
      )
    }
    const asking = setInterval(ask, 10)
    onTestFinished(() => clearInterval(asking))
    let revision = 1
    const deploy = async (next: Project) => {
      project = next
      const report = await runtime.deploy({ project, revision: ++revision })
      expect(report.problems.filter(({ severity }) => severity === 'error')).toEqual([])
      const reached = answers.length + 15
      await expect.poll(() => answers.length, { timeout: 20_000 }).toBeGreaterThan(reached)
    }

    await deploy(project)
    // The password and the host at once, as when a server moves: the new secret first would lock the old host out.
    const moved = apply(project, {
      label: 'moved',
      edits: [edit(project, 'connections', 'my.ftp', connectionTo(project, second))],
    })
    runtime.secrets = new Map([[secret, second.password]])
    await deploy(moved)
    // The password alone, as an administrator changes one: both are good for a while, then the new one only.
    const changed = 'changed-under-load'
    await second.allow(second.password, changed)
    await runtime.setSecrets(new Map([[secret, changed]]))
    await second.allow(changed)
    await deploy(project)
    const logins = (await second.log()).split('\n').filter((line) => line.includes('OK LOGIN'))
    expect(logins.join('\n')).toContain(`"${changed}"`)
    const file = project.services['services/store.ts']
    if (!file) throw new Error('The sample has no services/store.ts.')
    const source = file.source.replace('this.logger.info', 'this.logger.debug')
    await deploy(
      apply(project, {
        label: 'code',
        edits: [edit(project, 'services', file.path, { ...file, source })],
      }),
    )
    // Callers move to the new path before the old one goes.
    const store = project.channels.Store
    if (!store) throw new Error('The sample has no channel Store.')
    const twice = { ...store, name: 'Store 2', path: '/store-2' }
    const flow = project.flows.Store
    const start = Object.entries(flow?.nodes ?? {}).find(([, node]) => node.kind === 'channel')
    if (!flow || !start) throw new Error('The sample has no flow Store.')
    const [id, node] = start
    const links = Object.fromEntries(
      Object.entries(flow.links)
        .filter(([, link]) => link.from.node === id)
        .map(([key, link]) => [`${key}-2`, { ...link, from: { ...link.from, node: 'second' } }]),
    )
    await deploy(
      apply(project, {
        label: 'path',
        edits: [
          edit(project, 'channels', 'Store 2', twice),
          edit(project, 'flows', 'Store', {
            ...flow,
            nodes: { ...flow.nodes, second: { ...node, ref: 'Store 2' } as typeof node },
            links: { ...flow.links, ...links },
          }),
        ],
      }),
    )
    const old = url
    url = url.replace('/store', '/store-2')
    // What came by the old path is in hand while that moves away.
    await deploy(
      apply(project, {
        label: 'moved path',
        edits: [edit(project, 'channels', 'Store', { ...store, path: '/elsewhere' })],
      }),
    )
    expect((await fetch(old, { method: 'POST', body: 'late' })).status).toBe(404)
    clearInterval(asking)

    const statuses = await Promise.all(answers)
    expect(statuses.filter((status) => status !== 200)).toEqual([])
    const places = [server(), second]
    for (const [name, body] of bodies) {
      const found = []
      for (const place of places) {
        if ((await place.names('incoming')).includes(name))
          found.push(await place.read(`incoming/${name}`))
      }
      expect(found.length, name).toBe(1)
      expect(found[0]?.equals(body)).toBe(true)
    }
    // Both served some of them.
    for (const place of places) expect((await place.names('incoming')).length).toBeGreaterThan(10)
  })

  it('tells no secret, whoever puts it where, old or new', async () => {
    const told: string[] = []
    const { runtime, address } = await run(await projectFor(server()), server(), {
      logLevel: 'debug',
      writeLog: (line) => told.push(line),
    })
    const cids: string[] = []
    const ask = async (body: string, type: string) => {
      const query = `name=x.txt&${new URLSearchParams({ with: server().password })}`
      const headers = { 'content-type': type, 'x-note': encodeURIComponent(server().password) }
      const answer = await fetch(`${address()}?${query}`, { method: 'POST', body, headers })
      expect(answer.status).toBe(200)
      cids.push(answer.headers.get('x-patchbay-cid') ?? '')
    }
    await ask(`in words: ${server().password}`, 'text/plain')
    await ask(JSON.stringify({ note: server().password }), 'application/json')
    // What the server got is what was sent: masked is only what is told.
    expect((await server().read('incoming/x.txt')).toString()).toContain(server().password)
    runtime.log.logger.warn({ note: server().password }, `It is ${server().password}.`)
    // A secret that is one no more may still stand in what is kept.
    await runtime.setSecrets(new Map([[secret, 'another one altogether']]))

    for (const cid of cids) {
      const detail = runtime.inspector.exchange(cid)
      expect(detail?.steps.length).toBe(3)
      told.push(JSON.stringify(detail))
      for (const { id: step } of detail?.steps ?? []) {
        for (const side of ['in', 'out'] as const) {
          const { bytes, headers, properties } = runtime.inspector.body({ cid, step, side }) ?? {}
          told.push(Buffer.from(bytes ?? []).toString(), JSON.stringify({ headers, properties }))
        }
      }
    }
    told.push(JSON.stringify([runtime.log.last(500), runtime.status()]))
    expect(told.join('\n')).toContain(mask)
    expect(told.join('\n')).toContain('It is ')
    // One word of it is enough to know it again, however it was written.
    expect(told.filter((text) => /sesame|ffne/.test(text))).toEqual([])
  })

  it('shows a wrong password nowhere, and takes the right one without a restart', async () => {
    const wrong = { ...server(), password: 'not-the-password-9' }
    const lines: string[] = []
    const { runtime, address } = await run(await projectFor(server()), wrong, {
      logLevel: 'debug',
      writeLog: (line) => lines.push(line),
    })
    const answer = await fetch(`${address()}?name=x.bin`, { method: 'POST', body: 'x' })
    expect(answer.status).toBe(502)
    const cid = answer.headers.get('x-patchbay-cid') ?? ''
    const told = JSON.stringify([
      runtime.inspector.exchange(cid),
      runtime.status(),
      runtime.log.last(500),
      lines,
    ])
    expect(lines.length).toBeGreaterThan(0)
    expect(runtime.inspector.exchange(cid)?.failure?.code).toBe('OUTGOING_LOGIN_FAILED')
    expect(told + (await answer.text())).not.toContain('not-the-password-9')

    // The right one is live as soon as it is set.
    await runtime.setSecrets(new Map([[secret, server().password]]))
    const again = await fetch(`${address()}?name=x.bin`, { method: 'POST', body: 'x' })
    expect(again.status).toBe(200)
  })
})
