/** Channels that a Vault guards, over real sockets: who is let in, what they are told, and what happens while Vault is in trouble. */
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { startVaultDouble, type VaultDouble } from '../../peers/vault-double.ts'
import { bearerHeader, type Guarded, runGuarded } from '../../support/guarded.ts'
import { administer, makeToken } from '../connectors/vault/some-vault.ts'

let server: VaultDouble
let at: { url: string; token: string; double: undefined; close(): Promise<void> }

beforeEach(async () => {
  server = await startVaultDouble()
  onTestFinished(() => server.close())
  at = { url: server.url, token: server.rootToken, double: undefined, close: async () => {} }
  await administer(at, 'POST', 'sys/auth/userpass', { type: 'userpass' })
  await administer(at, 'POST', 'sys/auth/github', { type: 'github' })
  await administer(at, 'POST', 'sys/auth/ldap', { type: 'ldap' })
  await administer(at, 'POST', 'sys/policies/acl/reader', {
    policy: 'path "secret/data/customers/+" { capabilities = ["read"] }',
  })
  await administer(at, 'POST', 'auth/userpass/users/ada', {
    password: 'r1ght pässword',
    token_policies: 'reader',
    token_ttl: '1h',
  })
  server.addGitHubUser('github/', 'ghp_ada', { username: 'ada', org: 'shop' })
  server.addLdapUser('ldap/', 'ada', { password: 'of the directory' })
  server.asked.length = 0
})

interface Options extends Partial<Guarded> {
  connection?: Record<string, unknown>
  definition?: Record<string, unknown>
}

function run({ connection = {}, definition = {}, ...more }: Options = {}) {
  return runGuarded(guardedBy({ connection, definition, ...more }), { own: at.token })
}

function guardedBy({ connection = {}, definition = {}, ...more }: Options = {}): Guarded {
  return {
    connections: {
      hashi: { type: 'vault', url: at.url, token: { secret: 'own' }, ...connection },
    },
    security: { staff: { type: 'vault', connection: 'hashi', ...definition } },
    ...more,
  }
}

const ada = {
  'X-Patchbay-Vault-Username': 'ada',
  'X-Patchbay-Vault-Password': Buffer.from('r1ght pässword').toString('latin1'),
}

const tokenHeader = (token: string) => ({ 'X-Patchbay-Vault-Token': token })

const lookups = () => server.times('auth/token/lookup')
const logins = () => server.times('auth/userpass/login/ada')

describe('a caller with a token', () => {
  it('is let in, and services see who it is and no token', async () => {
    const token = await makeToken(at, {
      policies: ['reader'],
      ttl: '1h',
      meta: { username: 'batch' },
    })
    const { ask } = await run()
    const headers = [tokenHeader(token), { 'X-Zato-Vault-Token': token }, bearerHeader(token)]
    for (const shown of headers) {
      const answer = await ask(shown)
      expect(answer).toMatchObject({
        status: 200,
        who: {
          name: 'batch',
          definition: 'staff',
          type: 'vault',
          identity: { claims: { username: 'batch' }, roles: [] },
          policies: ['default', 'reader'],
        },
      })
      expect(answer.who?.lease).toBeGreaterThan(Date.now())
      expect(JSON.stringify(answer.who)).not.toContain(token)
      expect(answer.headers.get('X-Patchbay-Vault-Token')).toBeNull()
    }
  })

  it('that is wrong is answered 401 with a challenge, and no hint', async () => {
    const { ask, status } = await run()
    const wrong = [{}, tokenHeader('hvs.none'), bearerHeader('a b'), bearerHeader('ü'.repeat(3))]
    for (const shown of wrong) {
      expect(await ask(shown)).toMatchObject({
        status: 401,
        challenge: 'Vault realm="patchbay"',
        error: { code: 'UNAUTHORIZED', message: 'Credentials are missing or not valid.' },
      })
    }
    expect(status().figures).toMatchObject({ letIn: 0, refused: 4 })
  })

  it('looks up itself when the connection has no token of its own', async () => {
    const token = await makeToken(at, { policies: ['reader'], ttl: '1h' })
    const { ask } = await run({ connection: { token: undefined } })
    expect((await ask(tokenHeader(token))).status).toBe(200)
    for (const wrong of ['hvs.none', 'ä', '\u0080']) {
      expect((await ask(tokenHeader(wrong))).status).toBe(401)
    }
    expect(lookups()).toBe(0)
  })

  it('is not told to be wrong when ours may not look it up', async () => {
    const own = await makeToken(at, { policies: ['default'], ttl: '1h' })
    const token = await makeToken(at, { policies: ['reader'], ttl: '1h' })
    const { ask } = await runGuarded(guardedBy(), { own })
    expect(await ask(tokenHeader(token))).toMatchObject({
      status: 503,
      error: { code: 'SECURITY_UNAVAILABLE' },
    })
  })
})

