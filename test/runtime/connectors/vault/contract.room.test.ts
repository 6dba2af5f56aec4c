/**
 * What our client and a Vault owe each other: runs against the double, and unchanged against a real server when VAULT_ADDR and
 * VAULT_TOKEN are set. Words of the server are looked for, never compared whole; they differ between versions.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  administer,
  connectTo,
  makeMethod,
  makeMount,
  makePolicy,
  makeToken,
  type SomeVault,
  someVault,
  uniqueName,
} from './some-vault.ts'

let vault: SomeVault

beforeAll(async () => {
  vault = await someVault()
})
afterAll(() => vault.close())

describe.each([1, 2] as const)('key and value, version %i', (version) => {
  it('reads what was written, and undefined where nothing is', async () => {
    const mount = await makeMount(vault, version)
    const { client } = connectTo(vault)
    const values = { user: 'erp', password: 'p4ss word/ä', port: 21, nested: { a: [1, true] } }
    const written = await client.write(`${mount}/billing/erp`, values)
    expect(written).toEqual(version === 2 ? { version: 1 } : {})
    expect(await client.read(`${mount}/billing/erp`)).toEqual(values)
    expect(await client.read(`/${mount}/billing/erp/`)).toEqual(values)
    expect(await client.read(`${mount}/billing/other`)).toBeUndefined()
  })

  it('takes paths that have to be encoded', async () => {
    const mount = await makeMount(vault, version)
    const { client } = connectTo(vault)
    const path = `${mount}/a b/c?d#e%2f&x/ö`
    await client.write(path, { ok: 'yes' })
    expect(await client.read(path)).toEqual({ ok: 'yes' })
    expect(await client.list(`${mount}/a b`)).toEqual(['c?d#e%2f&x/'])
  })

  it('lists names, folders among them, and nothing where nothing is', async () => {
    const mount = await makeMount(vault, version)
    const { client } = connectTo(vault)
    expect(await client.list(mount)).toEqual([])
    await client.write(`${mount}/a`, { x: '1' })
    await client.write(`${mount}/dir/b`, { x: '1' })
    expect(await client.list(mount)).toEqual(['a', 'dir/'])
    expect(await client.list(`${mount}/dir/`)).toEqual(['b'])
    expect(await client.list(`${mount}/none`)).toEqual([])
  })

  it('deletes, also what is not there', async () => {
    const mount = await makeMount(vault, version)
    const { client } = connectTo(vault)
    await client.write(`${mount}/a`, { x: '1' })
    await client.delete(`${mount}/a`)
    await client.delete(`${mount}/never`)
    expect(await client.read(`${mount}/a`)).toBeUndefined()
  })
})

describe('versions', () => {
  it('are read, compared, deleted and destroyed', async () => {
    const mount = await makeMount(vault, 2)
    const { client } = connectTo(vault)
    const path = `${mount}/a`
    expect(await client.write(path, { n: 1 }, { cas: 0 })).toEqual({ version: 1 })
    expect(await client.write(path, { n: 2 }, { cas: 1 })).toEqual({ version: 2 })
    await expect(client.write(path, { n: 3 }, { cas: 1 })).rejects.toMatchObject({
      code: 'OUTGOING_REFUSED',
      message: expect.stringContaining('check-and-set'),
    })
    expect(await client.read(path, { version: 1 })).toEqual({ n: 1 })
    expect(await client.read(path, { version: 9 })).toBeUndefined()
    await client.delete(path, { versions: [1] })
    expect(await client.read(path, { version: 1 })).toBeUndefined()
    expect(await client.read(path)).toEqual({ n: 2 })
    await client.delete(path, { versions: [2], destroy: true })
    expect(await client.read(path)).toBeUndefined()
    await client.delete(path, { all: true })
    expect(await client.write(path, { n: 1 })).toEqual({ version: 1 })
  })

  it('are none of version 1', async () => {
    const mount = await makeMount(vault, 1)
    const { client } = connectTo(vault)
    const refused = { code: 'OUTGOING_REFUSED', message: expect.stringContaining('no versions') }
    await expect(client.write(`${mount}/a`, { n: 1 }, { cas: 0 })).rejects.toMatchObject(refused)
    await expect(client.delete(`${mount}/a`, { versions: [1] })).rejects.toMatchObject(refused)
  })
})

describe('what is not permitted', () => {
  it('is refused with the words of the server', async () => {
    const mount = await makeMount(vault, 2)
    const policy = await makePolicy(vault, `path "${mount}/data/open" { capabilities = ["read"] }`)
    const token = await makeToken(vault, { policies: [policy] })
    await connectTo(vault).client.write(`${mount}/open`, { a: '1' })
    const { client } = connectTo({ ...vault, token })
    expect(await client.read(`${mount}/open`)).toEqual({ a: '1' })
    for (const asked of [client.read(`${mount}/shut`), client.write(`${mount}/open`, { a: '2' })]) {
      await expect(asked).rejects.toMatchObject({
        code: 'OUTGOING_REFUSED',
        message: expect.stringContaining('permission denied'),
      })
    }
  })

  it('and a mount that is not there look alike', async () => {
    const { client } = connectTo(vault)
    await expect(client.read(`${uniqueName('none')}/a`)).rejects.toMatchObject({
      code: 'OUTGOING_REFUSED',
    })
  })

  it('is a token that does not exist', async () => {
    const { client } = connectTo({ ...vault, token: 'hvs.doesnotexist' })
    await expect(client.list('secret')).rejects.toMatchObject({
      code: expect.stringMatching(/^OUTGOING_(LOGIN_FAILED|REFUSED)$/),
    })
    await expect(client.ping()).rejects.toMatchObject({ code: 'OUTGOING_LOGIN_FAILED' })
  })
})

describe('any request', () => {
  it('reaches what has no method of its own', async () => {
    const { client } = connectTo(vault)
    const name = uniqueName('raw')
    const policy = 'path "a/*" { capabilities = ["read"] }'
    const path = `sys/policies/acl/${name}`
    const { status } = await client.raw({ method: 'PUT', path, payload: { policy } })
    expect([200, 204]).toContain(status)
    const { payload } = await client.raw<{ data: { policy: string } }>({ path })
    expect(payload.data.policy).toBe(policy)
    const listed = await client.raw<{ data: { keys: string[] } }>({
      method: 'LIST',
      path: 'sys/policies/acl',
    })
    expect(listed.payload.data.keys).toContain(name)
    await client.raw({ method: 'DELETE', path })
    await expect(client.raw({ path })).rejects.toMatchObject({
      code: 'OUTGOING_REFUSED',
      details: { status: 404 },
    })
  })

  it('takes another token than the connection has', async () => {
    const token = await makeToken(vault, { policies: ['default'], ttl: '5m' })
    const { client } = connectTo(vault)
    const path = 'auth/token/lookup-self'
    const { payload } = await client.raw<{ data: { policies: string[] } }>({ path, token })
    expect(payload.data.policies).toEqual(['default'])
    await expect(client.raw({ path, token: '' })).rejects.toMatchObject({
      code: 'OUTGOING_REFUSED',
    })
  })

  it('never leaves the path it is for', async () => {
    const { client } = connectTo(vault)
    for (const path of ['secret/../sys/policies', 'secret//a', '', './a', 'a/.']) {
      await expect(client.raw({ path })).rejects.toMatchObject({ code: 'BAD_REQUEST' })
    }
  })
})

describe('a ping', () => {
  it('tells of the server and of our token', async () => {
    const { client } = connectTo(vault)
    const { detail } = await client.ping()
    expect(detail).toContain('unsealed')
    expect(detail).toContain('root')
  })
})

describe('callers', () => {
  it('log in with username and password', async () => {
    const mount = await makeMethod(vault, 'userpass')
    const policy = await makePolicy(vault, 'path "x/*" { capabilities = ["read", "update"] }')
    await administer(vault, 'POST', `auth/${mount}/users/ada`, {
      password: 'right',
      token_policies: policy,
      token_ttl: '1h',
    })
    const { connection } = connectTo(vault)
    const login = { method: 'username-password', mount, username: 'ada' } as const
    const caller = await connection.vault.login({ ...login, password: 'right' })
    expect(caller).toMatchObject({
      metadata: { username: 'ada' },
      policies: ['default', policy].sort(),
    })
    expect(caller.ends).toBeGreaterThan(Date.now())
    expect(await connection.vault.capabilities(caller.token, 'x/1')).toEqual(['read', 'update'])
    expect(await connection.vault.capabilities(caller.token, 'y/1')).toEqual(['deny'])
    for (const wrong of [
      { ...login, password: 'wrong' },
      { ...login, password: '' },
      { ...login, username: 'nobody', password: 'right' },
      { ...login, mount: uniqueName('none'), password: 'right' },
    ]) {
      await expect(connection.vault.login(wrong)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    }
  })

  it('log in as a role', async () => {
    const mount = await makeMethod(vault, 'approle')
    const role = `auth/${mount}/role/batch`
    await administer(vault, 'POST', role, { token_policies: 'default', secret_id_num_uses: 1 })
    const told = async (path: string, method: string) => {
      const { data } = await administer(
        vault,
        method,
        `${role}/${path}`,
        method === 'POST' ? {} : undefined,
      )
      return data as Record<string, string>
    }
    const { role_id: roleId = '' } = await told('role-id', 'GET')
    const { secret_id: secretId = '' } = await told('secret-id', 'POST')
    const { connection } = connectTo(vault)
    const login = { method: 'approle', mount, roleId, secretId } as const
    expect(await connection.vault.login(login)).toMatchObject({
      metadata: { role_name: 'batch' },
      policies: ['default'],
    })
    // It was good for one use.
    await expect(connection.vault.login(login)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    await expect(connection.vault.login({ ...login, roleId: 'none' })).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
    })
  })

  it('are looked up by their token, with ours and by itself', async () => {
    const token = await makeToken(vault, {
      policies: ['default'],
      ttl: '5m',
      num_uses: 3,
      meta: { team: 'billing' },
    })
    const known = { displayName: 'token', policies: ['default'], metadata: { team: 'billing' } }
    const ours = connectTo(vault).connection.vault
    // Ours costs none of its three uses.
    for (let time = 0; time < 4; time++) expect(await ours.lookup(token)).toMatchObject(known)
    const { ends } = await ours.lookup(token)
    expect(ends).toBeGreaterThan(Date.now())
    const alone = connectTo({ ...vault, token: '' }).connection.vault
    expect(await alone.lookup(token)).toMatchObject(known)
    expect((await ours.lookup(vault.token)).ends).toBeUndefined()
    for (const one of [ours, alone]) {
      await expect(one.lookup('hvs.none')).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    }
  })

  it('are unknown once their token is revoked', async () => {
    const token = await makeToken(vault, { policies: ['default'], ttl: '5m' })
    const { connection, client } = connectTo(vault)
    await connection.vault.lookup(token)
    const before = connection.vault.revokes
    await client.raw({ method: 'POST', path: 'auth/token/lookup', payload: { token } })
    expect(connection.vault.revokes).toBe(before)
    await client.raw({ method: 'POST', path: 'auth/token/revoke', payload: { token } })
    expect(connection.vault.revokes).toBeGreaterThan(before)
    await expect(connection.vault.lookup(token)).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
    await expect(connection.vault.capabilities(token, 'x')).rejects.toMatchObject({
      code: 'UNAUTHORIZED',
    })
  })

  it('are not told to be wrong when our own token may not look them up', async () => {
    const token = await makeToken(vault, { policies: ['default'], ttl: '5m' })
    const { connection } = connectTo({ ...vault, token })
    await expect(connection.vault.lookup(vault.token)).rejects.toMatchObject({
      code: 'OUTGOING_REFUSED',
    })
  })
})

describe('our own token', () => {
  it('is renewed while it can be', async () => {
    const token = await makeToken(vault, { policies: ['default'], ttl: '4s', period: '4s' })
    const { connection } = connectTo({ ...vault, token })
    const { connection: admin } = connectTo(vault)
    const { ends = 0 } = await admin.vault.lookup(token)
    await expect.poll(() => Date.now(), { timeout: 20_000 }).toBeGreaterThan(ends + 1500)
    expect((await admin.vault.lookup(token)).displayName).toBe('token')
    expect(connection.condition().state).toBe('ready')
  })
})
