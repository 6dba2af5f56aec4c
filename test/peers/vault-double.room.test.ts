/** The double answers a client that is not ours: node-vault over its own way, LIST requests and all. */
import nodeVault from 'node-vault'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { startVaultDouble, type VaultDouble } from './vault-double.ts'

let server: VaultDouble
beforeAll(async () => {
  server = await startVaultDouble()
})
afterAll(() => server.close())

const client = (token = server.rootToken) => nodeVault({ endpoint: server.url, token })

const failureOf = async (asked: Promise<unknown>) => {
  const error = (await asked.catch((thrown: unknown) => thrown)) as {
    message: string
    response?: { statusCode: number }
  }
  return [error.response?.statusCode, error.message]
}

describe('the double of a Vault', () => {
  it('keeps keys and values, and lists them by the verb LIST', async () => {
    await client().write('secret/data/a', { data: { n: '1' } })
    expect((await client().read('secret/data/a')).data).toMatchObject({
      data: { n: '1' },
      metadata: { version: 1, destroyed: false },
    })
    expect((await client().list('secret/metadata')).data.keys).toEqual(['a'])
    await client().delete('secret/data/a')
    expect(await failureOf(client().read('secret/data/a'))).toEqual([404, 'Status 404'])
    expect(await failureOf(client().read('secret/a'))).toEqual([404, 'Status 404'])
  })

  it('logs in, looks up, renews and revokes', async () => {
    await client().enableAuth({ mount_point: 'userpass', type: 'userpass' })
    await client().write('auth/userpass/users/Ada', { password: 'p', token_ttl: '1h' })
    const ada = client('')
    const { auth } = await ada.userpassLogin({ username: 'ada', password: 'p' })
    expect(auth).toMatchObject({ policies: ['default'], metadata: { username: 'ada' } })
    expect((await ada.tokenLookupSelf()).data).toMatchObject({ display_name: 'userpass-ada' })
    expect((await ada.tokenRenewSelf({ increment: 60 })).auth.lease_duration).toBe(60)
    await ada.tokenRevokeSelf()
    expect((await failureOf(ada.tokenLookupSelf()))[0]).toBe(403)
    expect(await failureOf(client('').userpassLogin({ username: 'ada', password: 'x' }))).toEqual([
      400,
      'invalid username or password',
    ])
  })

  it('lets a token do what its policies say, the most specific first', async () => {
    const rules = [
      'path "secret/data/*" { capabilities = ["read", "list"] }',
      'path "secret/data/team/+/open" { capabilities = ["update"] }',
      'path "secret/data/shut*" { capabilities = ["deny"] }',
      'path "secret/data/shut/but-this" { capabilities = ["read"] }',
    ]
    await client()
      .addPolicy({ name: 'x', rules: rules.join('\n') })
      .catch(() => undefined)
    await client().write('sys/policies/acl/x', { policy: rules.join('\n') })
    const { auth } = await client().tokenCreate({ policies: ['x'], ttl: '5m' })
    const paths = ['a', 'team/one/open', 'team/one/two/open', 'shut/that', 'shut/but-this']
    const asked = { paths: paths.map((path) => `secret/data/${path}`) }
    const { data } = await client(auth.client_token).write('sys/capabilities-self', asked)
    expect(Object.values(data)).toEqual([
      ['list', 'read'],
      ['update'],
      ['list', 'read'],
      ['deny'],
      ['read'],
    ])
  })

  it('ends tokens with their time, their uses and their parents', async () => {
    const make = async (by: string, options: object) =>
      (await client(by).tokenCreate(options)).auth.client_token as string
    const twice = await make(server.rootToken, { num_uses: 2, ttl: '5m' })
    const look = (token: string) => failureOf(client(token).tokenLookupSelf())
    expect([(await look(twice))[0], (await look(twice))[0], (await look(twice))[0]]).toEqual([
      undefined,
      undefined,
      403,
    ])
    const parent = await make(server.rootToken, { policies: ['root'], ttl: '1h' })
    const child = await make(parent, { ttl: '1h' })
    await client().tokenRevoke({ token: parent })
    expect((await look(child))[0]).toBe(403)
    const short = await make(server.rootToken, { ttl: '10s' })
    expect((await look(short))[0]).toBeUndefined()
    server.advance(11)
    expect((await look(short))[0]).toBe(403)
  })

  it('is unsealed by its keys, one after the other', async () => {
    const sealed = await startVaultDouble()
    onTestFinished(() => sealed.close())
    sealed.seal()
    const vault = nodeVault({ endpoint: sealed.url, token: sealed.rootToken })
    expect(await vault.health()).toMatchObject({ sealed: true, initialized: true })
    expect(await failureOf(vault.read('secret/data/a'))).toEqual([503, 'Vault is sealed'])
    const [first = '', second = ''] = sealed.unsealKeys
    expect(await vault.unseal({ key: first })).toMatchObject({ sealed: true, progress: 1 })
    expect(await vault.unseal({ key: first })).toMatchObject({ sealed: true, progress: 1 })
    expect(await vault.unseal({ key: second })).toMatchObject({ sealed: false, progress: 0 })
    expect((await vault.tokenLookupSelf()).data.policies).toEqual(['root'])
  })
})
