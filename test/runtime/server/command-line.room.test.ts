/** The command line, as a person or a service manager runs it: its own process, no Electron anywhere. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { quietPort } from '../../peers/free-port.ts'
import { root } from '../../support/imports.ts'
import { scratchFolder } from '../../support/scratch.ts'
import { withVsftpd } from '../../support/vsftpd.ts'
import { waitFor } from '../../support/wait-for.ts'

const patchbay = join(root, 'build/patchbay.mjs')

const service = `import { Service } from 'patchbay'

export class Add extends Service {
  static serviceName = 'add'
  static io = { input: ['a_count', 'b_count'], output: ['sum_count'] } as const

  async handle() {
    const { a_count, b_count } = this.request.input
    this.response.payload = { sum_count: a_count + b_count }
  }
}

export class Slow extends Service {
  static serviceName = 'slow'

  async handle() {
    this.logger.info('In hand.')
    await new Promise((resolve) => setTimeout(resolve, 400))
    this.response.payload = 'late'
  }
}

export class Spin extends Service {
  static serviceName = 'spin'

  handle() {
    while (true) {}
  }
}

export class Fails extends Service {
  static serviceName = 'fails'

  handle() {
    throw new Error('no room')
  }
}

export class Raw extends Service {
  static serviceName = 'raw'

  handle() {
    this.response.payload = this.request.raw
  }
}
`

const lineOf = (words: string) => service.split('\n').findIndex((line) => line.includes(words)) + 1
const spinLine = lineOf('while (true)')

const channel = (name: string, method: string) =>
  JSON.stringify({
    name,
    type: 'rest',
    isActive: true,
    path: `/${name}`,
    method,
    dataFormat: 'json',
  })

const flow = (name: string) => ({
  [`channels/${name}.json`]: channel(name, name === 'add' ? 'POST' : 'ANY'),
  [`flows/${name}.json`]: JSON.stringify({
    name,
    nodes: { in: { kind: 'channel', ref: name }, do: { kind: 'service', ref: name } },
    links: { l: { from: { node: 'in', port: 'out' }, to: { node: 'do', port: 'in' } } },
  }),
})

const project = (more: Record<string, string> = {}) =>
  scratchFolder({
    'patchbay.json': JSON.stringify({ name: 'Sums', format: 1, id: 'sums' }),
    'services/sums.ts': service,
    ...flow('add'),
    ...flow('slow'),
    ...more,
  })

/** Its messages may take half a second. */
function impatient(): string {
  const more = flow('spin')
  const spin = { ...JSON.parse(channel('spin', 'ANY')), timeout: 0.5 }
  return project({ ...more, 'channels/spin.json': JSON.stringify(spin) })
}

interface Settings {
  /** Added to our environment. */
  env?: Record<string, string>
  options?: readonly string[]
}

interface Running {
  child: ChildProcess
  output: () => string
  address: (name: string) => Promise<string>
}

function run(folder: string, { env = {}, options = [] }: Settings = {}): Running {
  const child = spawn(process.execPath, [patchbay, 'run', folder, '--port', '0', ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      output += data
    })
  }
  const address = async (name: string) => {
    const pattern = new RegExp(`${name} answers at (http://[\\d.]+:\\d+/\\S*?)"`)
    const found = await waitFor(
      async () => pattern.exec(output)?.[1],
      (url) => url !== undefined,
    )
    return found ?? ''
  }
  return { child, output: () => output, address }
}

function call(...args: string[]) {
  return callWith({}, ...args)
}

function callWith(env: Record<string, string>, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [patchbay, ...args], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  })
  return { status, stdout, stderr }
}

const post = (url: string, body: unknown) =>
  fetch(url, { method: 'POST', body: JSON.stringify(body) })

