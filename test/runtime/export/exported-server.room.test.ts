/** An exported server on a machine with Node and nothing else: no packages, no compiler, no environment. */
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { packRelease } from '../../../runtime/admin/pack.ts'
import { compiledPath } from '../../../runtime/admin/paths.ts'
import { attach } from '../../../runtime/server/attach.ts'
import { openFolder } from '../../../runtime/server/open.ts'
import { compile } from '../../../runtime/services/compile.ts'
import { Sources } from '../../../runtime/services/sources.ts'
import { quietPort } from '../../peers/free-port.ts'
import { addressOf, copyOfSample, exportOf, startExported } from '../../support/exported.ts'
import { withRabbit } from '../../support/rabbit.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { filesOf, helloProject, serviceOf } from '../../support/served-project.ts'
import { newAdmin } from '../../support/server.ts'
import { withVsftpd } from '../../support/vsftpd.ts'
import { waitFor } from '../../support/wait-for.ts'

const anyPort = ['--port', '0']

describe('an exported server', () => {
  it('answers with nothing but Node around it, and drains when it is told to end', async () => {
    const folder = await exportOf(scratchFolder(helloProject(7)))
    // Nothing to be found from there.
    for (let up = folder; up !== dirname(up); up = dirname(up))
      expect(existsSync(join(up, 'node_modules'))).toBe(false)
    const server = startExported(folder, [...anyPort, '--health-port', '0'])
    const address = await addressOf(server, 'hello')
    expect(await (await fetch(address)).json()).toEqual({ version: 7 })
    const health = await server.said(/Health and metrics at (http:\/\/[\d.:]+)\./)
    expect((await fetch(`${health}/healthz`)).status).toBe(200)
    expect(await (await fetch(`${health}/readyz`)).json()).toEqual({ ready: true, reasons: [] })
    expect(await (await fetch(`${health}/metrics`)).text()).toContain('patchbay')
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)
    // It compiled nothing, and wrote nothing beside the state.
    expect(existsSync(join(folder, 'project/.patchbay'))).toBe(false)
  })

  it('runs the file that was compiled, and names lines of the one that was written', async () => {
    const body = "\n    // one\n    throw new Error('no room')"
    const folder = await exportOf(
      scratchFolder(helloProject(1, { 'services/hello.ts': serviceOf(body, '// before') })),
    )
    const server = startExported(folder, anyPort)
    expect((await fetch(await addressOf(server, 'hello'))).status).toBe(500)
    const line = readFileSync(join(folder, 'project/services/hello.ts'), 'utf8')
      .split('\n')
      .findIndex((text) => text.includes('no room'))
    await server.said(new RegExp(`services/hello\\.ts:${line + 1}:\\d+`))
  })

  it('calls others over HTTP, from every process of several', async () => {
    const peer = createServer((_request, response) => response.end('{"from":"the peer"}'))
    peer.listen(0, '127.0.0.1')
    await once(peer, 'listening')
    onTestFinished(() => void peer.close())
    const url = `http://127.0.0.1:${(peer.address() as AddressInfo).port}`
    const call = "this.response.payload = (await this.outgoing.rest.get('peer').get('/')).payload"
    const folder = await exportOf(
      scratchFolder(
        helloProject(1, {
          'services/hello.ts': serviceOf(call),
          'connections/peer.json': JSON.stringify({
            name: 'peer',
            type: 'rest',
            isActive: true,
            url,
          }),
        }),
      ),
    )
    const alone = startExported(folder, anyPort)
    expect(await (await fetch(await addressOf(alone, 'hello'))).json()).toEqual({
      from: 'the peer',
    })
    const port = await quietPort()
    const several = startExported(folder, ['--port', `${port}`, '--workers', '2'])
    await several.said(/Worker 1 runs/)
    await several.said(/Worker 2 runs/)
    for (let call = 0; call < 4; call++) {
      const answer = await fetch(`http://127.0.0.1:${port}/hello`, {
        headers: { connection: 'close' },
      })
      expect(await answer.json()).toEqual({ from: 'the peer' })
    }
  })

  it('has the packages of its project in it', async () => {
    const body =
      "const later = require('later'); this.response.payload = { now: now(), later, late: (await import('later')).default }"
    const folder = await exportOf(
      scratchFolder({
        ...helloProject(1, {
          'services/hello.ts': serviceOf(body, "import { now } from 'modern'"),
        }),
        'node_modules/modern/package.json':
          '{"name":"modern","version":"1.0.0","type":"module","exports":"./index.js"}',
        'node_modules/modern/index.js':
          "import { readFileSync } from 'node:fs'\nexport const now = () => typeof readFileSync",
        'node_modules/later/package.json': '{"name":"later","version":"2.0.0"}',
        'node_modules/later/index.js': "module.exports = 'here'",
      }),
    )
    const server = startExported(folder, anyPort)
    const answer = await fetch(await addressOf(server, 'hello'))
    expect(await answer.json()).toEqual({ now: 'function', later: 'here', late: 'here' })
  })

  it('lets a designer attach, and keeps its state where it is told', async () => {
    const folder = await exportOf(copyOfSample('nightly-report'))
    const [port, state] = [await quietPort(), join(scratchFolder(), 'state')]
    const token = 'a-token-of-some-length'
    const env = { PATCHBAY_CONTROL_TOKEN: token, PATCHBAY_STATE_DIR: state }
    const server = startExported(folder, [...anyPort, '--control', `${port}`], env)
    await server.said(/A designer may attach/)
    const { remote, close } = await attach(`${port}`, token)
    onTestFinished(close)
    const { objects } = await remote.status()
    expect(objects.map(({ at }) => at.name)).toContain('Nightly')
    await waitFor(
      async () => existsSync(state),
      (is) => is,
    )
    expect(existsSync(join(folder, 'state'))).toBe(false)
  })

  it('refuses options that it cannot keep, and overrides of what is not there', async () => {
    const folder = await exportOf(scratchFolder(helloProject(1)))
    const history = startExported(folder, [...anyPort, '--history', '/nowhere'])
    expect(await history.ended).toBe(1)
    expect(history.output()).toMatch(/--history: an exported server keeps/)
    const file = join(scratchFolder({ 'o.json': '{"connections":{"x":{}}}' }), 'o.json')
    const overridden = startExported(folder, [...anyPort, '--overrides', file])
    expect(await overridden.ended).toBe(1)
    expect(overridden.output()).toMatch(/the project has no connections\/x/)
  })

  it('tells its options, without starting anything', async () => {
    const folder = await exportOf(scratchFolder(helloProject(1)))
    const help = spawnSync(process.execPath, [join(folder, 'server.js'), '--help'], {
      encoding: 'utf8',
      env: { PATH: '/usr/bin:/bin' },
    })
    expect(help.status).toBe(0)
    for (const option of ['--workers', '--health-port', '--admin', '--overrides', '--state'])
      expect(help.stdout).toContain(option)
  })
})

