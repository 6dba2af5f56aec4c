/** Every way in which a Vault can fail, over real sockets; and that TLS is what the fields say. */
import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { Failure } from '../../../../runtime/model/failure.ts'
import { type Authority, makeAuthority } from '../../../peers/authority.ts'
import { freePort } from '../../../peers/free-port.ts'
import { type DoubleOptions, startVaultDouble } from '../../../peers/vault-double.ts'
import { administer, connectTo } from './some-vault.ts'

async function double(options: DoubleOptions = {}) {
  const server = await startVaultDouble(options)
  onTestFinished(() => server.close())
  const at = { url: server.url, token: server.rootToken }
  return { server, at }
}

describe('a Vault in trouble', () => {
  it('that is sealed says so, and works again when it is not', async () => {
    const { server, at } = await double()
    const { client, connection } = connectTo(at)
    server.seal()
    const sealed = { code: 'OUTGOING_BLOCKED', message: expect.stringContaining('is sealed') }
    await expect(client.read('secret/a')).rejects.toMatchObject(sealed)
    await expect(client.ping()).rejects.toMatchObject(sealed)
    await expect(connection.vault.lookup('x')).rejects.toMatchObject(sealed)
    expect(connection.condition()).toMatchObject({ state: 'failing' })
    server.unseal()
    expect(await client.read('secret/a')).toBeUndefined()
    await client.ping()
    expect(connection.condition()).toMatchObject({ state: 'ready' })
  })

  it('that is not initialised says so', async () => {
    const { server, at } = await double()
    server.uninitialise()
    await expect(connectTo(at).client.ping()).rejects.toMatchObject({
      code: 'OUTGOING_BLOCKED',
      message: expect.stringContaining('not initialised'),
    })
  })

  it('that stands by answers all the same, as a ping tells', async () => {
    const { server, at } = await double()
    server.standBy(true)
    expect((await connectTo(at).client.ping()).detail).toContain('unsealed')
  })

  it('that is down, and comes back, is found again by the connection itself', async () => {
    const { server, at } = await double()
    await server.down()
    const { client, connection } = connectTo(at)
    await expect(client.read('secret/a')).rejects.toMatchObject({
      code: 'OUTGOING_UNREACHABLE',
      message: expect.stringContaining(server.url),
    })
    await expect.poll(() => connection.condition().state).toBe('failing')
    expect(connection.condition().nextTry).toBeGreaterThan(0)
    await server.up()
    await expect.poll(() => connection.condition().state, { timeout: 20_000 }).toBe('ready')
    expect(await client.read('secret/a')).toBeUndefined()
  })

  it('that is slow is given up after the timeout', async () => {
    const { server, at } = await double()
    const { client } = connectTo(at, { timeout: 0.2 })
    onTestFinished(server.hold())
    await expect(client.read('secret/a')).rejects.toMatchObject({
      code: 'OUTGOING_TIMED_OUT',
      message: expect.stringContaining('0.2 s'),
    })
  })

  it('is not waited for longer than the exchange has time', async () => {
    const { server, at } = await double()
    const { client, exchange } = connectTo(at)
    onTestFinished(server.hold())
    const reading = client.read('secret/a')
    await expect.poll(() => server.times('sys/internal/ui/mounts/secret/a')).toBe(1)
    exchange.abort(new Failure('DEADLINE_PASSED', 'The time is up.'))
    await expect(reading).rejects.toMatchObject({ code: 'DEADLINE_PASSED' })
  })

  it('that is asked too much is left alone for as long as it says', async () => {
    const { server, at } = await double()
    const { client } = connectTo(at)
    await client.read('secret/a')
    server.limit(30)
    const busy = { code: 'OUTGOING_BUSY', details: { status: 429, retryAfter: 30 } }
    await expect(client.read('secret/a')).rejects.toMatchObject(busy)
    const before = server.asked.length
    await expect(client.list('secret/a')).rejects.toMatchObject({ code: 'OUTGOING_BUSY' })
    expect(server.asked).toHaveLength(before)
  })

  it('that wants a moment is asked again after it', async () => {
    const { server, at } = await double()
    const { client } = connectTo(at)
    server.limit(1)
    await expect(client.read('secret/a')).rejects.toMatchObject({ code: 'OUTGOING_BUSY' })
    server.limit(undefined)
    await expect
      .poll(
        () =>
          client.read('secret/a').then(
            () => 'read',
            () => 'busy',
          ),
        { timeout: 10_000 },
      )
      .toBe('read')
  })

  it.each([
    [500, 'OUTGOING_ANSWERED_ERROR'],
    [502, 'OUTGOING_ANSWERED_ERROR'],
    [412, 'OUTGOING_BLOCKED'],
    [473, 'OUTGOING_BLOCKED'],
    [400, 'OUTGOING_REFUSED'],
    [405, 'OUTGOING_REFUSED'],
  ])('that answers %i is %s', async (status, code) => {
    const { server, at } = await double()
    const { client } = connectTo(at)
    server.answerWith(() => ({ status, body: { errors: ['some\nwords'] } }))
    await expect(client.read('secret/a')).rejects.toMatchObject({
      code,
      message: expect.stringContaining('some words'),
    })
  })

  it('that is something else is not taken for a Vault', async () => {
    const { server, at } = await double()
    const { client, connection } = connectTo(at)
    server.answerWith(() => ({ status: 200, body: 'hello' }))
    await expect(client.read('secret/a')).rejects.toMatchObject({ code: 'OUTGOING_UNREADABLE' })
    await expect(connection.vault.lookup('x')).rejects.toMatchObject({
      code: 'OUTGOING_UNREADABLE',
    })
  })

  it('that hangs up is asked twice when that does no harm', async () => {
    let hangsUp = 0
    const server = createServer((socket) => {
      hangsUp++
      socket.on('error', () => undefined)
      socket.once('data', () => socket.destroy())
    })
    const port = await freePort()
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const { client } = connectTo({ url: `http://127.0.0.1:${port}`, token: 'x' })
    await expect.poll(() => hangsUp).toBe(2)
    await expect(client.read('secret/a')).rejects.toMatchObject({ code: 'OUTGOING_LOST' })
    expect(hangsUp).toBe(4)
    await expect(
      client.raw({ method: 'POST', path: 'secret/a', payload: {} }),
    ).rejects.toMatchObject({ code: 'OUTGOING_LOST' })
    expect(hangsUp).toBe(5)
  })

  it('that leads to its leader is followed with method, body and token', async () => {
    const leader = await double()
    const standby = await double()
    standby.server.redirectTo(leader.server.url)
    const { client } = connectTo({ url: standby.server.url, token: leader.server.rootToken })
    await client.write('secret/a', { n: 1 })
    expect(await client.read('secret/a')).toEqual({ n: 1 })
    expect(await client.list('secret')).toEqual(['a'])
  })

  it('that leads in a ring is given up', async () => {
    const { server, at } = await double()
    server.redirectTo(server.url)
    await expect(connectTo(at).client.read('secret/a')).rejects.toMatchObject({
      code: 'OUTGOING_LOST',
      message: expect.stringContaining('again and again'),
    })
  })
})