describe('a caller that logs in', () => {
  it('with username and password is given a token and its lease', async () => {
    const { ask } = await run()
    const { status, who, headers } = await ask(ada)
    expect(status).toBe(200)
    expect(who).toMatchObject({ name: 'ada', policies: ['default', 'reader'] })
    const token = headers.get('X-Patchbay-Vault-Token') ?? ''
    expect(Number(headers.get('X-Patchbay-Vault-Token-Lease-Duration'))).toBeGreaterThan(3500)
    expect(headers.get('Cache-Control')).toBe('no-store')
    expect((await ask(tokenHeader(token))).who).toMatchObject({ name: 'ada' })
  })

  it('in the words of Zato is answered in them', async () => {
    const { ask } = await run()
    const { status, headers } = await ask({
      'X-Zato-Vault-Username': 'ada',
      'X-Zato-Vault-Password': ada['X-Patchbay-Vault-Password'],
      'X-Zato-Vault-Mount-Point': 'userpass',
    })
    expect(status).toBe(200)
    expect(headers.get('X-Zato-Vault-Token')).toMatch(/^hvs\./)
    expect(headers.get('X-Zato-Vault-Token-Lease-Duration')).toMatch(/^\d+$/)
    expect(headers.get('X-Patchbay-Vault-Token')).toBeNull()
  })

  it('with GitHub, a directory or a role is known by these', async () => {
    const { ask } = await run()
    expect((await ask({ 'X-Patchbay-Vault-Token-GitHub': 'ghp_ada' })).who).toMatchObject({
      name: 'ada',
      identity: { claims: { org: 'shop' } },
    })
    expect((await ask({ 'X-Zato-Vault-Token-GitHub': 'ghp_none' })).status).toBe(401)

    const directory = await run({ connection: { method: 'ldap' } })
    const ldap = { ...ada, 'X-Patchbay-Vault-Password': 'of the directory' }
    expect((await directory.ask(ldap)).status).toBe(200)
    expect((await directory.ask(ada)).status).toBe(401)

    await administer(at, 'POST', 'sys/auth/approle', { type: 'approle' })
    const role = 'auth/approle/role/batch'
    await administer(at, 'POST', role, { token_policies: 'reader' })
    const of = async (method: string, path: string) =>
      (await administer(at, method, `${role}/${path}`, method === 'POST' ? {} : undefined))
        .data as Record<string, string>
    const { role_id: roleId = '' } = await of('GET', 'role-id')
    const { secret_id: secretId = '' } = await of('POST', 'secret-id')
    const shown = { 'X-Patchbay-Vault-Role-Id': roleId, 'X-Patchbay-Vault-Secret-Id': secretId }
    expect((await ask(shown)).who).toMatchObject({ name: 'batch', policies: ['default', 'reader'] })
    expect((await ask({ 'X-Patchbay-Vault-Role-Id': roleId })).status).toBe(401)
  })

  it('by another way than the connection wants has shown nothing', async () => {
    const token = await makeToken(at, { policies: ['reader'], ttl: '1h' })
    const { ask } = await run({ connection: { method: 'username-password' } })
    for (const shown of [tokenHeader(token), bearerHeader(token)]) {
      expect((await ask(shown)).status).toBe(401)
    }
    expect((await ask(ada)).status).toBe(200)
    expect(lookups()).toBe(0)
  })

  it('names no mount but those that the connection has', async () => {
    await administer(at, 'POST', 'sys/auth/partners', { type: 'userpass' })
    await administer(at, 'POST', 'auth/partners/users/ada', { password: 'theirs' })
    const shown = {
      ...ada,
      'X-Patchbay-Vault-Password': 'theirs',
      'X-Patchbay-Vault-Mount-Point': 'partners',
    }
    const { ask } = await run()
    expect((await ask(shown)).status).toBe(401)
    expect(server.times('auth/partners/login/ada')).toBe(0)
    const open = await run({ connection: { callerMounts: ['partners'] } })
    expect((await open.ask(shown)).status).toBe(200)
  })
})