describe('patchbay run', () => {
  it('runs the project, and takes what is saved meanwhile', async () => {
    const folder = project()
    const { address, output } = run(folder)
    const url = await address('add')
    expect(await (await post(url, { a_count: 1, b_count: 2 })).json()).toEqual({ sum_count: 3 })
    const file = join(folder, 'services/sums.ts')
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('a_count + b_count', 'a_count * b_count'),
    )
    await waitFor(
      async () => (await (await post(url, { a_count: 3, b_count: 4 })).json()) as object,
      (answer) => JSON.stringify(answer) === '{"sum_count":12}',
    )
    await waitFor(
      async () => output(),
      (text) => text.includes('services/sums.ts'),
    )
  })

  it('goes on with what ran when a file is broken, and says where', async () => {
    const folder = project()
    const { address, output } = run(folder)
    const url = await address('add')
    writeFileSync(join(folder, 'channels/add.json'), '{\n  "name": "add",\n  oops\n}')
    await waitFor(
      async () => output(),
      (text) => /channels\/add\.json:3:\d+: error/.test(text),
    )
    expect((await post(url, { a_count: 1, b_count: 1 })).status).toBe(200)
  })

  it('runs the rest when one part is broken from the start', async () => {
    const folder = project({
      'flows/odd.json': '{"name": "odd", "nodes": {"x": {"kind": "what"}}}',
    })
    const { address, output } = run(folder)
    expect((await post(await address('add'), { a_count: 1, b_count: 1 })).status).toBe(200)
    expect(output()).toMatch(/flows\/odd\.json:1:\d+: error/)
  })

  it('names a node whose service is not there', async () => {
    const { address, output } = run(project(flow('nobody')))
    await address('nobody')
    expect(output()).toMatch(/flows\/nobody\.json: error: There is no service "nobody"/)
  })

  it('finishes what is in hand when it is told to stop', async () => {
    const { address, child, output } = run(project())
    const asked = fetch(await address('slow'))
    await waitFor(
      async () => output(),
      (text) => text.includes('In hand.'),
    )
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    expect(await (await asked).text()).toBe('late')
    expect(await ended).toBe(0)
    expect(output()).toContain('SIGTERM: finishing what is in hand.')
  })

  it('names the secret that has no value, and where it would take it from', async () => {
    const ftp = { name: 'far', type: 'ftp', isActive: true, host: '127.0.0.1', user: 'u' }
    const folder = project({
      'connections/far.json': JSON.stringify({ ...ftp, password: { secret: 'far.password' } }),
    })
    const { output } = run(folder)
    await waitFor(
      async () => output(),
      (text) => text.includes('Sums runs.'),
    )
    expect(output()).toContain('PATCHBAY_SECRET_FAR_PASSWORD')
  })

  it('tells of each request that failed what its caller was not told', async () => {
    const { address, output } = run(project(flow('fails')))
    const answer = await fetch(await address('fails'))
    const cid = answer.headers.get('x-patchbay-cid') ?? '?'
    expect([answer.status, (await answer.text()).includes('no room')]).toEqual([500, false])
    const isAboutIt = (line: string) => line.includes(`"cid":"${cid}"`)
    const told = await waitFor(
      async () => output().split('\n').find(isAboutIt) ?? '',
      (line) => line !== '',
    )
    expect(JSON.parse(told)).toMatchObject({
      level: 50,
      channel: 'fails',
      code: 'SERVICE_THREW',
      msg: expect.stringContaining('no room'),
      stack: expect.stringContaining(`services/sums.ts:${lineOf('no room')}:`),
    })
    // The caller's own mistake is no trouble of the server.
    const wrong = await fetch(await address('add'), { method: 'POST', body: '{' })
    expect(wrong.status).toBe(400)
    const mistake = await waitFor(
      async () =>
        output()
          .split('\n')
          .find((line) => line.includes('MESSAGE_NOT_JSON')) ?? '',
      (line) => line !== '',
    )
    expect(JSON.parse(mistake)).toMatchObject({ level: 30, channel: 'add' })
  })

  it('says which channels it runs without', async () => {
    const { address } = run(project())
    const { port } = new URL(await address('add'))
    const second = run(project(), { options: ['--port', port] })
    const words = await waitFor(
      async () => second.output(),
      (text) => text.includes('Sums runs'),
    )
    expect(words).toContain('"msg":"Sums runs without add, slow."')
    expect(words).toContain(`Another program listens on 127.0.0.1:${port}`)
  })

  it('names the line that holds it, as a line of its log like the others', async () => {
    const { address, output } = run(project(flow('spin')))
    const asked = fetch(await address('spin')).catch(() => undefined)
    // On a busy machine the first look may come back without the place; it looks again every second.
    const isHeld = (text: string) => /services\/sums\.ts.*has held the runtime/.test(text)
    await waitFor(async () => output(), isHeld)
    const held = output().split('\n').find(isHeld) ?? ''
    expect(JSON.parse(held)).toMatchObject({
      level: 50,
      time: expect.any(Number),
      cid: expect.any(String),
      service: 'spin',
      at: { collection: 'services', name: 'services/sums.ts', line: spinLine },
      msg: expect.stringMatching(
        new RegExp(`^services/sums\\.ts:${spinLine}\\D.*"spin".* has held the runtime for \\d+ s`),
      ),
    })
    expect(output()).not.toContain('PATCHBAY-BLOCKED')
    void asked
  })

  it('ends with a status of its own when a service holds it for too long', async () => {
    const { address, child, output } = run(impatient())
    const asked = fetch(await address('spin')).catch(() => undefined)
    const [code] = await once(child, 'close')
    expect(code).toBe(70)
    expect(await asked).toBeUndefined()
    const last =
      output()
        .split('\n')
        .find((line) => line.includes('"level":60')) ?? ''
    expect(JSON.parse(last)).toMatchObject({
      code: 'SERVICE_HELD_LOOP',
      cid: expect.any(String),
      service: 'spin',
      at: { collection: 'services', name: 'services/sums.ts', line: spinLine },
      msg: expect.stringMatching(
        new RegExp(
          `^The service "spin" held the runtime for \\d+ s at services/sums.ts:${spinLine}, .*70`,
        ),
      ),
    })
  })

  it('ends so when it logs nothing, too', async () => {
    const port = String(await quietPort())
    const { child, output } = run(impatient(), { options: ['--port', port, '--log', 'silent'] })
    const ended = once(child, 'close')
    const get = (name: string) => fetch(`http://127.0.0.1:${port}/${name}`).catch(() => undefined)
    await waitFor(
      () => get('add'),
      (answer) => answer !== undefined,
    )
    void get('spin')
    expect(await ended).toEqual([70, null])
    expect(output()).not.toContain('spin')
  })

  it('says so when the folder is no project', () => {
    const { status, stderr } = call('run', scratchFolder({}))
    expect(status).toBe(1)
    expect(stderr).toMatch(/is not a Patchbay project/)
    for (const command of [['run'], ['check'], ['invoke', 'it']]) {
      const [name = '', ...more] = command
      expect(call(name, '/nowhere/at/all', ...more)).toEqual({
        status: 1,
        stdout: '',
        stderr: 'patchbay: /nowhere/at/all does not exist.\n',
      })
    }
    expect(call('run', patchbay).stderr).toBe(`patchbay: ${patchbay} is not a folder.\n`)
    expect(call('run', project(), '--port', '99999').stderr).toMatch(/0 to 65535/)
    expect(call('run', project(), '--log', 'loud').stderr).toMatch(/loud.*debug, info/)
    const secrets = join(project({ 'secrets.json': 'far.password=s3cret' }), 'secrets.json')
    expect(call('run', project(), '--secrets', secrets)).toMatchObject({
      status: 1,
      stderr: `patchbay: ${secrets} is not JSON.\n`,
    })
  })

  it('is the sample too, with no Electron involved', async () => {
    const folder = scratchFolder({})
    cpSync(join(root, 'electron/samples/store-files'), folder, { recursive: true })
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const { address, output } = run(folder)
    const order = { id: 7, lines: [{ price: 20, count: 2 }] }
    const answer = await post(await address('Orders'), order)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ order: 7 })
    // Nothing is wrong with it, and nothing is said to be.
    expect(output()).not.toMatch(/(error|warning):/)
  })
})

