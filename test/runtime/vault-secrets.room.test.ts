/** Secrets of connections and definitions that stand in Vault: read at a deploy, rotated while requests run, kept while Vault is away. */
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { DeployReport } from '../../runtime/model/control.ts'
import { quietPort } from '../peers/free-port.ts'
import { startVaultDouble, type VaultDouble } from '../peers/vault-double.ts'
import { type Guarded, runGuarded } from '../support/guarded.ts'
import { administer } from './connectors/vault/some-vault.ts'

let server: VaultDouble

beforeEach(async () => {
  server = await startVaultDouble()
  onTestFinished(() => server.close())
})

const write = (values: Record<string, unknown>, path = 'hub/key') =>
  administer({ url: server.url, token: server.rootToken }, 'POST', `secret/data/${path}`, {
    data: values,
  })

const inVault = (key = 'value', path = 'hub/key', mount = 'secret') => ({
  vault: 'hashi',
  mount,
  path,
  key,
})

function guarded(vault: Record<string, unknown> = {}, key: object = inVault()): Guarded {
  return {
    connections: {
      hashi: {
        type: 'vault',
        url: server.url,
        token: { secret: 'own' },
        secretsInterval: 1,
        ...vault,
      },
      other: { type: 'rest', url: 'http://127.0.0.1:9' },
    },
    security: { key: { type: 'api-key', header: 'X-API-Key', key } },
  }
}

const shown = (key: string) => ({ 'X-API-Key': key })

async function start(by: Guarded = guarded()) {
  const logged: string[] = []
  const running = await runGuarded(
    by,
    { own: server.rootToken },
    { logLevel: 'debug', writeLog: (line) => logged.push(line) },
  )
  const reports: DeployReport[] = []
  running.runtime.onDeployed((report) => reports.push(report))
  const status = async (key: string) => (await running.ask(shown(key))).status
  return { ...running, logged, reports, status }
}

describe('a secret in Vault', () => {
  it('is there with the first request', async () => {
    await write({ value: 'key-number-one', other: 'x' })
    const { status } = await start()
    expect(await status('key-number-one')).toBe(200)
    expect(await status('other-key')).toBe(401)
  })

  it('may stand in a mount without versions, and be a number', async () => {
    const at = { url: server.url, token: server.rootToken }
    const options = { version: '1' }
    await administer(at, 'POST', 'sys/mounts/old', { type: 'kv', options })
    await administer(at, 'POST', 'old/a/b', { pin: 123456 })
    const { status } = await start(guarded({}, inVault('pin', 'a/b', 'old')))
    expect(await status('123456')).toBe(200)
  })

  it('is read once for all its keys', async () => {
    await write({ value: 'key-number-one', name: 'second-secret' })
    const by = guarded({ secretsInterval: 3600 })
    const { status } = await start({
      ...by,
      security: {
        ...by.security,
        again: { type: 'api-key', header: 'X-Other', key: inVault('name') },
      },
    })
    expect(await status('key-number-one')).toBe(200)
    const read = server.asked.filter(
      ({ path, method }) => path === 'secret/data/hub/key' && method === 'GET',
    )
    expect(read).toHaveLength(1)
  })

  it('that is rotated goes live while requests run, and nothing else is touched', async () => {
    await write({ value: 'key-number-one' })
    const { status, reports, runtime } = await start()
    const before = runtime.deployed?.outgoings.get('other')?.outgoing
    let isOver = false
    const seen = new Set<number>()
    const running = (async () => {
      while (!isOver) seen.add(await status('key-number-two'))
    })()
    await write({ value: 'key-number-two' })
    await expect.poll(() => status('key-number-two'), { timeout: 20_000 }).toBe(200)
    isOver = true
    await running
    expect([...seen].filter((code) => code !== 200 && code !== 401)).toEqual([])
    expect(await status('key-number-one')).toBe(401)
    expect(reports.map(({ touched }) => touched)).toEqual([['security/key', 'channels/Ask']])
    expect(runtime.deployed?.outgoings.get('other')?.outgoing).toBe(before)
  })

  it('that does not change changes nothing', async () => {
    await write({ value: 'key-number-one' })
    const { reports } = await start()
    await expect
      .poll(() => server.times('secret/data/hub/key'), { timeout: 20_000 })
      .toBeGreaterThan(2)
    expect(reports).toEqual([])
  })

  it('with a lease is read again before it ends', async () => {
    const at = { url: server.url, token: server.rootToken }
    await administer(at, 'POST', 'sys/mounts/old', { type: 'kv', options: { version: '1' } })
    await administer(at, 'POST', 'old/a', { value: 'key-number-one', ttl: 2 })
    await start(guarded({ secretsInterval: 3600 }, inVault('value', 'a', 'old')))
    await expect.poll(() => server.times('old/a'), { timeout: 20_000 }).toBeGreaterThan(3)
  })

  it('is masked wherever it would show, also after it was rotated', async () => {
    await write({ value: 'key-number-one' })
    const { status, runtime, logged } = await start()
    await write({ value: 'key-number-two' })
    await expect.poll(() => status('key-number-two'), { timeout: 20_000 }).toBe(200)
    const { redactor } = runtime.inspector
    expect(redactor.text('it is key-number-one, then key-number-two')).not.toContain('key-number')
    runtime.log.logger.warn('key-number-one and key-number-two')
    expect(logged.join('')).not.toContain('key-number')
  })
})

