/**
 * A project with a secret in every kind of place that has one, and peers for all of it: two that work and tell what they were
 * shown, some that are not there, some that know another password. What a test of "no secret is told" runs.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Project, ProjectObject } from '../../runtime/model/project.ts'
import { toFiles } from '../../runtime/model/text.ts'
import { startAuthorizationServer } from '../peers/authorization-server.ts'
import { quietPort } from '../peers/free-port.ts'
import type { VirtualHost } from '../peers/rabbit-broker.ts'
import { startVaultDouble } from '../peers/vault-double.ts'
import type { Vsftpd } from '../peers/vsftpd.ts'
import { projectOf } from './project.ts'
import type { Rabbits } from './rabbit.ts'

/** Spelled so that JSON, XML, addresses and forms each write them in a way of their own; each has a word to be known by. */
const given = {
  'rabbit.password': 'rb "7&<ö>+/=% Kestrel7731',
  'rabbit.wrong': 'no "7&<ö>+/=% Buzzard9022',
  'ftp.wrong': 'no "7&<ö>+/=% Goshawk6610',
  'basic.password': 'ba:"7&<ö>+/=% Nightjar4471',
  'key.value': 'ke"7&<>+/=%~Bittern3308',
  'jwt.secret': 'jw "7&<ö>+/=% and so many characters more Wryneck5129',
  'bearer.token': 'be7+/=~.Fieldfare2846',
  'client.secret': 'cl "7&<ö>+/=% Whinchat1957',
  'login.password': 'lo "7&<ö>+/=% Redstart8364',
} as const

/** What stands in Vault: a key for callers, and what a service reads. */
const kept = { key: 'va"7&<>+/=%~Dotterel7405', word: 'vw "7&<ö>+/=% Corncrake6193' }
const accessToken = 'at7+/=~.Hawfinch5580'

export type SecretName = keyof typeof given | 'ftp.password' | 'vault.token'

/** Tries each outgoing connection, or only the one that it is told to; then its failure is the exchange's. */
const drive = `import { Service } from 'patchbay'

export class Drive extends Service {
  static serviceName = 'drive'

  async handle() {
    const { outgoing } = this
    const word = async () => (await outgoing.vault.get('Vault').read('secret/hub/word'))?.word
    const asks = (name) => async () => {
      const path = this.request.payload?.path ?? '/200'
      return (await outgoing.rest.get(name).post(path, { word: await word() })).orThrow().payload
    }
    const tries = {
      amqp: () => outgoing.amqp.get('Out').publish({ of: this.cid }),
      'amqp wrong': () => outgoing.amqp.get('Out wrong').publish('x', { timeout: 1 }),
      ftp: () => outgoing.ftp.get('Files').upload('/a.txt', 'some text'),
      'ftp wrong': () => outgoing.ftp.get('Files wrong').upload('/a.txt', 'x'),
      'ftp gone': () => outgoing.ftp.get('Files gone').upload('/a.txt', 'x'),
      bearer: asks('Bearer'),
      basic: asks('Login'),
      client: asks('Client'),
      key: asks('Key'),
      gone: asks('Gone'),
      vault: word,
    }
    const { only } = this.request.payload ?? {}
    if (only) return void (await tries[only]())
    const came = {}
    for (const [name, attempt] of Object.entries(tries)) {
      try {
        const got = await attempt()
        came[name] = 'well'
        this.logger.info(\`\${name} answered \${JSON.stringify(got)}\`, { got })
      } catch (error) {
        came[name] = error.code
        this.logger.warn(\`\${name} failed: \${error.message}\`, { err: error, details: error.details })
      }
    }
    this.response.payload = came
  }
}
`

export interface SecretProject {
  /** Of the project, by path. */
  files: Record<string, string>
  /** What the runtime is to be given. */
  secrets: Record<SecretName, string>
  /** What stands in Vault or was given out while it ran. */
  others: { 'vault key': string; 'vault word': string; 'access token': string }
  /** From now on the authorization server fails and says what it was sent, and Vault is not there. */
  breakPeers(): Promise<void>
}

export async function secretProject(rabbits: Rabbits, ftp: Vsftpd): Promise<SecretProject> {
  const user = await ownUser(rabbits)
  const [echo, login, vault, nowhere] = await Promise.all([
    startEcho(),
    startAuthorizationServer(),
    startVaultDouble(),
    quietPort(),
  ])
  onTestFinished(() => void Promise.all([login.close(), vault.close()]))
  login.answerWith((response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ access_token: accessToken, expires_in: 3600 }))
  })
  for (const [path, data] of Object.entries({
    key: { key: kept.key },
    word: { word: kept.word },
  })) {
    await fetch(`${vault.url}/v1/secret/data/hub/${path}`, {
      method: 'POST',
      headers: { 'X-Vault-Token': vault.rootToken, 'Content-Type': 'application/json' },
      body: JSON.stringify({ data }),
    })
  }
  const project = {
    ...peersOf({ rabbits, user, ftp, nowhere, echo, vault: vault.url }),
    security: securityOf(login.url('/token')),
  }
  return {
    files: Object.fromEntries(toFiles(project)),
    secrets: { ...given, 'ftp.password': ftp.password, 'vault.token': vault.rootToken },
    others: { 'vault key': kept.key, 'vault word': kept.word, 'access token': accessToken },
    async breakPeers() {
      login.answerWith((response) => {
        const words = JSON.stringify(login.asked.at(-1))
        response.writeHead(400, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ error: words, error_description: words }))
      })
      await vault.close()
    },
  }
}

