// Services that misbehave: one that loops for ever, one that eats memory, one that ends the process. The window and the
// project are safe, the culprit is named, and the runtime is back.
import { mkdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DesktopBridge, RuntimeState } from '../../electron/desktop.ts'
import type { Blocked } from '../../runtime/model/control.ts'
import { launchApp, type RunningApp } from '../support/electron.ts'
import { waitFor } from '../support/wait-for.ts'

declare const window: Window & {
  patchbay: DesktopBridge
  states: RuntimeState[]
  blocked: (Blocked | undefined)[]
}

const services = {
  loops: 'for (;;) Math.random()',
  // Its messages may take a second.
  late: 'for (;;) Math.random()',
  eats: 'const all = []\n    for (;;) all.push(Array.from({ length: 1000 }, () => ({})))',
  leaves: 'process.exit(3)',
  works: "this.response.payload = 'fine'",
} as const
type Name = keyof typeof services

let folder: string
let running: RunningApp
let address: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'patchbay-trouble-'))
  writeProject(folder)
  running = await launchApp({ project: folder, env: { PATCHBAY_RUNTIME_HEAP: '100' } })
  await running.page.evaluate(() => {
    window.states = []
    window.blocked = []
    window.patchbay.on('onRuntimeState', (state) => {
      window.states.push(state)
    })
    window.patchbay.on('onRuntimeBlocked', (blocked) => {
      window.blocked.push(blocked)
    })
  })
})
beforeEach(async () => {
  await untilItWorks()
})
afterAll(async () => {
  await running?.close()
  await rm(folder, { recursive: true, force: true })
})

/** One channel and one service for each kind of trouble, on a port of their own. */
function writeProject(at: string): void {
  const write = (path: string, value: unknown) =>
    writeFileSync(join(at, path), typeof value === 'string' ? value : JSON.stringify(value))
  for (const part of ['channels', 'flows', 'services']) mkdirSync(join(at, part))
  const port = 20_000 + (process.pid % 20_000)
  address = `http://127.0.0.1:${port}`
  write('patchbay.json', {
    name: 'trouble',
    format: 1,
    id: 'trouble',
    http: { host: '127.0.0.1', port },
  })
  for (const [name, code] of Object.entries(services)) {
    write(`services/${name}.ts`, serviceText(name, code))
    const channel = {
      ...{ name, type: 'rest', method: 'GET', path: `/${name}`, dataFormat: 'none' },
      ...(name === 'late' && { timeout: 1 }),
    }
    write(`channels/${name}.json`, channel)
    write(`flows/${name}.json`, {
      name,
      nodes: { in: { kind: 'channel', ref: name }, do: { kind: 'service', ref: name } },
      links: { l: { from: { node: 'in', port: 'out' }, to: { node: 'do', port: 'in' } } },
    })
  }
}

function serviceText(name: string, code: string): string {
  return `import { Service } from 'patchbay'

export class Trouble extends Service {
  static serviceName = '${name}'
  async handle() {
    ${code}
  }
}
`
}

/** undefined: the connection was lost, as it is when the runtime dies under it. */
async function get(name: Name): Promise<string | undefined> {
  try {
    return await (await fetch(`${address}/${name}`)).text()
  } catch {
    return undefined
  }
}

function untilItWorks(): Promise<string | undefined> {
  return waitFor(
    () => get('works'),
    (text) => text?.includes('fine') ?? false,
  )
}

/** The states from now on, until it runs again. */
async function statesAfter(act: () => unknown): Promise<RuntimeState[]> {
  await running.page.evaluate(() => {
    window.states = []
  })
  void act()
  const heard = () => running.page.evaluate(() => window.states)
  return waitFor(heard, (states) => states.at(-1)?.state === 'running')
}

describe('a service in trouble', () => {
  it('that loops for ever is named with its line, and can be ended', async () => {
    const asked = get('loops')
    const blocked = () => running.page.evaluate(() => window.blocked)
    try {
      const heard = await waitFor(blocked, (all) => all.some((one) => one?.at?.line !== undefined))
      expect(heard.at(-1)).toMatchObject({
        at: { collection: 'services', name: 'services/loops.ts', line: 6 },
      })
    } finally {
      // The window answers all the while, and ends it.
      await running.page.evaluate(() => window.patchbay.restartRuntime())
    }
    expect(await asked).toBeUndefined()
    const after = await waitFor(blocked, (all) => all.at(-1) === undefined)
    expect(after.at(-1)).toBeUndefined()
    await untilItWorks()
  })

  it('that loops for longer than its message may take is ended, and the runtime is back', async () => {
    const [crashed] = await statesAfter(() => get('late'))
    expect(crashed).toMatchObject({
      state: 'crashed',
      reason: expect.stringMatching(
        /^The service "late" held the runtime for \d+ s at services\/late\.ts:6, longer .* was ended\.$/,
      ),
      exitCode: 70,
      held: { service: 'late', at: { collection: 'services', name: 'services/late.ts', line: 6 } },
    })
    await untilItWorks()
    // It was back before anyone could read a banner.
    const toast = running.page.locator('.toast', { hasText: 'ended and started again' })
    await toast.getByRole('button', { name: 'Show the line' }).click()
    await running.page.locator('.line-numbers.active-line-number', { hasText: '6' }).waitFor()
  })

  it('that eats all memory is ended, and the runtime says so', async () => {
    const [crashed] = await statesAfter(() => get('eats'))
    expect(crashed).toMatchObject({
      state: 'crashed',
      reason: 'The runtime ran out of memory: services held on to more than 100 MiB.',
    })
    await untilItWorks()
  })

  it('that ends the process does not end the designer', async () => {
    const [crashed] = await statesAfter(() => get('leaves'))
    expect(crashed).toMatchObject({ state: 'crashed', exitCode: 3 })
    await untilItWorks()
  })
})
