/**
 * 100,000 credentials that are nearly good, over real sockets that are kept and pipelined: none is let in, and none does
 * any harm. The same ones each time; a credential spelled differently but the same is left out.
 */
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'
import {
  type AuthorizationServer,
  inSeconds,
  makeKey,
  startAuthorizationServer,
  tokenSharedWith,
  tokenSignedWith,
} from '../../peers/authorization-server.ts'
import { startVaultDouble, type VaultDouble } from '../../peers/vault-double.ts'
import { guardedProject, runGuarded } from '../../support/guarded.ts'
import { makeRandom, type Random } from '../../support/random.ts'

const wanted = 100_000
const sockets = 8
const batch = 40

let server: AuthorizationServer
let vault: VaultDouble
beforeAll(async () => {
  server = await startAuthorizationServer()
  vault = await startVaultDouble()
})
afterAll(() => Promise.all([server.close(), vault.close()]))

const secrets = {
  password: 'Pass:wörd',
  key: 'key-0123456789abcdef',
  shared: 'a shared secret of 32 characters',
  client: 'client-secret',
}

interface Credential {
  header: string
  value: string
}

/** What lets in, by the path of a channel that wants it. */
function credentials(): Record<string, Credential> {
  const key = makeKey('RS256', 'one')
  server.publish(key)
  const claims = { iss: 'https://login', aud: 'billing', sub: 'u', exp: inSeconds(3600) }
  const opaque = 'opaque~token_0123456789.abc/def+='
  server.know(opaque, { sub: 'u', exp: inSeconds(3600) })
  const basic = `Basic ${Buffer.from(`erp:${secrets.password}`).toString('base64')}`
  return {
    '/basic': { header: 'Authorization', value: basic },
    '/key': { header: 'X-API-Key', value: secrets.key },
    '/jwt': { header: 'Authorization', value: `Bearer ${tokenSignedWith(key, claims)}` },
    '/hmac': {
      header: 'Authorization',
      value: `Bearer ${tokenSharedWith(secrets.shared, claims)}`,
    },
    '/opaque': { header: 'Authorization', value: `Bearer ${opaque}` },
    '/vault': { header: 'X-Patchbay-Vault-Token', value: vault.rootToken },
    '/any': { header: 'Authorization', value: basic },
  }
}

const security = () => ({
  basic: { type: 'basic', user: 'erp', password: { secret: 'password' } },
  key: { type: 'api-key', key: { secret: 'key' } },
  jwt: {
    type: 'jwt',
    jwksUrl: server.url('/jwks'),
    issuer: 'https://login',
    audience: ['billing'],
  },
  hmac: { type: 'jwt', keys: 'secret', secret: { secret: 'shared' } },
  opaque: {
    type: 'oauth2-introspection',
    url: server.url('/introspect'),
    clientId: 'hub',
    clientSecret: { secret: 'client' },
  },
  vault: { type: 'vault', connection: 'hashi' },
  any: { type: 'group', members: ['basic', 'key', 'jwt', 'hmac'] },
})

const connections = () => ({ hashi: { type: 'vault', url: vault.url, token: { secret: 'vault' } } })