describe('callers in trouble', () => {
  it('are locked out without a hint after too many wrong passwords', async () => {
    const { at } = await double()
    await administer(at, 'POST', 'sys/auth/userpass', { type: 'userpass' })
    await administer(at, 'POST', 'auth/userpass/users/ada', { password: 'right' })
    const { vault } = connectTo(at).connection
    const login = { method: 'username-password', mount: 'userpass', username: 'ada' } as const
    for (let time = 0; time < 6; time++) {
      await expect(vault.login({ ...login, password: 'wrong' })).rejects.toMatchObject({
        code: 'UNAUTHORIZED',
      })
    }
    await expect(vault.login({ ...login, password: 'right' })).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
    })
  })

  it('are known by GitHub and LDAP, or are not', async () => {
    const { server, at } = await double()
    await administer(at, 'POST', 'sys/auth/github', { type: 'github' })
    await administer(at, 'POST', 'sys/auth/ldap', { type: 'ldap' })
    server.addGitHubUser('github/', 'ghp_ada', { username: 'ada', org: 'shop' })
    server.addGitHubUser('github/', 'ghp_out', { username: 'out' })
    server.addLdapUser('ldap/', 'ada', { password: 'right' })
    const { vault } = connectTo(at).connection
    const github = { method: 'github', mount: 'github' } as const
    expect((await vault.login({ ...github, token: 'ghp_ada' })).metadata).toEqual({
      username: 'ada',
      org: 'shop',
    })
    const ldap = { method: 'ldap', mount: 'ldap', username: 'ada' } as const
    expect((await vault.login({ ...ldap, password: 'right' })).metadata).toEqual({
      username: 'ada',
    })
    for (const wrong of [
      { ...github, token: 'ghp_out' },
      { ...github, token: 'ghp_none' },
      { ...ldap, password: 'wrong' },
      { ...ldap, password: '' },
    ]) {
      await expect(vault.login(wrong)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    }
  })

  it('are not to blame when the directory behind Vault is down', async () => {
    const { server, at } = await double()
    const { vault } = connectTo(at).connection
    const ldap = { method: 'ldap', mount: 'ldap', username: 'ada', password: 'x' } as const
    const words = 'LDAP Result Code 200 "Network Error": dial tcp 10.0.0.1:389: connection refused'
    server.answerWith(() => ({ status: 400, body: { errors: [words] } }))
    await expect(vault.login(ldap)).rejects.toMatchObject({ code: 'OUTGOING_REFUSED' })
    server.answerWith(() => ({ status: 500, body: { errors: ['configuration has not been set'] } }))
    await expect(
      vault.login({ method: 'github', mount: 'github', token: 'x' }),
    ).rejects.toMatchObject({ code: 'OUTGOING_ANSWERED_ERROR' })
  })

  it('cannot reach another path by their name', async () => {
    const { server, at } = await double()
    const { vault } = connectTo(at).connection
    const login = { method: 'username-password', mount: 'userpass', password: 'x' } as const
    for (const username of ['../../sys/seal', '..', 'a/b', "o'brien?x=1#y"]) {
      await expect(vault.login({ ...login, username })).rejects.toMatchObject({
        code: expect.stringMatching(/^(BAD_REQUEST|UNAUTHORIZED)$/),
      })
    }
    const paths = server.asked.map(({ path }) => path).filter((path) => path.includes('login'))
    expect(paths).toEqual(["auth/userpass/login/o'brien?x=1#y"])
  })
})

