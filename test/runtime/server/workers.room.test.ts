/** Several processes as one server: they share the port, replace one another, and end together. */
import { rmSync } from 'node:fs'
import { get } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { quietPort } from '../../peers/free-port.ts'
import { loadOf } from '../../support/load.ts'
import { fill, scratchFolder } from '../../support/scratch.ts'
import { helloProject, linked, serviceOf } from '../../support/served-project.ts'
import { type Started, startServer } from '../../support/server.ts'
import { waitFor } from '../../support/wait-for.ts'

// Processes that start while others are busy.
const patient = { timeout: 120_000 }

const service = `${serviceOf('this.response.payload = process.pid')}
export class Spin extends Service {
  static serviceName = 'spin'

  handle() {
    while (true) {}
  }
}

export class Slow extends Service {
  static serviceName = 'slow'

  async handle() {
    this.logger.info('In hand.')
    await new Promise((resolve) => setTimeout(resolve, 700))
    this.response.payload = 'late'
  }
}
`

const project = (more: Record<string, string> = {}) =>
  scratchFolder(
    helloProject(0, {
      'services/hello.ts': service,
      ...linked('slow', 'slow'),
      ...more,
    }),
  )

interface Served extends Started {
  url: string
  health: string
  ready(): Promise<{ ready: boolean; reasons: { code: string; message: string }[] }>
  /** The value of the sample that is written so. */
  metric(sample: string): Promise<number>
}

async function serve(folder: string, options: readonly string[], env = {}): Promise<Served> {
  const [port, healthPort] = [await quietPort(), await quietPort()]
  const ports = ['--port', String(port), '--health-port', String(healthPort)]
  const server = startServer(folder, { options: [...ports, ...options], env })
  const health = `http://127.0.0.1:${healthPort}`
  const ready = async () => (await fetch(`${health}/readyz`)).json()
  await waitFor(
    () => ready().catch(() => undefined),
    (answer) => answer?.ready === true,
  )
  return {
    ...server,
    url: `http://127.0.0.1:${port}`,
    health,
    ready,
    async metric(sample) {
      const page = await (await fetch(`${health}/metrics`)).text()
      const line = page.split('\n').find((text) => text.startsWith(`${sample} `))
      return Number(line?.slice(sample.length + 1))
    },
  }
}

/** A connection of its own each time, so that the workers take turns. */
async function pidOf({ url }: Served): Promise<number> {
  const answer = await fetch(`${url}/hello`, { headers: { connection: 'close' } })
  return Number(await answer.text())
}