describe('an exported server with an admin API', () => {
  it('takes versions that need no more than it has, and refuses the others with a word', async () => {
    const home = scratchFolder(helloProject(1))
    const folder = await exportOf(home)
    const admin = await newAdmin()
    const server = startExported(folder, [...anyPort, ...admin.options], admin.env)
    const address = await addressOf(server, 'hello')
    const send = async (project: Record<string, string>) => {
      const opened = await openFolder(scratchFolder(project))
      const made = await compile(
        'services/hello.ts',
        new Sources(opened.project.services, undefined),
      )
      const compiled = JSON.stringify([made.compiled])
      const archive = await packRelease([
        ...filesOf(project),
        { path: compiledPath, text: compiled },
      ])
      const { value } = await admin.call('POST', '/v1/releases', archive)
      const { id } = value.release as { id: string }
      return admin.call('POST', `/v1/releases/${id}/activate`)
    }
    expect((await send(helloProject(2))).status).toBe(200)
    expect(await (await fetch(address)).json()).toEqual({ version: 2 })
    const ftp = JSON.stringify({ name: 'f', type: 'ftp', isActive: true, host: 'h', user: 'u' })
    const refused = await send(helloProject(3, { 'connections/f.json': ftp }))
    expect(refused.status).toBeGreaterThanOrEqual(400)
    expect(JSON.stringify(refused.value)).toMatch(/exported without what makes \\"ftp\\" work/)
    expect(await (await fetch(address)).json()).toEqual({ version: 2 })
    // Its releases are state, and stand where state is.
    expect(existsSync(join(folder, 'state/releases'))).toBe(true)
  })
})

