/**
 * A project with secrets of every kind, run as on a server, with good and with failing traffic through all of them: what it
 * printed, what it wrote and what it told whoever was attached holds none of them, however written.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'amqplib'
import { expect, it, onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import { fromWire, toWire } from '../../runtime/control/wire.ts'
import { mask } from '../../runtime/inspector/redact.ts'
import {
  type Control,
  type ControlEvents,
  controlMethods,
  type RuntimeStatus,
} from '../../runtime/model/control.ts'
import { ask } from '../../runtime/model/rpc.ts'
import type { ExchangeSummary } from '../../runtime/model/trace.ts'
import { inSeconds, tokenSharedWith } from '../peers/authorization-server.ts'
import { bundle } from '../support/bundle.ts'
import { basicHeader, bearerHeader } from '../support/guarded.ts'
import { withRabbit } from '../support/rabbit.ts'
import { fill, scratchFolder } from '../support/scratch.ts'
import { type SecretProject, secretProject } from '../support/secret-project.ts'
import { filesIn, secretScan } from '../support/secret-scan.ts'
import { withVsftpd } from '../support/vsftpd.ts'
import { waitFor } from '../support/wait-for.ts'

const controlToken = 'control-Shearwater2718'

/** Secrets come in all three ways: the environment, a file for each, and one file for all. */
async function start(folder: string, secrets: SecretProject['secrets']) {
  const programs = scratchFolder()
  const names = Object.entries(secrets)
  fill(programs, {
    'secrets.json': JSON.stringify(Object.fromEntries(names.filter((_, index) => index % 3 === 0))),
    ...Object.fromEntries(
      names
        .filter((_, index) => index % 3 === 1)
        .map(([name, value]) => [`secrets/${name}`, `${value}\n`]),
    ),
  })
  const environment = names
    .filter((_, index) => index % 3 === 2)
    .map(([name, value]) => [`PATCHBAY_SECRET_${name.replace('.', '_').toUpperCase()}`, value])
  const { main = '' } = await bundle(programs, { main: 'runtime/main.ts' })
  const options = ['--port', '0', '--control', '0', '--log', 'debug']
  const args = [main, 'run', folder, ...options, '--secrets', `${programs}/secrets.json`]
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      ...Object.fromEntries(environment),
      PATCHBAY_SECRETS_DIR: `${programs}/secrets`,
      PATCHBAY_CONTROL_TOKEN: controlToken,
    },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const found = async (pattern: RegExp) => {
    const match = await waitFor(
      async () => pattern.exec(output)?.[1],
      (text) => text !== undefined,
    )
    return match ?? ''
  }
  return { child, output: () => output, found }
}

/** All that comes is kept, as it came and with its bytes as bytes. */
async function attach(address: string) {
  const client = new WebSocket(address, { headers: bearerHeader(controlToken) })
  onTestFinished(() => client.terminate())
  await once(client, 'open')
  const told: (string | Uint8Array)[] = []
  const keepBytes = (value: unknown): void => {
    if (value instanceof Uint8Array) told.push(value)
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(keepBytes)
  }
  const { remote } = ask<Control, ControlEvents>(
    {
      post: (packet) => client.send(toWire(packet)),
      listen(receive) {
        client.on('message', (data: Buffer) => {
          const packet = fromWire(data.toString())
          told.push(data.toString())
          keepBytes(packet)
          receive(packet)
        })
        return () => undefined
      },
    },
    controlMethods,
  )
  return { remote, told }
}

type Attached = Awaited<ReturnType<typeof attach>>['remote']

/** Asks for all there is to be known of it. */
async function lookInto(remote: Attached, { cid }: ExchangeSummary): Promise<void> {
  const detail = await remote.exchange(cid)
  for (const { id: step } of detail?.steps ?? []) {
    for (const side of ['in', 'out'] as const) await remote.body({ cid, step, side })
  }
}

const hasEnded =
  (channel: string, count: number) =>
  (all: readonly ExchangeSummary[]): boolean =>
    all.filter((one) => one.channel === channel && one.outcome !== 'open').length === count

const isReady =
  (name: string) =>
  ({ objects }: RuntimeStatus): boolean =>
    objects.some(({ at, state }) => at.name === name && state === 'ready')

async function stop(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  expect((await ended)[0]).toBe(0)
}

const good = {
  amqp: 'well',
  'amqp wrong': 'OUTGOING_LOGIN_FAILED',
  ftp: 'well',
  'ftp wrong': 'OUTGOING_LOGIN_FAILED',
  'ftp gone': 'OUTGOING_UNREACHABLE',
  bearer: 'well',
  basic: 'well',
  client: 'well',
  key: 'well',
  gone: 'OUTGOING_UNREACHABLE',
  vault: 'well',
}

const failing = ['bearer', 'basic', 'client', 'key', 'gone', 'ftp wrong', 'amqp wrong']
const payloadOf = (only: string) => ({ only, path: '/500' })

