/** A Vault connection in a project that runs: on a flow, in a service, and in the program as it is shipped. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { Project } from '../../../../runtime/model/project.ts'
import { Runtime } from '../../../../runtime/runtime.ts'
import { startVaultDouble, type VaultDouble } from '../../../peers/vault-double.ts'
import { root } from '../../../support/imports.ts'
import { projectOf } from '../../../support/project.ts'
import { scratchFolder } from '../../../support/scratch.ts'

let server: VaultDouble

beforeEach(async () => {
  server = await startVaultDouble()
  onTestFinished(() => server.close())
})

const connection = () => ({
  name: 'hashi',
  type: 'vault',
  url: server.url,
  token: { secret: 'own' },
})

const service = `import { Service } from 'patchbay'
export class Copy extends Service {
  static serviceName = 'copy'
  async handle() {
    const vault = this.outgoing.vault.get('hashi')
    await vault.write('secret/a', { password: 'w0nderful-pass' })
    const found = await vault.read<{ password: string }>('secret/a')
    this.logger.info(\`It is \${found?.password}\`, { found })
    this.response.payload = { length: found?.password.length, same: found }
  }
}
`

/** A channel for each operation, linked to the node that does it. */
function withOperations(): Project {
  const operations = ['read', 'write', 'list', 'delete']
  const project = projectOf({
    channels: operations.map((name) => ({
      name,
      type: 'rest',
      path: `/${name}/{id}`,
      dataFormat: 'json',
    })),
    connections: [connection()],
  })
  const nodes = operations.flatMap((operation) => [
    [`${operation}-in`, { kind: 'channel', ref: operation }],
    [
      operation,
      {
        kind: 'outgoing',
        ref: 'hashi',
        call: {
          operation,
          path: operation === 'list' ? 'secret/orders' : '="secret/orders/" & params.id',
        },
      },
    ],
  ])
  const links = operations.map((operation) => [
    operation,
    { from: { node: `${operation}-in`, port: 'out' }, to: { node: operation, port: 'in' } },
  ])
  const flow = { name: 'main', nodes: Object.fromEntries(nodes), links: Object.fromEntries(links) }
  return { ...project, flows: { main: flow } }
}

async function start(project: Project) {
  const logged: string[] = []
  const runtime = new Runtime({
    secrets: new Map([['own', server.rootToken]]),
    http: { port: 0 },
    logLevel: 'debug',
    writeLog: (line) => logged.push(line),
  })
  onTestFinished(() => runtime.stop(1000))
  const { problems } = await runtime.deploy({ project, revision: 1 })
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([])
  const address = (name: string, id = '17') =>
    runtime
      .status()
      .objects.find(({ at }) => at.name === name)
      ?.address?.replace('{id}', id) ?? ''
  return { runtime, logged, address }
}

describe('a node on a flow', () => {
  it('writes, reads, lists and deletes', async () => {
    const { address } = await start(withOperations())
    const post = async (name: string, body?: string, id?: string) => {
      const answer = await fetch(address(name, id), { method: 'POST', ...(body ? { body } : {}) })
      const text = await answer.text()
      return [answer.status, text === '' ? undefined : JSON.parse(text)] as const
    }
    expect((await post('read'))[1]).toBeUndefined()
    expect((await post('write', '{"amount":"twelve"}'))[0]).toBeLessThan(300)
    expect(await post('read')).toEqual([200, { amount: 'twelve' }])
    expect(await post('list')).toEqual([200, ['17']])
    expect((await post('delete'))[0]).toBeLessThan(300)
    expect((await post('read'))[1]).toBeUndefined()
    expect((await post('write', '[1]'))[0]).toBe(400)
    expect((await post('read', undefined, '%2E%2E%2Fx'))[0]).toBe(400)
  })
})

describe('what a service reads', () => {
  it('shows nowhere: not in steps, bodies or lines of the log', async () => {
    const channel = { name: 'Copy', type: 'rest', path: '/copy' }
    const project = projectOf({
      channels: [channel],
      connections: [connection()],
      services: { 'services/copy.ts': service },
      links: [['Copy', 'copy']],
    })
    const { runtime, address, logged } = await start(project)
    const answer = await (await fetch(address('Copy'))).json()
    expect(answer).toEqual({ length: 14, same: { password: 'w0nderful-pass' } })
    const [summary] = runtime.inspector.exchanges({ channel: 'Copy' })
    const detail = runtime.inspector.exchange(summary?.cid ?? '')
    const labels = detail?.steps.map(({ label }) => label)
    expect(labels).toEqual(expect.arrayContaining(['write secret/a', 'read secret/a']))
    const told: unknown[] = [detail]
    for (const step of detail?.steps.keys() ?? []) {
      for (const side of ['in', 'out'] as const) {
        const body = runtime.inspector.body({ cid: summary?.cid ?? '', step, side })
        told.push(body?.headers, body && Buffer.from(body.bytes).toString())
      }
    }
    expect(JSON.stringify(told)).toContain('********')
    expect(JSON.stringify(told) + logged.join('')).not.toContain('w0nderful')
    expect(logged.join('')).toContain('It is ********')
  })
})

describe('the program as it is shipped', () => {
  it('reads and writes', async () => {
    const folder = scratchFolder({
      'patchbay.json': JSON.stringify({ name: 'Vaults', format: 1, id: 'vaults' }),
      'connections/hashi.json': JSON.stringify({ ...connection(), isActive: true }),
      'services/copy.ts': service,
    })
    const program = [join(root, 'build/patchbay.mjs'), 'invoke', folder, 'copy']
    const child = spawn(process.execPath, program, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PATCHBAY_SECRET_OWN: server.rootToken },
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    let output = ''
    let errors = ''
    child.stdout.on('data', (data: Buffer) => {
      output += data
    })
    child.stderr.on('data', (data: Buffer) => {
      errors += data
    })
    await once(child, 'close')
    expect([errors.includes('w0nderful'), output === '' ? errors : JSON.parse(output)]).toEqual([
      false,
      { length: 14, same: { password: 'w0nderful-pass' } },
    ])
  })
})