describe('a namespace', () => {
  it('holds what is in it, and none holds nothing', async () => {
    const { at } = await double({ edition: 'openbao' })
    await administer(at, 'POST', 'sys/namespaces/team')
    await administer(at, 'POST', 'team/sys/mounts/kv', { type: 'kv', options: { version: '2' } })
    const { client } = connectTo(at, { namespace: 'team' })
    await client.write('kv/a', { n: 1 })
    expect(await client.read('kv/a')).toEqual({ n: 1 })
    // sys/health is the server's, not the namespace's.
    expect((await client.ping()).detail).toContain('unsealed')
    await expect(connectTo(at).client.read('kv/a')).rejects.toMatchObject({
      code: 'OUTGOING_REFUSED',
    })
    await expect(connectTo(at, { namespace: 'none' }).client.read('kv/a')).rejects.toMatchObject({
      code: expect.stringMatching(/^OUTGOING_/),
    })
  })
})

describe('over TLS', () => {
  let authority: Authority
  let stranger: Authority
  beforeAll(async () => {
    authority = await makeAuthority('/CN=Vault CA')
    stranger = await makeAuthority('/CN=Other CA')
  })
  afterAll(() => Promise.all([authority.close(), stranger.close()]))

  it('trusts the CA of the field, and nobody else', async () => {
    const { at } = await double({ tls: await authority.issue('/CN=vault') })
    const ca = authority.certificate
    await connectTo(at, { ca }).client.ping()
    await connectTo(at, { tlsVerify: false }).client.ping()
    for (const values of [{}, { ca: stranger.certificate }]) {
      await expect(connectTo(at, values).client.ping()).rejects.toMatchObject({
        code: 'OUTGOING_REFUSED',
        message: expect.stringContaining('CA certificates'),
      })
    }
  })

  it('shows the client certificate that the server wants', async () => {
    const server = await authority.issue('/CN=vault')
    const { at } = await double({ tls: { ...server, clientCa: authority.certificate } })
    const ca = authority.certificate
    const shown = async (by: Authority) => {
      const { certificate, key } = await by.issue('/CN=patchbay')
      return { ca, clientCertificate: certificate, clientKey: key }
    }
    await connectTo(at, await shown(authority)).client.ping()
    for (const values of [{ ca }, await shown(stranger)]) {
      await expect(connectTo(at, values).client.ping()).rejects.toMatchObject({
        code: expect.stringMatching(/^OUTGOING_(REFUSED|LOST)$/),
      })
    }
  })

  it('wants both of certificate and key, and that they fit', async () => {
    const { at } = await double({ tls: await authority.issue('/CN=vault') })
    const one = await authority.issue('/CN=a')
    const other = await authority.issue('/CN=b')
    const values = { ca: authority.certificate, clientCertificate: one.certificate }
    expect(() => connectTo(at, values)).toThrow(/needs its key/)
    const unfit = connectTo(at, { ...values, clientKey: other.key })
    await expect(unfit.client.ping()).rejects.toMatchObject({ code: 'OUTGOING_INCOMPLETE' })
  })

  it('is never left for a plain leader', async () => {
    const plain = await double()
    const { server, at } = await double({ tls: await authority.issue('/CN=vault') })
    server.redirectTo(plain.server.url)
    const { client } = connectTo(at, { ca: authority.certificate })
    await expect(client.read('secret/a')).rejects.toMatchObject({
      message: expect.stringContaining('not followed'),
    })
    expect(plain.server.asked).toEqual([])
  })
})