withVsftpd('the sample with a server of its own', (server) => {
  const photo = randomBytes(200_000)

  /** A copy of the sample, its connection set to the server; the password is in the environment only. */
  function copyOfSample() {
    const folder = scratchFolder()
    cpSync(join(root, 'electron/samples/store-files'), folder, { recursive: true })
    const file = join(folder, 'connections/my.ftp.json')
    const { host, port, user, root: home } = server()
    const ftp = JSON.parse(readFileSync(file, 'utf8')) as object
    writeFileSync(file, JSON.stringify({ ...ftp, host, port, user, root: home }))
    return { folder, env: { PATCHBAY_SECRET_MY_FTP_PASSWORD: server().password } }
  }

  it('stores what it is sent, byte for byte, and tells no password', async () => {
    const { folder, env } = copyOfSample()
    const { address, output } = run(folder, { env, options: ['--log', 'debug'] })
    const url = `${await address('Store')}?name=photo.jpg`
    const answer = await fetch(url, { method: 'POST', body: photo })
    expect([answer.status, await answer.json()]).toEqual([
      200,
      { file: '/incoming/photo.jpg', size: photo.length },
    ])
    expect(await server().read('incoming/photo.jpg')).toEqual(photo)
    await waitFor(
      async () => output(),
      (text) => text.includes('Stored 200000 bytes'),
    )
    expect(output()).not.toContain(server().password)
  })

  it('says what the server did not take, and goes on', async () => {
    const { folder } = copyOfSample()
    const env = { PATCHBAY_SECRET_MY_FTP_PASSWORD: 'the-wrong-password' }
    const { address, output } = run(folder, { env })
    const url = `${await address('Store')}?name=never.jpg`
    const answer = await fetch(url, { method: 'POST', body: photo })
    expect(answer.status).toBe(502)
    const cid = answer.headers.get('x-patchbay-cid') ?? '?'
    expect(await answer.text()).toContain(cid)
    await waitFor(
      async () => output(),
      (text) => text.split('\n').some((line) => line.includes(cid) && /LOGIN_FAILED/.test(line)),
    )
    expect((await fetch(url, { method: 'POST', body: photo })).status).toBe(502)
    expect(output()).not.toContain('the-wrong-password')
    expect(await server().names('incoming')).not.toContain('never.jpg')
  })

  it('is invoked without a channel', async () => {
    const { folder, env } = copyOfSample()
    const file = join(scratchFolder(), 'photo.jpg')
    writeFileSync(file, photo)
    const { status, stdout, stderr } = callWith(
      env,
      'invoke',
      folder,
      'store.file',
      '--payload',
      `@${file}`,
    )
    expect([status, stderr.includes(server().password)]).toEqual([0, false])
    const stored = JSON.parse(stdout) as { file: string; size: number }
    expect(stored.size).toBe(photo.length)
    expect(await server().read(stored.file)).toEqual(photo)
  })
})