const decider = `import { Service, Unauthorized } from 'patchbay'
export class Decider extends Service {
  static serviceName = 'decide'
  handle() {
    const { headers, payload } = this.request
    const { body } = payload as { body: { sha256: string; size: number } }
    if (headers['x-how'] === 'turn away') throw new Unauthorized('no')
    if (headers['x-how'] === 'throw') throw new Error('broken')
    if (headers['x-how'] === 'nonsense') { this.response.payload = { method: 'guess' }; return }
    if (headers['x-body'] !== undefined && headers['x-body'] !== body.sha256) throw new Unauthorized('body')
    this.response.payload = {
      method: 'username-password',
      headers: {
        'X-Patchbay-Vault-Username': headers['x-user'] ?? '',
        'X-Patchbay-Vault-Password': headers['x-pass'] ?? headers['x-patchbay-vault-password'] ?? '',
      },
    }
  }
}
`

describe('a service that decides', () => {
  const services = { 'services/decide.ts': decider }
  const connection = { service: 'decide' }
  const shown = { 'X-User': 'ada', 'X-Pass': ada['X-Patchbay-Vault-Password'] }

  it('is told the headers and says how the caller is known', async () => {
    const { ask } = await run({ connection, services })
    expect((await ask(shown)).status).toBe(200)
    expect((await ask({ ...shown, 'X-Pass': 'wrong' })).status).toBe(401)
    expect((await ask({ ...shown, 'X-How': 'turn away' })).status).toBe(401)
    // What they show otherwise is not looked at.
    expect((await ask(ada)).status).toBe(401)
  })

  it('is told the digest of the body, which goes on all the same', async () => {
    const echo = `import { Service } from 'patchbay'
export class Who extends Service {
  static serviceName = 'who'
  handle() { this.response.payload = { who: { body: this.request.raw.toString() } } }
}
`
    const { address } = await run({
      connection,
      services: { ...services, 'services/who.ts': echo },
    })
    const sum = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824'
    const post = async (digest: string) =>
      fetch(address(), { method: 'POST', body: 'hello', headers: { ...shown, 'X-Body': digest } })
    const answer = await post(sum)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toEqual({ who: { body: 'hello' } })
    expect((await post('other')).status).toBe(401)
  })

  it('that fails or answers something else is no open door', async () => {
    const { ask, deploy } = await run({ connection, services })
    for (const how of ['throw', 'nonsense']) {
      expect((await ask({ ...shown, 'X-How': how })).status).toBe(503)
    }
    await deploy(guardedBy({ connection: { service: 'none' }, services }))
    expect((await ask(shown)).status).toBe(503)
  })

  it('leaves the blame for a body that cannot be read where it is', async () => {
    const { address } = await run({ connection, services, channel: { maxSize: 0.001 } })
    const post = (headers: Record<string, string>, body: string) =>
      fetch(address(), { method: 'POST', body, headers: { ...shown, ...headers } })
    expect((await post({}, 'x'.repeat(5000))).status).toBe(413)
    expect((await post({ 'Content-Encoding': 'odd' }, 'x')).status).toBe(415)
  })

  it('leaves no credentials in what is kept of it', async () => {
    const { ask, runtime } = await run({ connection, services })
    const password = 'shown-too-and-secret'
    const answer = await ask({ 'X-User': 'ada', 'X-Patchbay-Vault-Password': password })
    expect(answer.status).toBe(401)
    const told: unknown[] = []
    for (const summary of runtime.inspector.exchanges({})) {
      told.push(runtime.inspector.exchange(summary.cid))
      for (const step of [0, 1]) {
        for (const side of ['in', 'out'] as const) {
          const body = runtime.inspector.body({ cid: summary.cid, step, side })
          told.push(body?.headers, body && Buffer.from(body.bytes).toString())
        }
      }
    }
    expect(JSON.stringify(told)).toContain('username-password')
    expect(JSON.stringify(told)).not.toContain(password)
  })
})

