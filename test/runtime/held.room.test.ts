/** A runtime in a process of its own whose loop is held for good: the process ends, and the message is noted. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import type { Blocked } from '../../runtime/model/control.ts'
import type { FailureData } from '../../runtime/model/failure.ts'
import type { Project } from '../../runtime/model/project.ts'
import { bundle } from '../support/bundle.ts'
import { block, channel, flowOf } from '../support/flows.ts'
import { projectOf } from '../support/project.ts'
import { scratchFolder } from '../support/scratch.ts'

/** Delivers one message after the other, as a channel that notes would; each exchange may take half a second. */
const program = `
import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { workOf } from '../../runtime/held.ts'
import { Message } from '../../runtime/message/message.ts'
import { Runtime } from '../../runtime/runtime.ts'
import { startWatchdog } from '../../runtime/watchdog/watchdog.ts'
const { worker, folder, project, payloads, timeout, limit } = JSON.parse(process.argv[2])
const runtime = new Runtime({ folder, http: { port: 0 } })
await runtime.deploy({ project, revision: 1 })
const work = workOf(() => runtime)
startWatchdog({ work, worker: pathToFileURL(worker), lateAfter: 300, leastHeld: 500, limit })
await Promise.all(payloads.map(async (payload) => {
  const origin = { channel: 'In', cid: 'cid-of-' + payload, timeout }
  origin.held = (failure) => writeFileSync(folder + '/held-' + payload, JSON.stringify(failure.toData()))
  const reply = await runtime.deliver(new Message({ payload, format: 'json' }), origin)
  process.stdout.write('REPLY ' + JSON.stringify(reply.payload) + '\\n')
}))
process.exit(0)
`

let programs: Record<string, string>
beforeAll(async () => {
  const folder = join(import.meta.dirname, '../../artefacts/held')
  mkdirSync(folder, { recursive: true })
  programs = await bundle(folder, {
    main: { text: program, beside: 'test/support' },
    worker: 'runtime/watchdog/watchdog.worker.ts',
  })
})

interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
  lines: string[]
  /** What the watchdog ended it for. */
  ended: Blocked | undefined
}

interface How {
  /** Default one, 'it'. */
  payloads?: string[]
  /** Milliseconds, of what belongs to no known message. Default 60,000. */
  limit?: number
  hear?(line: string): void
}

interface Held {
  /** By the message's payload: what its channel was told, if it was. */
  noted(payload: string): FailureData | undefined
  /** One process, to its end. */
  run(how?: How): Promise<Ended>
}

function held(project: Project, timeout = 500): Held {
  const folder = scratchFolder()
  return {
    noted(payload) {
      const file = join(folder, `held-${payload}`)
      return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
    },
    async run({ payloads = ['it'], limit = 60_000, hear } = {}) {
      const { main = '', worker } = programs
      const told = JSON.stringify({ worker, folder, project, payloads, timeout, limit })
      const child = spawn(process.execPath, [main, told], { stdio: ['pipe', 'pipe', 'ignore'] })
      onTestFinished(() => void child.kill('SIGKILL'))
      const lines: string[] = []
      createInterface({ input: child.stdout }).on('line', (line) => {
        lines.push(line)
        hear?.(line)
      })
      const [code, signal] = await once(child, 'close')
      const mark = 'PATCHBAY-ENDED '
      const text = lines.find((line) => line.startsWith(mark))
      return { code, signal, lines, ended: text && JSON.parse(text.slice(mark.length)) }
    },
  }
}

function withService(handle: string, head = ''): Project {
  const source = `import { Service } from 'patchbay'
${head}
export class It extends Service {
  static serviceName = 'it'
  async ${handle}
}
`
  return projectOf({
    channels: [{ name: 'In', type: 'rest', path: '/in', dataFormat: 'json' }],
    services: { 'services/it.ts': source },
    links: [['In', 'it']],
  })
}

const at = { collection: 'services', name: 'services/it.ts', line: 5 } as const

