/** HTTP channels over TLS, and callers who show certificates, over real sockets. */
import { connect as connectPlain } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { certificatesIn, leadsTo } from '../../../runtime/security/mtls/chain.ts'
import { type Authority, type Issued, makeAuthority } from '../../peers/authority.ts'
import { basicHeader, type Guarded, runGuarded } from '../../support/guarded.ts'

let root: Authority
let other: Authority
let server: Issued

beforeAll(async () => {
  ;[root, other] = await Promise.all([
    makeAuthority('/O=Example/CN=Root'),
    makeAuthority('/O=Other/CN=Other Root'),
  ])
  server = await root.issue('/CN=127.0.0.1')
})
afterAll(async () => {
  await Promise.all([root.close(), other.close()])
})

const settings = (more: Partial<NonNullable<Guarded['tls']>> = {}) => ({
  certificate: server.certificate,
  key: { secret: 'http.key' },
  ...more,
})
const secrets = () => ({ 'http.key': server.key, p: 'password' })
const basic = { type: 'basic', user: 'erp', password: { secret: 'p' } }

interface Shown {
  client?: Issued | undefined
  headers?: Record<string, string>
}

/** One request as bytes over TLS, on a connection of its own or on one that is open. */
async function ask(address: string, { client, headers = {} }: Shown = {}, open?: TLSSocket) {
  const { port } = new URL(address)
  const socket = open ?? (await handshake(Number(port), client))
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  socket.write(`GET /ask HTTP/1.1\r\nHost: x\r\n${lines.join('')}\r\n`)
  const text = await answerOn(socket)
  const [head = '', body = ''] = text.split('\r\n\r\n')
  return {
    status: Number(head.split(' ')[1]),
    challenge: /^www-authenticate: (.*)$/im.exec(head)?.[1],
    who: (JSON.parse(body) as { who?: { name: string; definition: string } }).who,
    certificate: socket.getPeerX509Certificate()?.fingerprint256,
  }
}

function handshake(port: number, client?: Issued, maxVersion?: 'TLSv1.2'): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      port,
      host: '127.0.0.1',
      ca: root.certificate,
      ...(client ? { cert: client.certificate, key: client.key } : {}),
      ...(maxVersion ? { maxVersion } : {}),
    })
    onTestFinished(() => void socket.destroy())
    socket.once('secureConnect', () => resolve(socket)).once('error', reject)
  })
}

function answerOn(socket: TLSSocket): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    const take = (chunk: Buffer) => {
      text += chunk.toString()
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1])
      const begin = text.indexOf('\r\n\r\n')
      if (begin === -1 || text.length < begin + 4 + length) return
      socket.off('data', take)
      resolve(text)
    }
    socket.on('data', take).once('close', () => reject(new Error(`Closed after: ${text}`)))
  })
}

describe('channels over TLS', () => {
  it('answer as they do without, and to nobody without', async () => {
    const { address } = await runGuarded({ security: { erp: basic }, tls: settings() }, secrets())
    expect(address()).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/ask$/)
    const good = await ask(address(), { headers: basicHeader('erp', 'password') })
    expect(good).toMatchObject({ status: 200, who: { name: 'erp' } })
    expect(await ask(address())).toMatchObject({ status: 401 })

    const plain = connectPlain(Number(new URL(address()).port), '127.0.0.1')
    let received = ''
    plain.on('data', (chunk) => {
      received += chunk
    })
    plain.write('GET /ask HTTP/1.1\r\nHost: x\r\n\r\n')
    await new Promise((resolve) => plain.once('close', resolve))
    expect(received).toBe('')
    expect((await ask(address())).status).toBe(401)
  })

  it('take a new certificate with no new socket, and those connected stay', async () => {
    const guarded = { security: { erp: basic }, tls: settings() }
    const { address, deploy, runtime, status } = await runGuarded(guarded, secrets())
    const before = address()
    const headers = basicHeader('erp', 'password')
    const open = await handshake(Number(new URL(before).port))
    const first = await ask(before, { headers }, open)
    const next = await root.issue('/CN=127.0.0.1')
    // The key alone does not fit yet; what served goes on.
    await runtime.setSecrets(new Map(Object.entries({ ...secrets(), 'http.key': next.key })))
    expect(status()).toMatchObject({ state: 'failing', reason: { code: 'CHANNEL_TLS_WRONG' } })
    expect((await ask(before, { headers })).certificate).toBe(first.certificate)
    await deploy({ ...guarded, tls: settings({ certificate: next.certificate }) })
    expect([address(), status().state]).toEqual([before, 'ready'])
    expect((await ask(before, { headers }, open)).status).toBe(200)
    const second = await ask(before, { headers })
    expect(second.status).toBe(200)
    expect(second.certificate).not.toBe(first.certificate)
  })

  it.each([
    ['the key has no value', {}, {}, 'SECRET_MISSING'],
    ['the key is another one', { 'http.key': 'other' }, {}, 'CHANNEL_TLS_WRONG'],
    ['the certificate is no file', undefined, { certificate: 'no-such.pem' }, 'CHANNEL_TLS_WRONG'],
    ['the CAs are no file', undefined, { clientCa: 'no-such.pem' }, 'CHANNEL_TLS_WRONG'],
  ])('are not served at all when %s', async (_, given, more, code) => {
    const { status, runtime } = await runGuarded({ tls: settings(more) }, given ?? secrets())
    expect(status()).toMatchObject({ state: 'incomplete', reason: { code } })
    expect(status().address).toBeUndefined()
    await runtime.setSecrets(new Map(Object.entries(secrets())))
    expect(status().state).toBe(given ? 'ready' : 'incomplete')
  })
})