function peersOf(at: {
  rabbits: Rabbits
  user: string
  ftp: Vsftpd
  nowhere: number
  echo: string
  vault: string
}): Project {
  const { rabbits, user, ftp, nowhere, echo, vault } = at
  const { host, port } = rabbits.broker
  const broker = { type: 'amqp-broker', host, port, vhost: rabbits.host.name, user, longestWait: 1 }
  const files = { type: 'ftp', host: ftp.host, port: ftp.port, user: ftp.user, root: ftp.root }
  const rest = { type: 'rest', url: echo, retryAttempts: 1 }
  const secret = (name: SecretName) => ({ secret: name })
  const guarded = (name: string, security: string) => ({
    name,
    type: 'rest',
    method: 'POST',
    path: `/${name.toLowerCase()}`,
    dataFormat: 'json',
    security: [security],
  })
  const project = projectOf({
    connections: [
      { ...broker, name: 'Rabbit', password: secret('rabbit.password') },
      { ...broker, name: 'Rabbit wrong', password: secret('rabbit.wrong') },
      { name: 'Out', type: 'amqp', broker: 'Rabbit', routingKey: 'out' },
      { name: 'Out wrong', type: 'amqp', broker: 'Rabbit wrong', routingKey: 'out' },
      { ...files, name: 'Files', password: secret('ftp.password') },
      { ...files, name: 'Files wrong', password: secret('ftp.wrong') },
      { ...files, name: 'Files gone', port: nowhere, password: secret('ftp.password') },
      { ...rest, name: 'Bearer', security: 'bearer' },
      { ...rest, name: 'Login', security: 'login' },
      { ...rest, name: 'Client', security: 'client' },
      { ...rest, name: 'Key', security: 'key' },
      { ...rest, name: 'Gone', security: 'bearer', url: `http://127.0.0.1:${nowhere}` },
      {
        name: 'Vault',
        type: 'vault',
        url: vault,
        token: secret('vault.token'),
        secretsInterval: 1,
      },
    ],
    channels: [
      guarded('Basic', 'basic'),
      guarded('Key', 'key'),
      guarded('Jwt', 'jwt'),
      guarded('Vaulted', 'vaulted'),
      {
        name: 'In',
        type: 'amqp',
        broker: 'Rabbit',
        queue: 'in',
        dataFormat: 'json',
        declare: true,
        onFailure: 'park',
      },
      {
        name: 'Nightly',
        type: 'schedule',
        kind: 'cron',
        cron: '30 2 * * *',
        extra: JSON.stringify({ only: 'bearer', path: '/500' }),
        dataFormat: 'json',
      },
    ],
    services: { 'services/drive.ts': drive },
    links: ['Basic', 'Key', 'Jwt', 'Vaulted', 'In', 'Nightly'].map((name): [string, string] => [
      name,
      'drive',
    ]),
  })
  return { ...project, settings: { ...project.settings, http: { host: '127.0.0.1', port: 0 } } }
}

function securityOf(tokenUrl: string): Record<string, ProjectObject> {
  const secret = (name: SecretName) => ({ secret: name })
  const definitions: Record<string, { type: string } & Record<string, unknown>> = {
    basic: { type: 'basic', user: 'caller', password: secret('basic.password') },
    key: { type: 'api-key', header: 'X-Our-Own', key: secret('key.value') },
    jwt: { type: 'jwt', keys: 'secret', secret: secret('jwt.secret') },
    vaulted: {
      type: 'api-key',
      header: 'X-Other',
      key: { vault: 'Vault', mount: 'secret', path: 'hub/key', key: 'key' },
    },
    bearer: { type: 'bearer', token: secret('bearer.token') },
    login: { type: 'basic', user: 'us', password: secret('login.password') },
    client: {
      type: 'oauth2-client-credentials',
      tokenUrl,
      clientId: 'us',
      clientSecret: secret('client.secret'),
    },
  }
  return Object.fromEntries(
    Object.entries(definitions).map(([name, fields]) => [
      name,
      { name, isActive: true, ...fields },
    ]),
  )
}

/** A user of the broker for one virtual host, whose password is ours. */
async function ownUser({ broker, host }: { broker: Rabbits['broker']; host: VirtualHost }) {
  const user = `user-of-${host.name}`
  await broker.api('PUT', `/users/${user}`, { password: given['rabbit.password'], tags: '' })
  onTestFinished(() => void broker.api('DELETE', `/users/${user}`))
  const all = { configure: '.*', write: '.*', read: '.*' }
  await broker.api('PUT', `/permissions/${host.name}/${user}`, all)
  return user
}

/** Answers `/STATUS` with all that it was shown, in its body and in its headers. */
async function startEcho(): Promise<string> {
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const { headers, url = '' } = request
    response.writeHead(Number(url.slice(1)) || 200, {
      'content-type': 'application/json',
      'x-shown': encodeURIComponent(JSON.stringify(headers)),
    })
    response.end(JSON.stringify({ headers, lines: request.rawHeaders.join('\n'), body }))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