it('lets in none of 100,000 that are nearly good', async () => {
  const good = credentials()
  const guarded = { security: security(), connections: connections() }
  const held = { ...secrets, vault: vault.rootToken }
  const { runtime, address } = await runGuarded(guarded, held)
  const project = guardedProject(guarded)
  const channels = Object.keys(good).map((path) => {
    const name = path.slice(1)
    return { name, type: 'rest', isActive: true, path, security: [name] }
  })
  const nodes = Object.fromEntries(
    channels.map(({ name }) => [name, { kind: 'channel', ref: name }]),
  )
  const links = Object.fromEntries(
    channels.map(({ name }) => [
      name,
      { from: { node: name, port: 'out' }, to: { node: 's0', port: 'in' } },
    ]),
  )
  const { main } = project.flows
  const flow = { ...main, nodes: { ...main?.nodes, ...nodes }, links: { ...main?.links, ...links } }
  await runtime.deploy({
    project: {
      ...project,
      channels: {
        ...project.channels,
        ...Object.fromEntries(channels.map((one) => [one.name, one])),
      },
      flows: { main: flow as typeof main & object },
    },
    revision: 2,
  })
  const port = Number(new URL(address()).port)
  const letsIn = async () => {
    const answers = Object.entries(good).map(async ([path, { header, value }]) => {
      const { status } = await fetch(`http://127.0.0.1:${port}${path}`, {
        headers: { [header]: value },
      })
      return [path, status]
    })
    return Object.fromEntries(await Promise.all(answers)) as Record<string, number>
  }
  const everybody = Object.fromEntries(Object.keys(good).map((path) => [path, 200]))
  expect(await letsIn()).toEqual(everybody)

  const random = makeRandom(20_251_124)
  const statuses = new Map<number, number>()
  const wrong: { status: number; request: string }[] = []
  let sent = 0
  const work = Array.from({ length: sockets }, async () => {
    while (sent < wanted) {
      sent += batch
      const requests = Array.from({ length: batch }, () => request(good, random))
      for (const [index, status] of (await exchange(port, requests)).entries()) {
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        if (status !== closed && status >= 400 && status < 500) continue
        if (status !== closed) wrong.push({ status, request: requests[index] ?? '' })
      }
    }
  })
  await Promise.all(work)
  expect(wrong.slice(0, 5)).toEqual([])
  const total = [...statuses.values()].reduce((sum, count) => sum + count, 0)
  expect(total).toBeGreaterThanOrEqual(wanted)
  // Most of them got as far as the guard.
  expect(statuses.get(401)).toBeGreaterThan(wanted * 0.9)
  expect(await letsIn()).toEqual(everybody)
}, 180_000)

function request(good: Record<string, Credential>, random: Random): string {
  const paths = Object.keys(good)
  for (;;) {
    const path = random.one(paths)
    // Asking another process costs the most; a part of them is enough.
    if ((path === '/opaque' || path === '/vault') && random.below(4) > 0) continue
    const { header, value } = good[path] as Credential
    const lines = mutated(header, value, random)
    if (lines.some(([name, text]) => isGood(name, text, path, good))) continue
    const others = random.below(3) === 0 ? [random.one(hostile)] : []
    const head = [...others, ...lines].map(([name, text]) => `${name}: ${text}\r\n`).join('')
    return `GET ${path} HTTP/1.1\r\nHost: x\r\n${head}\r\n`
  }
}

type Line = readonly [name: string, value: string]

const hostile: Line[] = [
  ['X-Forwarded-For', '127.0.0.1'],
  ['X-HTTP-Method-Override', 'OPTIONS'],
  ['X-Original-URL', '/'],
  ['Proxy-Authorization', 'Basic ZXJwOng='],
  ['Cookie', 'authorization=Basic; '.repeat(20)],
  ['Content-Type', '\x80\xff;q=,'],
  ['Origin', 'null'],
  ['X-Long', 'x'.repeat(4000)],
]

/** Is it the very credential, but for what HTTP lets one write differently: spaces around, the scheme's letters? */
function isGood(
  name: string,
  text: string,
  path: string,
  good: Record<string, Credential>,
): boolean {
  const bare = text
    .replace(/^[ \t]+|[ \t]+$/g, '')
    .replace(/^(\S+) +/, (_, word: string) => `${word.toLowerCase()} `)
  const fits = path === '/any' ? Object.values(good) : [good[path] as Credential]
  return fits.some(
    ({ header, value }) =>
      header.toLowerCase() === name.toLowerCase() &&
      value.replace(/^(\S+) /, (_, word: string) => `${word.toLowerCase()} `) === bare,
  )
}

function mutated(header: string, value: string, random: Random): Line[] {
  let text = value
  for (let count = 1 + random.below(3); count > 0; count--)
    text = random.one(mutations)(text, random)
  const other = random.below(30)
  // Two of one header: whoever looks at the first and whoever looks at the last must not differ.
  if (other === 0)
    return [
      [header, `${value}x`],
      [header, text],
    ]
  if (other === 1) return [[header, `${value}, ${text}`]]
  if (other === 2) return [[random.one(['Authorisation', 'X-Api-Keys', `${header}-`]), value]]
  return [[header, text]]
}