describe('answers of Vault', () => {
  it('are kept for a while, and asked for once by many', async () => {
    const token = await makeToken(at, { policies: ['reader'], ttl: '1h' })
    const { ask, runtime } = await run()
    await expect.poll(() => server.times('auth/token/lookup-self')).toBeGreaterThan(0)
    const release = server.hold()
    const asking = Array.from({ length: 20 }, () => ask(tokenHeader(token)))
    await expect.poll(lookups).toBe(1)
    release()
    expect(new Set((await Promise.all(asking)).map(({ status }) => status))).toEqual(new Set([200]))
    await ask(tokenHeader(token))
    expect(lookups()).toBe(1)
    await ask(ada)
    const again = await ask(ada)
    expect(logins()).toBe(1)
    expect(again.headers.get('X-Patchbay-Vault-Token')).toMatch(/^hvs\./)
    const told = runtime.status().objects.find(({ at }) => at.collection === 'security')
    expect(told).toMatchObject({ at: { name: 'staff' }, figures: { letIn: 23, cached: 2 } })
  })

  it('hold no longer than the definition says, nor than the lease', async () => {
    const longer = await makeToken(at, { policies: ['reader'], ttl: '1h' })
    const shorter = await makeToken(at, { policies: ['reader'], ttl: '2s' })
    const brief = await run({ definition: { cache: 1 } })
    expect((await brief.ask(tokenHeader(longer))).status).toBe(200)
    await administer(at, 'POST', 'auth/token/revoke', { token: longer })
    const usual = await run()
    expect((await usual.ask(tokenHeader(shorter))).status).toBe(200)
    const gone = async (by: typeof usual, token: string) =>
      (await by.ask(tokenHeader(token))).status
    await expect.poll(() => gone(brief, longer), { timeout: 10_000 }).toBe(401)
    await expect.poll(() => gone(usual, shorter), { timeout: 10_000 }).toBe(401)
  })

  it('hold never past a revoke that went through us', async () => {
    const revoker = `import { Service } from 'patchbay'
export class Revoker extends Service {
  static serviceName = 'revoke'
  async handle() {
    const { token } = this.request.payload as { token: string }
    const path = 'auth/token/revoke'
    await this.outgoing.vault.get('hashi').raw({ method: 'POST', path, payload: { token } })
  }
}
`
    const token = await makeToken(at, { policies: ['reader'], ttl: '1h' })
    const { ask, runtime } = await run({ services: { 'services/revoke.ts': revoker } })
    expect((await ask(tokenHeader(token))).status).toBe(200)
    const { invokeForAnswer } = await import('../../../runtime/invoke.ts')
    expect((await invokeForAnswer(runtime, 'revoke', { token })).failure).toBeUndefined()
    expect((await ask(tokenHeader(token))).status).toBe(401)
  })

  it('hold never past a change of the connection or the definition', async () => {
    const token = await makeToken(at, { policies: ['reader'], ttl: '1h' })
    const { ask, deploy } = await run()
    expect((await ask(tokenHeader(token))).status).toBe(200)
    await administer(at, 'POST', 'auth/token/revoke', { token })
    await deploy(guardedBy({ connection: { timeout: 9 } }))
    expect((await ask(tokenHeader(token))).status).toBe(401)
  })

  it('that say no hold for a moment, so that an account is not locked by one caller', async () => {
    const { ask } = await run()
    const wrong = { ...ada, 'X-Patchbay-Vault-Password': 'wrong' }
    for (let time = 0; time < 10; time++) expect((await ask(wrong)).status).toBe(401)
    expect(logins()).toBe(1)
    expect((await ask(ada)).status).toBe(200)
  })

  it('are kept in bounds', async () => {
    const { KeptAnswers } = await import('../../../runtime/security/vault/kept.ts')
    const kept = new KeptAnswers<number>()
    const later = Date.now() + 60_000
    for (let index = 0; index < 12_000; index++) {
      await kept.ask(
        `k${index}`,
        0,
        () => Promise.resolve(index),
        () => later,
      )
    }
    expect(kept.size).toBeLessThanOrEqual(10_000)
    expect(kept.get('k0', 0)).toBeUndefined()
    expect(kept.get('k11999', 0)).toBe(11_999)
    expect(kept.get('k11999', 1)).toBeUndefined()
  })
})