describe('what is secret', () => {
  it('stands in no step', async () => {
    const { at } = await double()
    const { client, exchange } = connectTo(at)
    await client.write('secret/a', { password: 'hunter2hunter2' })
    await client.read('secret/a')
    await client.raw({ method: 'POST', path: 'secret/data/b', payload: { data: { x: 'hunter3' } } })
    await expect(client.raw({ path: 'secret/none' })).rejects.toThrow()
    const told = exchange.steps.map(({ label, sent, answered, failure }) => ({
      label,
      sent: sent?.written.toString(),
      answered: answered?.written.toString(),
      failure: failure instanceof Failure ? failure.toData() : undefined,
    }))
    expect(told.map(({ label }) => label)).toEqual([
      'write secret/a',
      'read secret/a',
      'POST secret/data/b',
      'GET secret/none',
    ])
    const all = JSON.stringify(told)
    expect(all).not.toContain('hunter')
    expect(all).not.toContain(at.token)
    expect(told[1]?.answered).toBe('{"password":"********"}')
  })

  it('of the environment is never taken for ours', async () => {
    const { server, at } = await double()
    process.env.VAULT_TOKEN = at.token
    process.env.VAULT_NAMESPACE = 'elsewhere'
    onTestFinished(() => {
      delete process.env.VAULT_TOKEN
      delete process.env.VAULT_NAMESPACE
    })
    const { client } = connectTo({ url: at.url, token: '' })
    await expect(client.read('secret/a')).rejects.toMatchObject({ code: 'OUTGOING_INCOMPLETE' })
    await expect(client.raw({ path: 'secret/data/a' })).rejects.toMatchObject({
      code: 'OUTGOING_REFUSED',
    })
    expect(server.asked.map(({ token }) => token)).toEqual([''])
  })
})