describe('a client certificate', () => {
  const mtls = (more: Record<string, unknown> = {}) => ({ type: 'mtls', ...more })
  const withClients = (security: Guarded['security'], clientCa = root.certificate): Guarded => ({
    security: security ?? {},
    tls: settings({ clientCa }),
  })

  it('of the CAs lets in, and tells who it is', async () => {
    const { address } = await runGuarded(withClients({ partners: mtls() }), secrets())
    const client = await root.issue('/O=Example/CN=erp', {
      names: 'DNS:erp.example,URI:spiffe://x/erp',
    })
    expect(await ask(address(), { client })).toMatchObject({
      status: 200,
      who: {
        name: 'erp',
        definition: 'partners',
        type: 'mtls',
        identity: {
          subject: 'O=Example, CN=erp',
          claims: { names: ['DNS:erp.example', 'URI:spiffe://x/erp'] },
        },
      },
    })
  })

  it('missing, of others, or of nobody is answered 401', async () => {
    const { address } = await runGuarded(withClients({ partners: mtls() }), secrets())
    const [foreign, alone] = await Promise.all([other.issue('/CN=erp'), makeAuthority('/CN=erp')])
    onTestFinished(() => alone.close())
    const refused = { status: 401, challenge: 'ClientCertificate realm="patchbay"' }
    for (const client of [undefined, foreign, alone]) {
      expect(await ask(address(), { client })).toMatchObject(refused)
    }
  })

  it('lets in those listed by subject or name, and answers 403 to others of the CA', async () => {
    const definition = mtls({ subjects: ['CN=erp, O=Example'], names: ['DNS:shop.example'] })
    const { address } = await runGuarded(withClients({ partners: definition }), secrets())
    const [erp, shop, stranger, quoted] = await Promise.all([
      root.issue('/O=Example/CN=erp'),
      root.issue('/CN=whoever', { names: 'DNS:shop.example' }),
      root.issue('/CN=erp', { names: 'DNS:x.shop.example' }),
      root.issue('/CN=sly', { names: '@sly\n[sly]\nURI.1=x, DNS:shop.example' }),
    ])
    const status = async (client: Issued) => (await ask(address(), { client })).status
    expect([await status(erp), await status(shop)]).toEqual([200, 200])
    expect([await status(stranger), await status(quoted)]).toEqual([403, 403])
  })

  it('has to lead to the CA of its definition, through those it came with', async () => {
    const both = root.certificate + other.certificate
    const security = {
      ours: mtls({ ca: root.certificate }),
      theirs: mtls({ ca: other.certificate, subjects: ['CN=partner'] }),
    }
    const { address, deploy } = await runGuarded(withClients(security, both), secrets())
    const between = await root.intermediate('/O=Example/CN=Between')
    const leaf = await between.issue('/CN=deep')
    const deep = { ...leaf, certificate: leaf.certificate + between.certificate }
    expect(await ask(address(), { client: deep })).toMatchObject({ who: { definition: 'ours' } })
    const partner = await other.issue('/CN=partner')
    expect(await ask(address(), { client: partner })).toMatchObject({
      who: { definition: 'theirs' },
    })

    await deploy({ ...withClients({ theirs: security.theirs }, both) })
    expect((await ask(address(), { client: deep })).status).toBe(401)
    expect((await ask(address(), { client: await other.issue('/CN=x') })).status).toBe(403)
  })

  it('cannot borrow another CA with a certificate made up for it', async () => {
    // It is of `root`. With it comes a certificate that bears the name of `root` and is signed by a leaf of `other`.
    const both = root.certificate + other.certificate
    const theirs = mtls({ ca: other.certificate })
    const { address } = await runGuarded(withClients({ theirs }, both), secrets())
    const leaf = await other.issue('/O=Example/CN=Root')
    const client = await root.issue('/CN=partner')
    const certificate = client.certificate + leaf.certificate + other.certificate
    expect((await ask(address(), { client: { ...client, certificate } })).status).toBe(401)
  })

  it('stops to be good when its CA is no longer trusted, on open connections as well', async () => {
    const both = root.certificate + other.certificate
    const guarded = withClients({ partners: mtls() }, both)
    const { address, deploy } = await runGuarded(guarded, secrets())
    const [ours, theirs] = await Promise.all([root.issue('/CN=a'), other.issue('/CN=b')])
    const port = Number(new URL(address()).port)
    const open = await Promise.all([handshake(port, ours), handshake(port, theirs)])
    for (const socket of open) expect((await ask(address(), {}, socket)).status).toBe(200)
    await deploy(withClients({ partners: mtls() }, root.certificate))
    expect((await ask(address(), {}, open[0])).status).toBe(200)
    expect((await ask(address(), {}, open[1])).status).toBe(401)
    expect((await ask(address(), { client: theirs })).status).toBe(401)
    expect((await ask(address(), { client: ours })).status).toBe(200)
  })

  it('holds within the dates of all it leads through', async () => {
    const between = await root.intermediate('/CN=Between')
    const leaf = await between.issue('/CN=leaf', { days: 1 })
    const chain = certificatesIn(leaf.certificate + between.certificate)
    const roots = certificatesIn(root.certificate)
    const day = 86_400_000
    const until = leadsTo(chain, roots)
    expect(until).toBe(Date.parse(chain[0]?.validTo ?? ''))
    expect(leadsTo(chain, roots, Date.now() + 1.5 * day)).toBeUndefined()
    expect(leadsTo(chain, roots, Date.now() - day)).toBeUndefined()
    expect(leadsTo(chain.slice(0, 1), roots)).toBeUndefined()
    expect(leadsTo(chain, certificatesIn(other.certificate))).toBeUndefined()
    expect(leadsTo([], roots)).toBeUndefined()
  })

  it('is one of several ways in', async () => {
    const { address } = await runGuarded(withClients({ partners: mtls(), erp: basic }), secrets())
    const client = await root.issue('/CN=erp')
    expect(await ask(address(), { client })).toMatchObject({ who: { definition: 'partners' } })
    const headers = basicHeader('erp', 'password')
    expect(await ask(address(), { headers })).toMatchObject({ who: { definition: 'erp' } })
    expect((await ask(address())).status).toBe(401)
  })

  it('works over TLS 1.2 as well', async () => {
    const { address } = await runGuarded(withClients({ partners: mtls() }), secrets())
    const client = await root.issue('/CN=old')
    const socket = await handshake(Number(new URL(address()).port), client, 'TLSv1.2')
    expect((await ask(address(), {}, socket)).status).toBe(200)
  })

  it('lets nobody in where callers are not asked for one', async () => {
    const guarded = { security: { partners: mtls() }, tls: settings() }
    const { address, deploy } = await runGuarded(guarded, secrets())
    const client = await root.issue('/CN=erp')
    expect((await ask(address(), { client })).status).toBe(401)
    const { problems } = await deploy({ ...guarded, channel: { timeout: 10 } })
    expect(problems.map(({ code }) => code)).toEqual(['CERTIFICATES_NOT_ASKED'])
  })

  it('of a definition whose CA cannot be read lets nobody in', async () => {
    const { address, status } = await runGuarded(
      withClients({ partners: mtls({ ca: 'x' }) }),
      secrets(),
    )
    expect(status()).toMatchObject({ state: 'incomplete', reason: { code: 'SECURITY_INCOMPLETE' } })
    expect((await ask(address(), { client: await root.issue('/CN=erp') })).status).toBe(503)
  })
})