describe('while Vault is in trouble', () => {
  const unavailable = { status: 503, error: { code: 'SECURITY_UNAVAILABLE' } }

  it.each<[string, (vault: VaultDouble) => unknown, Record<string, unknown>]>([
    ['sealed', (vault) => vault.seal(), {}],
    ['down', (vault) => vault.down(), {}],
    ['slow', (vault) => onTestFinished(vault.hold()), { timeout: 0.3 }],
    ['failing', (vault) => vault.answerWith(() => ({ status: 500, body: {} })), {}],
    ['no Vault', (vault) => vault.answerWith(() => ({ status: 200, body: 'hello' })), {}],
  ])('%s, nobody new is let in', async (_, trouble, connection) => {
    const token = await makeToken(at, { policies: ['reader'], ttl: '1h' })
    const { ask } = await run({ connection })
    expect((await ask(tokenHeader(token))).status).toBe(200)
    await trouble(server)
    for (const shown of [tokenHeader('hvs.new'), ada, { 'X-Patchbay-Vault-Token-GitHub': 'x' }]) {
      const answer = await ask(shown)
      expect(answer).toMatchObject(unavailable)
      expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0)
    }
    expect((await ask()).status).toBe(401)
    // Who is known stays known for as long as the answer holds.
    expect((await ask(tokenHeader(token))).status).toBe(200)
    if (_ === 'down') await server.up()
  })

  it('asked too much, callers are told how long to wait', async () => {
    const { ask } = await run()
    server.limit(17)
    const answer = await ask(tokenHeader('hvs.new'))
    expect(answer).toMatchObject(unavailable)
    expect(answer.headers.get('Retry-After')).toBe('17')
  })

  it('and has none at all, the channel says why', async () => {
    const { ask, status } = await runGuarded(guardedBy(), {})
    expect(await ask(ada)).toMatchObject(unavailable)
    expect(status()).toMatchObject({ state: 'incomplete', reason: { code: 'SECRET_MISSING' } })
  })
})