describe('a service that loops for longer than its message may take', () => {
  it('ends the process, and the message is noted with the line', async () => {
    const { run, noted } = held(withService('handle() { for (;;) Math.random() }'))
    const { code, ended } = await run()
    expect(code).toBe(70)
    const expected = { service: 'it', cid: 'cid-of-it', at, since: expect.any(Number) }
    expect(ended).toMatchObject(expected)
    expect(noted('it')).toMatchObject({
      code: 'SERVICE_HELD_LOOP',
      kind: 'defect',
      at,
      message: expect.stringMatching(
        /^The service "it" held the runtime for \d+ s at services\/it\.ts:5, longer than/,
      ),
    })
  })

  it('is found inside of an expression too, and others are left alone', async () => {
    const { run, noted } = held(
      withService(`handle() {
    if (this.request.payload !== 'bad') await new Promise(() => undefined)
    return /^(a+)+$/.test(\`\${'a'.repeat(60)}b\`)
  }`),
    )
    expect(await run({ payloads: ['one', 'bad', 'two'] })).toMatchObject({
      code: 70,
      ended: { at: { line: 7 } },
    })
    expect([noted('one'), noted('two')]).toEqual([undefined, undefined])
    expect(noted('bad')).toMatchObject({ at: { line: 7 } })
  })
})

describe('a service that holds the loop within its time', () => {
  it('is told of and goes on', async () => {
    const go = join(scratchFolder(), 'go')
    const body = `handle() {
    while (!existsSync(${JSON.stringify(go)})) { }
    this.response.payload = 'done'
  }`
    const { run, noted } = held(withService(body, `import { existsSync } from 'node:fs'`), 60_000)
    let told = 0
    const { code, lines, ended } = await run({
      hear(line) {
        if (line.startsWith('PATCHBAY-BLOCKED {') && ++told === 3) writeFileSync(go, '')
      },
    })
    expect([code, ended, noted('it')]).toEqual([0, undefined, undefined])
    expect(lines.at(-1)).toBe('REPLY "done"')
    const [first = ''] = lines
    const { endsAt } = JSON.parse(first.replace('PATCHBAY-BLOCKED ', '')) as Blocked
    expect(endsAt).toBeGreaterThan(Date.now())
  })
})

describe('a loop of which the message is not known', () => {
  const lateHelper = withService(
    'handle() { await null; await spin() }',
    `async function spin() { await null; for (;;) Math.random() }`,
  )
  const endlessExpression: Project = {
    ...lateHelper,
    flows: {
      main: flowOf('in -> map', {
        in: channel('In'),
        map: block('map', { expression: '($f := function($n) { $f($n + 1) }; $f(0))' }),
      }),
    },
  }

  it.each([
    ['in a helper', lateHelper, { collection: 'services', name: 'services/it.ts', line: 2 }],
    ['in an expression', endlessExpression, { collection: 'flows', name: 'F', node: 'map' }],
  ])('ends the process, and is known the next time: %s', async (_, project, place) => {
    const { run, noted } = held(project)
    expect((await run({ limit: 2000 })).code).toBe(70)
    expect(noted('it')).toBeUndefined()
    // It may be met where nobody can tell, between two steps of a promise; then it is asked again.
    const { code, ended } = await run()
    expect(code).toBe(70)
    expect(ended).toMatchObject({ cid: 'cid-of-it', at: place })
    expect(noted('it')).toMatchObject({ code: 'SERVICE_HELD_LOOP', at: place })
  })

  it('is ended outside of JavaScript as well', async () => {
    // Reads what we never write; ends with us.
    const body = `handle() { execFileSync('cat', { stdio: ['inherit', 'pipe', 'pipe'] }) }`
    const { run } = held(withService(body, `import { execFileSync } from 'node:child_process'`))
    const { signal, ended } = await run({ limit: 2000 })
    expect([signal, ended]).toEqual(['SIGKILL', { since: expect.any(Number) }])
  })
})