describe('patchbay invoke', () => {
  it('prints the answer of one service', () => {
    const folder = project()
    const { status, stdout } = call(
      'invoke',
      folder,
      'add',
      '--payload',
      '{"a_count": 2, "b_count": 40}',
    )
    expect([status, JSON.parse(stdout)]).toEqual([0, { sum_count: 42 }])
  })

  it('takes the payload from a file: JSON as a value, anything else as bytes', () => {
    const folder = project({
      'payload.json': '{"a_count": 1, "b_count": 1}',
      'payload.txt': 'plain',
    })
    const json = call('invoke', folder, 'add', '--payload', `@${join(folder, 'payload.json')}`)
    expect(JSON.parse(json.stdout)).toEqual({ sum_count: 2 })
    const text = call('invoke', folder, 'raw', '--payload', `@${join(folder, 'payload.txt')}`)
    expect(text.stdout).toBe('plain')
  })

  it('fails with the words of what failed', () => {
    const folder = project()
    const missing = call('invoke', folder, 'add', '--payload', '{"a_count": 2}')
    expect(missing.status).toBe(1)
    expect(missing.stderr).toMatch(/INPUT_MISSING.*b_count/)
    expect(call('invoke', folder, 'nobody').stderr).toMatch(/SERVICE_NOT_FOUND.*"add"/)
    expect(call('invoke', folder, 'add', '--payload', '{').stderr).toMatch(/--payload is not JSON/)
  })
})

describe('patchbay check', () => {
  it('ends with 0 when all is well', () => {
    expect(call('check', project())).toMatchObject({ status: 0, stdout: 'No errors.\n' })
  })

  it('lists the secrets that have no value, by name', () => {
    const ftp = { type: 'ftp', isActive: true, host: '127.0.0.1', user: 'u' }
    const far = (name: string, password: object) => JSON.stringify({ name, ...ftp, password })
    const vault = { vault: 'hashi', mount: 'secret', path: 'ftp', key: 'password' }
    const url = 'https://vault.example.com'
    const folder = project({
      'connections/far.json': far('far', { secret: 'far.password' }),
      'connections/near.json': far('near', { secret: 'near.password' }),
      'connections/deep.json': far('deep', vault),
      'connections/hashi.json': JSON.stringify({
        name: 'hashi',
        type: 'vault',
        isActive: true,
        url,
      }),
      'held/near.password': 'x',
    })
    const environment = { PATCHBAY_SECRETS_DIR: join(folder, 'held') }
    const { status, stdout } = callWith(environment, 'check', folder, '--no-types')
    expect([status, stdout]).toEqual([
      0,
      `connections/far: warning: the secret "far.password" has no value here. Set PATCHBAY_SECRET_FAR_PASSWORD, or write it into ${join(folder, 'held', 'far.password')}, or name it in --secrets.\nNo errors.\n`,
    ])
  })

  it('ends with 1 and names file, line and column of what is not', () => {
    const broken = service.replace("'patchbay'", "'patchbay'\nconst erp: number = 'text'")
    const { status, stdout } = call('check', project({ 'services/sums.ts': broken }))
    expect(status).toBe(1)
    expect(stdout).toMatch(/services\/sums\.ts:2:7: error: .*not assignable/)
    expect(stdout).toMatch(/\d+ errors?\.\n$/)
  })
})