describe('a secret that is not there', () => {
  it('leaves what needs it incomplete with the reason, until it is written', async () => {
    const { status, runtime } = await start()
    expect(await status('key-number-one')).toBe(503)
    const why = () => runtime.deployed?.securities.get('key')?.why
    expect(why()).toMatchObject({
      code: 'SECRET_MISSING',
      message:
        'There is no secret "value" of secret/hub/key in Vault "hashi". Write it there, or name another key.',
      at: { collection: 'security', name: 'key', field: 'key' },
    })
    await write({ another: 'x' })
    await write({ value: 'key-number-one' })
    await expect.poll(() => status('key-number-one'), { timeout: 20_000 }).toBe(200)
    expect(why()).toBeUndefined()
  })

  it('of a Vault that is down leaves the rest running, and comes by itself', async () => {
    await write({ value: 'key-number-one' })
    await server.down()
    const by = guarded()
    const { status, ask, runtime } = await start({
      ...by,
      security: {
        ...by.security,
        open: { type: 'api-key', header: 'X-Own', key: { secret: 'own' } },
      },
    })
    expect((await ask({ 'X-Own': server.rootToken })).status).toBe(200)
    expect(await status('key-number-one')).toBe(503)
    expect(runtime.deployed?.securities.get('key')?.why).toMatchObject({
      code: 'SECRET_UNAVAILABLE',
      message: expect.stringContaining('nothing listens there'),
    })
    await server.up()
    await expect.poll(() => status('key-number-one'), { timeout: 30_000 }).toBe(200)
  })

  it('of a Vault that takes its time does not hold a deploy for long', async () => {
    await write({ value: 'key-number-one' })
    const release = server.hold()
    onTestFinished(release)
    const { status, deploy } = await start(guarded({ timeout: 60 }))
    expect(await status('key-number-one')).toBe(503)
    // It is still being read; the next deploy does not wait again.
    expect(
      (await deploy({ ...guarded({ timeout: 60 }), channel: { timeout: 9 } })).took,
    ).toBeLessThan(2500)
    release()
    await expect.poll(() => status('key-number-one'), { timeout: 30_000 }).toBe(200)
  })

  it('because there is no such Vault, or it is off, says so', async () => {
    const off = await start({ ...guarded({ isActive: false }) })
    expect(off.runtime.deployed?.securities.get('key')?.why?.message).toContain('switched off')
    const none = await start({ ...guarded(), connections: {} })
    expect(none.runtime.deployed?.securities.get('key')?.why?.message).toContain('no Vault "hashi"')
  })
})

describe('while Vault is away', () => {
  it('the last good value holds, over deploys as well', async () => {
    await write({ value: 'key-number-one' })
    const { status, deploy, logged } = await start()
    server.seal()
    await expect
      .poll(() => logged.some((line) => line.includes('could not be read')), { timeout: 20_000 })
      .toBe(true)
    expect(await status('key-number-one')).toBe(200)
    await deploy({ ...guarded(), channel: { timeout: 9 } })
    expect(await status('key-number-one')).toBe(200)
    // Another way to the same Vault, that cannot be gone either.
    await deploy({ ...guarded({ url: `http://127.0.0.1:${await quietPort()}` }) })
    expect(await status('key-number-one')).toBe(200)
    await deploy(guarded())
    server.unseal()
    await write({ value: 'key-number-two' })
    await expect.poll(() => status('key-number-two'), { timeout: 30_000 }).toBe(200)
  })
})

describe('what is not used any more', () => {
  it('is not read any more', async () => {
    await write({ value: 'key-number-one' })
    const { deploy } = await start()
    await deploy({ ...guarded(), security: {} })
    const before = server.times('secret/data/hub/key')
    // Two looks at our own would have come between.
    await write({ value: 'x' }, 'hub/else')
    await deploy(guarded({}, inVault('value', 'hub/else')))
    await expect
      .poll(() => server.times('secret/data/hub/else'), { timeout: 20_000 })
      .toBeGreaterThan(3)
    expect(server.times('secret/data/hub/key')).toBe(before)
  })
})
