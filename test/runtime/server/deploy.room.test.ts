/** `patchbay deploy`, as a person or a pipeline runs it. */
import { spawn } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { addressOf, exportOf, startExported } from '../../support/exported.ts'
import { fill, scratchFolder } from '../../support/scratch.ts'
import { helloProject, linked, serviceOf } from '../../support/served-project.ts'
import { type Admin, newAdmin, patchbay, startServer } from '../../support/server.ts'

// Each sending checks types first, which takes long on a busy machine.
const patient = { timeout: 240_000 }
const quick = ['--yes', '--no-types']

interface Result {
  status: number | null
  stdout: string
  stderr: string
}

/** Not at once, so that the server of the same test can be asked meanwhile. */
function run(args: readonly string[], env: Record<string, string>): Promise<Result> {
  const child = spawn(process.execPath, [patchbay, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  const result = { status: null as number | null, stdout: '', stderr: '' }
  child.stdout.on('data', (part) => {
    result.stdout += part
  })
  child.stderr.on('data', (part) => {
    result.stderr += part
  })
  return new Promise((resolve) => child.once('close', (status) => resolve({ ...result, status })))
}

interface Served {
  admin: Admin
  deploy(project: string | undefined, ...options: string[]): Promise<Result>
  answer(): Promise<string>
}

async function serve(): Promise<Served> {
  const admin = await newAdmin()
  const server = startServer(scratchFolder(helloProject(0)), {
    options: ['--port', '0', ...admin.options],
    env: admin.env,
  })
  const url = await server.said(/hello answers at (http:\S+?)"/)
  const to = ['--to', admin.url, '--ca', admin.certificate.certificateFile, '--within', '2']
  return {
    admin,
    deploy: (project, ...options) =>
      run(['deploy', ...(project === undefined ? [] : [project]), ...to, ...options], admin.env),
    answer: async () => (await fetch(url)).text(),
  }
}

describe('patchbay deploy', patient, () => {
  it('shows what differs, and lets it run', async () => {
    const { deploy, answer } = await serve()
    const folder = scratchFolder(helloProject(1, linked('more', 'hello')))
    const dry = await deploy(folder, '--dry-run')
    expect([dry.status, dry.stderr]).toEqual([0, ''])
    expect(dry.stdout).toMatch(/\+ channels\/more[\s\S]*~ services\/services\/hello\.ts/)
    expect(await answer()).toBe('{"version":0}')
    const { status, stdout } = await deploy(folder, '--yes')
    expect([status, stdout]).toEqual([0, expect.stringMatching(/runs, ready after/)])
    expect(await answer()).toBe('{"version":1}')
    const back = await deploy(undefined, '--rollback', '--yes')
    expect([back.status, back.stderr]).toEqual([0, ''])
    expect(await answer()).toBe('{"version":0}')
  })

  it('takes what services import from outside of the folder of services', async () => {
    const { deploy, answer } = await serve()
    const folder = scratchFolder(
      helloProject(1, {
        'lib/words.ts': "export const words: string = 'from afar'\n",
        'services/hello.ts': serviceOf(
          'this.response.payload = words',
          "import { words } from '../lib/words.ts'",
        ),
      }),
    )
    const { status, stderr } = await deploy(folder, '--yes')
    expect([status, stderr]).toEqual([0, ''])
    expect(await answer()).toBe('from afar')
  })

  it('sends nothing that has errors, and says where they are', async () => {
    const { deploy, admin } = await serve()
    const folder = scratchFolder(helloProject(1))
    fill(folder, { 'services/hello.ts': serviceOf('this.response.payload = nobody') })
    const { status, stderr } = await deploy(folder, '--yes')
    expect([status, stderr]).toEqual([1, expect.stringMatching(/hello\.ts:7:\d+: error/)])
    expect((await admin.call('GET', '/v1/releases')).value.releases).toEqual([])
  })

  it('ends with 2 when the server went back by itself, and says why', async () => {
    const { deploy, answer } = await serve()
    const bad = serviceOf('', 'throw new Error("no luck")')
    const folder = scratchFolder(helloProject(1, { 'services/hello.ts': bad }))
    const { status, stderr } = await deploy(folder, '--yes')
    expect([status, stderr]).toEqual([2, expect.stringMatching(/runs again[\s\S]*no luck/)])
    expect(await answer()).toBe('{"version":0}')
  })

  it('asks nobody who is not there, and reaches no one it cannot trust', async () => {
    const { deploy, admin } = await serve()
    const folder = scratchFolder(helloProject(1))
    expect((await deploy(folder, '--no-types')).stderr).toMatch(/say --yes/)
    const unknown = await run(['deploy', folder, '--to', admin.url, ...quick], admin.env)
    expect([unknown.status, unknown.stderr]).toEqual([1, expect.stringMatching(/self-signed/)])
    const token = { PATCHBAY_ADMIN_TOKEN: 'x'.repeat(40) }
    const ca = ['--ca', admin.certificate.certificateFile]
    const wrong = await run(['deploy', folder, '--to', admin.url, ...quick, ...ca], token)
    expect([wrong.status, wrong.stderr]).toEqual([1, expect.stringMatching(/token is needed/)])
    const http = await run(['deploy', folder, '--to', 'http://127.0.0.1:1', ...quick], admin.env)
    expect(http.stderr).toMatch(/https:\/\//)
    const nobody = await run(['deploy', folder, '--to', 'https://127.0.0.1:1', ...quick], admin.env)
    expect(nobody.stderr).toMatch(/nobody listens/)
  })
})

describe('to an exported server', patient, () => {
  it('brings services compiled, for it has no compiler; and no kind that it was exported without', async () => {
    const folder = await exportOf(scratchFolder(helloProject(0)))
    const admin = await newAdmin()
    const options = ['--port', '0', '--workers', '2', ...admin.options]
    const server = startExported(folder, options, admin.env)
    const url = await addressOf(server, 'hello')
    const to = ['--to', admin.url, '--ca', admin.certificate.certificateFile, '--yes', '--no-types']
    const next = await run(['deploy', scratchFolder(helloProject(1)), ...to], admin.env)
    expect([next.status, next.stderr]).toEqual([0, ''])
    expect(await (await fetch(url)).json()).toEqual({ version: 1 })
    const ftp = { name: 'Files', type: 'ftp', isActive: true, host: '127.0.0.1' }
    const more = helloProject(2, { 'connections/Files.json': JSON.stringify(ftp) })
    const without = await run(['deploy', scratchFolder(more), ...to], admin.env)
    expect([without.status, without.stderr]).toEqual([2, expect.stringMatching(/exported without/)])
    expect(await (await fetch(url)).json()).toEqual({ version: 1 })
  })
})