withVsftpd('an exported server with FTP', (server) => {
  it('stores a file as the sample does', async () => {
    const vsftpd = server()
    const folder = await exportOf(copyOfSample('store-files'))
    const overrides = join(
      scratchFolder({
        'o.json': JSON.stringify({
          connections: {
            'my.ftp': {
              host: vsftpd.host,
              port: vsftpd.port,
              user: vsftpd.user,
              root: vsftpd.root,
            },
          },
        }),
      }),
      'o.json',
    )
    const secrets = scratchFolder({ 'my.ftp.password': `${vsftpd.password}\n` })
    const exported = startExported(folder, [...anyPort, '--overrides', overrides], {
      PATCHBAY_SECRETS_DIR: secrets,
    })
    const answer = await fetch(`${await addressOf(exported, 'Store')}?name=report.bin`, {
      method: 'POST',
      body: Buffer.from([0, 1, 2, 255]),
    })
    expect(await answer.json()).toEqual({ file: '/incoming/report.bin', size: 4 })
    expect([...(await vsftpd.read('incoming/report.bin'))]).toEqual([0, 1, 2, 255])
  })
})

withRabbit('an exported server with a broker', (rabbits) => {
  it('carries orders through queues, started as its compose file says', async () => {
    const { broker, host } = rabbits()
    const folder = await exportOf(copyOfSample('queue-orders'), { target: 'compose' })
    // The part `server` of compose.yaml, by hand: its command, its environment, its overrides with the broker's real place.
    const { services } = parse(readFileSync(join(folder, 'compose.yaml'), 'utf8'))
    expect(Object.keys(services)).toEqual(['server', 'rabbitmq'])
    const overrides = JSON.parse(readFileSync(join(folder, 'compose-overrides.json'), 'utf8'))
    const { rabbit } = overrides.connections
    expect(rabbit.host).toBe('rabbitmq')
    Object.assign(rabbit, { host: broker.host, port: broker.port, vhost: host.name })
    Object.assign(rabbit, { user: broker.user, password: { secret: 'rabbit.password' } })
    const file = join(scratchFolder(), 'overrides.json')
    writeFileSync(file, JSON.stringify(overrides))
    const dockerfile = readFileSync(join(folder, 'Dockerfile'), 'utf8')
    const [, command = ''] = /^CMD (\[.*\])$/m.exec(dockerfile) ?? []
    expect(JSON.parse(command)).toEqual(['node', '/app/server.js'])
    const health = await quietPort()
    const environment = {
      ...services.server.environment,
      ...{ PATCHBAY_HEALTH_PORT: `${health}`, PATCHBAY_OVERRIDES_FILE: file, PATCHBAY_PORT: '0' },
      PATCHBAY_SECRET_RABBIT_PASSWORD: broker.password,
    }
    const server = startExported(folder, [], environment)
    const address = await addressOf(server, 'Orders')
    await waitFor(
      async () => (await fetch(`http://127.0.0.1:${health}/readyz`)).status,
      (status) => status === 200,
    )
    const answer = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ id: 1, lines: [{ price: 100, quantity: 15 }] }),
    })
    expect(answer.status, await answer.text()).toBeLessThan(300)
    const metrics = async () => (await fetch(`http://127.0.0.1:${health}/metrics`)).text()
    await waitFor(metrics, (text) => /channel="Accepted orders"[^\n]*\} [1-9]/.test(text))
    // What the image's health check runs.
    const check = () =>
      spawnSync(process.execPath, [join(folder, 'health.js')], {
        env: { PATCHBAY_HEALTH_PORT: `${health}` },
      }).status
    expect(check()).toBe(0)
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(0)
    expect(check()).toBe(1)
  })
})