type Credentials = readonly [channel: string, headers: Record<string, string>]

/** Sends to the guarded channels. What they refuse and how they fail is `told`. */
function callerOf({ objects }: RuntimeStatus, told: (string | Uint8Array)[]) {
  return async ([channel, headers]: Credentials, body: unknown) => {
    const { address } =
      objects.find(({ at }) => at.collection === 'channels' && at.name === channel) ?? {}
    const response = await fetch(address ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    })
    const text = await response.text()
    told.push(JSON.stringify([...response.headers]), text)
    return { status: response.status, body: JSON.parse(text) as unknown }
  }
}

/** A client of the broker that is not ours. */
async function queuesAt(url: string) {
  const connection = await connect(url)
  onTestFinished(() => void connection.close().catch(() => undefined))
  const channel = await connection.createConfirmChannel()
  await channel.assertQueue('out')
  return {
    async send(bodies: readonly unknown[]) {
      for (const body of bodies) channel.sendToQueue('in', Buffer.from(JSON.stringify(body)))
      await channel.waitForConfirms()
    },
    /** With its headers, where a reason stands. */
    async take(queue: string) {
      const message = await channel.get(queue, { noAck: true })
      if (!message) throw new Error(`There is nothing in ${queue}.`)
      return JSON.stringify([message.properties, message.content.toString()])
    },
  }
}

withVsftpd('the secrets of a project', (ftp) => {
  withRabbit('with a broker', (rabbits) => {
    it('are in nothing that is printed, written or told', { timeout: 120_000 }, async () => {
      const { files, secrets, others, breakPeers } = await secretProject(rabbits(), ftp())
      const folder = scratchFolder(files)
      const jwt = tokenSharedWith(secrets['jwt.secret'], { sub: 'us', exp: inSeconds(600) })
      const queues = await queuesAt(rabbits().host.url)
      const { child, output, found } = await start(folder, secrets)
      const { remote, told } = await attach(await found(/attach at (ws:[^\s"]+?)\.?["\s]/))
      await remote.watch({ exchanges: true })
      const send = callerOf(await waitFor(() => remote.status(), isReady('In')), told)
      const login: Credentials = ['Basic', basicHeader('caller', secrets['basic.password'])]
      const credentials: readonly Credentials[] = [
        login,
        ['Key', { 'X-Our-Own': secrets['key.value'] }],
        ['Jwt', bearerHeader(jwt)],
        ['Vaulted', { 'X-Other': others['vault key'] }],
      ]

      for (const [channel, headers] of credentials) {
        expect(await send([channel, headers], {})).toEqual({ status: 200, body: good })
        // Good elsewhere, and so refused and perhaps told.
        for (const [other, wrong] of credentials) {
          if (other !== channel) expect((await send([channel, wrong], {})).status).toBe(401)
        }
      }
      for (const only of failing) {
        const payload = payloadOf(only)
        expect((await send(login, payload)).status).toBeGreaterThanOrEqual(500)
        const { failure } = await remote.invoke({ service: 'drive', payload })
        expect(failure?.code).toMatch(/^OUTGOING_/)
      }
      await queues.send([{}, ...failing.map(payloadOf)])
      const run = { service: 'patchbay.scheduler.job.execute', payload: { name: 'Nightly' } }
      expect((await remote.invoke(run)).failure).toBeUndefined()
      const exchanges = () => remote.exchanges({ limit: 2000 })
      await waitFor(exchanges, hasEnded('In', 1 + failing.length))
      await waitFor(exchanges, hasEnded('Nightly', 1))
      for (const _ of failing) told.push(await queues.take('in.parked'))
      await breakPeers()
      for (const only of ['client', 'vault']) {
        expect((await send(login, { only })).status).toBeGreaterThanOrEqual(500)
      }

      for (const exchange of await exchanges()) await lookInto(remote, exchange)
      for (const { at } of (await remote.status()).objects) {
        if (at.collection === 'connections') await remote.ping(at.name)
        if (at.collection === 'channels') await remote.look(at.name).catch(() => undefined)
      }
      await remote.jobs()
      await remote.log(2000)
      await stop(child)

      const scan = secretScan({ ...secrets, ...others, jwt, 'control token': controlToken })
      const leaks = [
        ...scan.inContent('what it printed', output()),
        ...scan.inFolder(folder),
        ...told.flatMap((content) => scan.inContent('what it told', content)),
      ]
      const words = leaks.map(({ secret, how, where }) => `${secret} (${how}) in ${where}`)
      expect([...new Set(words)]).toEqual([])
      // That is worth something only if they would have been there.
      expect(filesIn(folder).join('\n')).toContain('.patchbay/state/')
      expect(output().split(mask).length).toBeGreaterThan(20)
      expect(told.join('\n').split(mask).length).toBeGreaterThan(20)
      expect(told.join('\n')).toMatch(/answered 500|could not log in/)
    })
  })
})