const anyLetter = (random: Random) => {
  // Line breaks and NUL end the connection; now and then is enough.
  if (random.below(2000) === 0) return random.one(['\r', '\n', '\0', '\r\n'])
  return random.below(3) > 0
    ? random.one([...'ABab01+/=-_.~:, ;"{}'])
    : String.fromCharCode(0x21 + random.below(0xde))
}

const mutations: ((text: string, random: Random) => string)[] = [
  (text, random) => replaced(text, random, anyLetter(random)),
  (text, random) => replaced(text, random, ''),
  (text, random) => {
    const at = random.below(text.length + 1)
    return text.slice(0, at) + anyLetter(random) + text.slice(at)
  },
  (text, random) => text.slice(0, random.below(text.length + 1)),
  (text, random) => text + text.slice(random.below(text.length + 1)),
  (text, random) => {
    const at = random.below(text.length + 1)
    const letter = text.charAt(at)
    const swapped = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()
    return text.slice(0, at) + swapped + text.slice(at + 1)
  },
  (text) => text.replace(/^\S+ /, ''),
  (text, random) =>
    text.replace(/^\S+/, random.one(['Basic', 'Bearer', 'Digest', 'Negotiate', '']).trim()),
  (text, random) => decodedAndBack(text, random),
  // Signed tokens: another head, another body, no signature.
  (text) => text.replace(/[^. ]+\./, `${Buffer.from('{"alg":"none"}').toString('base64url')}.`),
  (text) => text.replace(/\.[^.]*$/, '.'),
  (text, random) => {
    const claims = {
      sub: 'admin',
      aud: 'billing',
      iss: 'https://login',
      exp: 9e9 + random.below(9),
    }
    return text.replace(
      /\.[^.]+\./,
      `.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`,
    )
  },
]

function replaced(text: string, random: Random, by: string): string {
  const at = random.below(Math.max(1, text.length))
  return text.slice(0, at) + by + text.slice(at + 1)
}

/** Another byte within what is encoded, encoded again. */
function decodedAndBack(text: string, random: Random): string {
  const [scheme = '', token = ''] = text.split(' ')
  const bytes = Buffer.from(token, 'base64')
  if (bytes.length > 0) bytes[random.below(bytes.length)] = random.below(256)
  return `${scheme} ${bytes.toString('base64')}`
}

/** The connection ended and there was no answer. */
const closed = 0

const kept = new Map<number, Socket>()
let free: Socket[] = []

/** Sends them one after the other without waiting, and gives the status of each. */
async function exchange(port: number, requests: readonly string[]): Promise<number[]> {
  const statuses: number[] = []
  while (statuses.length < requests.length) {
    const socket = free.pop() ?? (await opened(port))
    const rest = requests.slice(statuses.length)
    const got = await answersOn(socket, rest)
    statuses.push(...got)
    if (got.length < rest.length) {
      // What comes after the request that ended it was never read.
      if (got.length === 0 || got.at(-1) !== 400) statuses.push(closed)
    } else if (!socket.destroyed) free.push(socket)
  }
  return statuses
}

function opened(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    kept.set(kept.size, socket)
    onTestFinished(() => {
      free = []
      socket.destroy()
    })
    socket.setEncoding('latin1')
    socket.once('connect', () => resolve(socket)).once('error', reject)
  })
}

function answersOn(socket: Socket, requests: readonly string[]): Promise<number[]> {
  return new Promise((resolve) => {
    const statuses: number[] = []
    let text = ''
    const take = (chunk: string) => {
      text += chunk
      for (;;) {
        const end = text.indexOf('\r\n\r\n')
        if (end === -1) break
        const head = text.slice(0, end)
        const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
        if (text.length < end + 4 + length) break
        statuses.push(Number(head.slice(9, 12)))
        text = text.slice(end + 4 + length)
      }
      if (statuses.length === requests.length) done()
    }
    const done = () => {
      socket.off('data', take).off('close', done).off('error', ignore)
      resolve(statuses)
    }
    socket.on('data', take).on('close', done).on('error', ignore)
    socket.write(requests.join(''), 'latin1')
  })
}

function ignore(): void {}