async function pidsOf(server: Served, count: number): Promise<Set<number>> {
  const pids = new Set<number>()
  await waitFor(
    async () => pids.add(await pidOf(server)),
    (seen) => seen.size >= count,
  )
  return pids
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

const done = (channel: string) => `patchbay_exchanges_total{channel="${channel}",outcome="done"}`

describe('workers', patient, () => {
  it('share the port, and count as one', async () => {
    const server = await serve(project(), ['--workers', '2'])
    const pids = await pidsOf(server, 2)
    expect(pids).not.toContain(server.child.pid)
    const before = await server.metric(done('hello'))
    for (let count = 0; count < 10; count++) await pidOf(server)
    expect(await server.metric(done('hello'))).toBe(before + 10)
    const lines = server.lines('answers at')
    expect(new Set(lines.map(({ worker }) => worker))).toEqual(new Set([1, 2]))
  })

  it('are replaced when they are killed, and no counter goes back', async () => {
    const server = await serve(project(), ['--workers', '2'])
    const pids = await pidsOf(server, 2)
    const counted = await server.metric(done('hello'))
    for (const pid of pids) process.kill(pid, 'SIGKILL')
    await server.said(/Worker 1 ended \(SIGKILL\)[\s\S]*Worker 1 runs/)
    await server.said(/Worker 2 ended \(SIGKILL\)[\s\S]*Worker 2 runs/)
    expect((await server.ready()).ready).toBe(true)
    const now = await pidsOf(server, 2)
    for (const pid of pids) expect(now).not.toContain(pid)
    expect(await server.metric(done('hello'))).toBeGreaterThanOrEqual(counted + 2)
  })

  it('are replaced when a service loops, and the others go on', async () => {
    const spin = linked('spin', 'spin', { timeout: 0.2 })
    const server = await serve(project(spin), ['--workers', '2'])
    const load = loadOf(`${server.url}/hello`, 20)
    await fetch(`${server.url}/spin`).catch(() => undefined)
    await server.said(/Worker (\d) ended \(70\)/)
    await waitFor(server.ready, ({ ready }) => ready)
    // Each is over: one that was handed to the worker that looped is cut off with it, and none waits for ever.
    const { sent, failures } = await load.stop()
    expect(sent - failures.length).toBeGreaterThan(sent / 2)
  })

  it('run each job in one of them, and another takes over when that one dies', async () => {
    const tick = {
      'channels/tick.json': JSON.stringify({
        ...{ name: 'tick', type: 'schedule', isActive: true, seconds: 0.2 },
      }),
      'services/tick.ts': `import { Service } from 'patchbay'

export class Tick extends Service {
  static serviceName = 'tick'

  async handle() {
    this.logger.info('tick')
  }
}
`,
      'flows/tick.json': linked('tick', 'tick')['flows/tick.json'] ?? '',
    }
    const server = await serve(project(tick), ['--workers', '2'])
    const ticks = () => server.lines('"msg":"tick"').map(({ pid }) => Number(pid))
    await waitFor(
      async () => ticks().length,
      (count) => count > 4,
    )
    const [first] = ticks()
    expect(new Set(ticks())).toEqual(new Set([first]))
    process.kill(first ?? 0, 'SIGKILL')
    const next = await waitFor(
      async () => ticks().find((pid) => pid !== first),
      (pid) => pid !== undefined,
    )
    const after = ticks().slice(ticks().indexOf(next ?? 0))
    expect(new Set(after)).toEqual(new Set([next]))
  })

  it('all take what is saved in the folder', async () => {
    const folder = project()
    const server = await serve(folder, ['--workers', '2'])
    fill(folder, { 'services/hello.ts': serviceOf('this.response.payload = "saved"') })
    const last: string[] = []
    await waitFor(
      async () => {
        const headers = { connection: 'close' }
        last.unshift(await (await fetch(`${server.url}/hello`, { headers })).text())
        return last.slice(0, 6)
      },
      (texts) => texts.length === 6 && texts.every((text) => text === 'saved'),
    )
  })

  it('outlive a change that cannot go live', async () => {
    const folder = project()
    const others = scratchFolder({
      'overrides.json': JSON.stringify({ channels: { slow: { timeout: 5 } } }),
    })
    const overrides = ['--overrides', join(others, 'overrides.json')]
    const server = await serve(folder, ['--workers', '2', ...overrides])
    await pidsOf(server, 2)
    rmSync(join(folder, 'channels/slow.json'))
    await server.said(/A change did not go live: .*slow/)
    expect(await pidOf(server)).toBeGreaterThan(0)
    expect(server.child.exitCode).toBeNull()
  })

  it('finish what is in hand when they are told to stop', async () => {
    const server = await serve(project(), ['--workers', '2'])
    const answers = [1, 2, 3, 4].map(async () => {
      const headers = { connection: 'close' }
      return (await fetch(`${server.url}/slow`, { headers })).text()
    })
    await waitFor(
      async () => server.lines('In hand.').length,
      (count) => count === 4,
    )
    server.child.kill('SIGTERM')
    expect(await Promise.all(answers)).toEqual(['late', 'late', 'late', 'late'])
    expect(await server.ended).toBe(0)
  })
})

describe('a worker that does not answer any more', patient, () => {
  it('is named, and the others are told of without it', async () => {
    const server = await serve(project(), ['--workers', '2'])
    const [stuck = 0] = await pidsOf(server, 2)
    process.kill(stuck, 'SIGSTOP')
    const { ready, reasons } = await waitFor(server.ready, ({ reasons }) => reasons.length > 0)
    expect([ready, reasons[0]?.code]).toEqual([true, 'NO_ANSWER'])
    expect(await server.metric(done('hello'))).toBeGreaterThan(0)
    process.kill(stuck, 'SIGCONT')
    expect((await waitFor(server.ready, ({ reasons }) => reasons.length === 0)).ready).toBe(true)
  })

  it('is ended with the others, and the status says so', async () => {
    const server = await serve(project(), ['--workers', '2', '--grace', '0.1'])
    const [stuck = 0] = await pidsOf(server, 2)
    process.kill(stuck, 'SIGSTOP')
    server.child.kill('SIGTERM')
    expect(await server.ended).toBe(1)
    await waitFor(
      async () => isAlive(stuck),
      (is) => !is,
    )
  })
})

describe.each([[], ['--workers', '2']])(
  'told to stop, with a delay %s %s',
  patient,
  (...options) => {
    it('is not ready first, and serves on without keeping connections', async () => {
      const server = await serve(project(), [...options, '--drain-delay', '2'])
      server.child.kill('SIGTERM')
      const { reasons } = await waitFor(server.ready, ({ ready }) => !ready)
      expect(reasons[0]?.code).toBe('DRAINING')
      const connection = await new Promise((resolve, reject) => {
        get(`${server.url}/hello`, { headers: { connection: 'keep-alive' } }, (response) => {
          response.resume()
          resolve([response.statusCode, response.headers.connection])
        }).once('error', reject)
      })
      expect(connection).toEqual([200, 'close'])
      expect(await server.ended).toBe(0)
    })
  },
)

describe('health', patient, () => {
  it('is alive, but not ready while a channel does not work, and says which', async () => {
    const [taken, healthPort] = [await quietPort(), await quietPort()]
    const other = startServer(project(), { options: ['--port', String(taken)] })
    await other.said(/Hello runs/)
    const options = ['--port', String(taken), '--health-port', String(healthPort)]
    const server = startServer(project(), { options })
    await server.said(/runs without/)
    const health = `http://127.0.0.1:${healthPort}`
    const ready = await fetch(`${health}/readyz`)
    const { reasons } = await ready.json()
    expect(ready.status).toBe(503)
    expect(reasons[0]).toMatchObject({ code: 'CHANNEL_PORT_TAKEN', at: { collection: 'channels' } })
    expect((await fetch(`${health}/healthz`)).status).toBe(200)
    expect((await fetch(`${health}/else`)).status).toBe(404)
    expect((await fetch(`${health}/readyz`, { method: 'POST' })).status).toBe(405)
  })

  it('counts outcomes and times since the beginning, whatever is deployed', async () => {
    const folder = project()
    const server = await serve(folder, [])
    await pidOf(server)
    fill(folder, { 'services/hello.ts': serviceOf('throw new Error("no")') })
    const fails = async () => (await fetch(`${server.url}/hello`)).status
    await waitFor(fails, (status) => status === 500)
    const well = await server.metric(done('hello'))
    expect(well).toBeGreaterThan(0)
    const failed = await server.metric(done('hello').replace('done', 'failed'))
    expect(failed).toBeGreaterThan(0)
    const took = 'patchbay_exchange_duration_seconds'
    expect(await server.metric(`${took}_count{channel="hello"}`)).toBe(well + failed)
    expect(await server.metric(`${took}_bucket{channel="hello",le="+Inf"}`)).toBe(well + failed)
    expect(await server.metric('process_resident_memory_bytes')).toBeGreaterThan(0)
    expect(await server.metric('nodejs_eventloop_lag_p99_seconds')).toBeGreaterThan(0)
  })
})