describe('what a caller may do', () => {
  const may = `import { Service } from 'patchbay'
export class Who extends Service {
  static serviceName = 'who'
  async handle() {
    const path = 'secret/data/customers/17'
    const can = (what: 'read' | 'delete') => this.request.security?.can?.(what, path)
    this.response.payload = { who: { read: await can('read'), remove: await can('delete') } }
  }
}
`
  const services = { 'services/who.ts': may }

  it('a service asks of Vault, once for a while', async () => {
    const token = await makeToken(at, { policies: ['reader'], ttl: '1h' })
    const { ask } = await run({ services })
    for (let time = 0; time < 2; time++) {
      expect((await ask(tokenHeader(token))).who).toEqual({ read: true, remove: false })
    }
    const asked = server.asked.filter(({ path }) => path === 'sys/capabilities-self')
    expect(asked.map(({ token, body }) => [token, body])).toEqual([
      [token, { paths: ['secret/data/customers/17'] }],
    ])
    expect((await ask(tokenHeader(at.token))).who).toEqual({ read: true, remove: true })
  })

  it('a service learns when what the caller showed holds no more', async () => {
    const token = await makeToken(at, { policies: ['reader'], ttl: '1h' })
    const { ask, deploy } = await run()
    expect((await ask(tokenHeader(token))).status).toBe(200)
    await administer(at, 'POST', 'auth/token/revoke', { token })
    await deploy(guardedBy({ services }))
    expect(lookups()).toBe(1)
    expect((await ask(tokenHeader(token))).status).toBe(401)
    // That was seen, and so the token is looked up anew.
    expect((await ask(tokenHeader(token))).status).toBe(401)
    expect(lookups()).toBe(2)
  })

  const needs = {
    path: '/customers/{cust_id}',
    capability: 'read',
    capabilityPath: 'secret/data/customers/{cust_id}',
  }

  async function status(address: string, path: string, token: string, method = 'GET') {
    const url = address.replace('{cust_id}', path)
    const answer = await fetch(url, { headers: tokenHeader(token), method })
    return [answer.status, await answer.text()] as const
  }

  it('a channel needs of them, or answers 403 without saying what', async () => {
    const token = await makeToken(at, { policies: ['reader'], ttl: '1h' })
    const none = await makeToken(at, { policies: ['default'], ttl: '1h' })
    const { address, status: told } = await run({ channel: needs })
    expect((await status(address(), '17', token))[0]).toBe(200)
    const [code, text] = await status(address(), '17', none)
    expect(code).toBe(403)
    expect(text).not.toMatch(/read|secret|customers/)
    expect(told().figures).toMatchObject({ letIn: 1, refused: 1 })
  })

  it('is asked of the very path that is meant', async () => {
    const token = await makeToken(at, { policies: ['reader'], ttl: '1h' })
    const { address } = await run({ channel: needs })
    for (const path of ['a%2Fb', '%2E%2E', '..%2Fadmin', '*', 'a%2B', '%00']) {
      expect([path, (await status(address(), path, token))[0]]).toEqual([
        path,
        path === '%2E%2E' ? 404 : 403,
      ])
    }
    expect(server.times('sys/capabilities-self')).toBe(0)
  })

  it('cannot be told while Vault is down', async () => {
    const token = await makeToken(at, { policies: ['reader'], ttl: '1h' })
    const { address } = await run({ channel: needs })
    expect((await status(address(), '17', token))[0]).toBe(200)
    server.seal()
    expect((await status(address(), '17', token))[0]).toBe(200)
    expect((await status(address(), '18', token))[0]).toBe(503)
  })

  it('is nothing for callers that no Vault knows', async () => {
    const { ask } = await runGuarded(
      {
        security: { key: { type: 'api-key', header: 'X-API-Key', key: { secret: 'k' } } },
        channel: { capability: 'read', capabilityPath: 'secret/data/x' },
      },
      { k: 'k-123456' },
    )
    expect((await ask({ 'X-API-Key': 'k-123456' })).status).toBe(403)
  })
})

describe('one definition among others', () => {
  it('lets in whom it knows, and is swapped in with no restart', async () => {
    const token = await makeToken(at, { policies: ['reader'], ttl: '1h' })
    const key = { type: 'api-key', header: 'X-API-Key', key: { secret: 'k' } }
    const first = { security: { key } }
    const { ask, deploy } = await runGuarded(first, { own: at.token, k: 'k-123456' })
    expect((await ask({ 'X-API-Key': 'k-123456' })).status).toBe(200)
    expect((await ask(tokenHeader(token))).status).toBe(401)
    const both = guardedBy()
    await deploy({ ...both, security: { key, ...both.security } })
    expect((await ask({ 'X-API-Key': 'k-123456' })).status).toBe(200)
    expect((await ask(tokenHeader(token))).status).toBe(200)
    await deploy(both)
    expect((await ask({ 'X-API-Key': 'k-123456' })).status).toBe(401)
    expect((await ask(tokenHeader(token))).status).toBe(200)
  })
})
