/**
 * A real RabbitMQ (Debian's package) with its management pages, on loopback ports and in a folder of its
 * own: it never meets the machine's own broker, nor another one of a test. It runs as whoever runs the
 * tests, and is gone when they are, however they end. A start takes some 4 s and 100 MB: most tests
 * share one (`test/support/rabbit.ts`), and only those that kill theirs start it.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, open, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { answers } from './answers.ts'
import { makeCertificate, makeClientCertificate } from './certificate.ts'
import { quietPort } from './free-port.ts'
import { type Guard, openGuard } from './guard.ts'
import { type Broker, brokerAt, programs } from './rabbit-broker.ts'
import { environment, logFile, type RabbitPlace, writeFiles } from './rabbit-files.ts'

const program = `${programs}/rabbitmq-server`

/** Why it cannot run here, for a test to be skipped with; undefined when it can. */
export const whyNoRabbit: string | undefined = existsSync(program)
  ? undefined
  : 'RabbitMQ is not installed: on Debian, apt-get install rabbitmq-server openssl'

export interface RabbitOptions {
  /**
   * Listen at `tlsPort` as well. It trusts `clientCertificate`; with `must-show` it lets nobody in without
   * one. Default false.
   */
  tls?: boolean | 'must-show'
  /** More lines of rabbitmq.conf. */
  config?: readonly string[]
  /** Beside the management plugin: `rabbitmq_consistent_hash_exchange`. */
  plugins?: readonly string[]
}

export interface Rabbit extends Broker {
  /** The broker's process; undefined while it is down. */
  pid(): number | undefined
  /** SIGKILL, as when the power fails; done when it is gone. */
  kill(): Promise<void>
  /** Ends it in order (SIGTERM, some 6 s); its data stays for `restart`. */
  shutDown(): Promise<void>
  /** Starts it with the same ports and data; one that still runs is shut down first. */
  restart(): Promise<void>
  /** Ends it for good and removes its files. */
  stop(): Promise<void>
}

/** Done when both the broker and its management API answer. */
export async function startRabbit(options: RabbitOptions = {}): Promise<Rabbit> {
  if (whyNoRabbit !== undefined) throw new Error(whyNoRabbit)
  const folder = await mkdtemp(join(tmpdir(), 'patchbay-rabbit-'))
  const guard = openGuard(folder)
  try {
    return await startIn(folder, guard, options)
  } catch (error) {
    await guard.close()
    throw error
  }
}

async function startIn(folder: string, guard: Guard, options: RabbitOptions): Promise<Rabbit> {
  const { tls = false, config = [], plugins = [] } = options
  const certificate = tls === false ? undefined : await makeCertificate(folder)
  const place: RabbitPlace = {
    ...(await newPlace(folder)),
    ...(certificate && {
      tlsPort: await quietPort(),
      ca: certificate.ca,
      clientCertificate: await makeClientCertificate(folder, certificate),
    }),
  }
  const served = certificate && { certificate, mustShow: tls === 'must-show' }
  await writeFiles(place, served, config, plugins)
  await startEpmd(place, guard)
  const broker = brokerAt(place)

  let running: ChildProcess | undefined
  const start = async () => {
    running = await begin(place, guard)
    await untilReady(running, broker)
  }
  const end = async (signal: NodeJS.Signals) => {
    const child = running
    running = undefined
    if (!child || hasEnded(child)) return
    const exit = once(child, 'exit')
    child.kill(signal)
    await exit
  }
  await start()
  return {
    ...broker,
    pid: () => (running && !hasEnded(running) ? running.pid : undefined),
    kill: () => end('SIGKILL'),
    shutDown: () => end('SIGTERM'),
    restart: async () => {
      await end('SIGTERM')
      await start()
    },
    stop: () => guard.close(),
  }
}

async function newPlace(folder: string): Promise<RabbitPlace> {
  return {
    host: '127.0.0.1',
    port: await quietPort(),
    managementPort: await quietPort(),
    nodePort: await quietPort(),
    epmdPort: await quietPort(),
    user: 'patchbay',
    password: 's@same/1:%?',
    folder,
  }
}

/** Erlang's own register of nodes. Started by us, since the broker would leave one behind it that nobody ends. */
async function startEpmd(place: RabbitPlace, guard: Guard): Promise<void> {
  const { host, epmdPort } = place
  const child = spawn('epmd', ['-port', String(epmdPort), '-address', host], {
    detached: true,
    env: environment(place),
    stdio: 'ignore',
  })
  child.once('error', () => {})
  guard.watch(child)
  while (!(await answers(host, epmdPort))) {
    if (hasEnded(child) || child.pid === undefined)
      throw new Error(`epmd, a part of Erlang, could not start at port ${epmdPort}.`)
    await after(10)
  }
}

async function begin(place: RabbitPlace, guard: Guard): Promise<ChildProcess> {
  const output = await open(logFile(place), 'a')
  try {
    const child = spawn(program, [], {
      cwd: place.folder,
      // A group of its own: Ctrl-C in the terminal is for us, and the guard ends it with its helpers.
      detached: true,
      env: environment(place),
      stdio: ['ignore', output.fd, output.fd],
    })
    child.once('error', () => {})
    guard.watch(child)
    return child
  } finally {
    await output.close()
  }
}

async function untilReady(child: ChildProcess, broker: Broker): Promise<void> {
  const ready = async () =>
    (await answers(broker.host, broker.port)) &&
    (await broker.api('GET', '/whoami').then(
      () => true,
      () => false,
    ))
  const until = Date.now() + 90_000
  while (!(await ready())) {
    const isLate = Date.now() > until
    if (hasEnded(child) || child.pid === undefined || isLate) {
      const said = await readFile(logFile(broker), 'utf8')
      const what = isLate ? 'is not ready after 90 s' : 'ended by itself'
      throw new Error(`RabbitMQ ${what}: ${said.slice(-4_000)}`)
    }
    await after(50)
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}
