/** The watchdog in a real process whose loop is held by a real service. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Blocked } from '../../../runtime/model/control.ts'
import { bundle } from '../../support/bundle.ts'
import { scratchFolder } from '../../support/scratch.ts'

const program = `
import { pathToFileURL } from 'node:url'
import { callIn, prepareTexts } from './services.ts'
import { startWatchdog } from '../../runtime/watchdog/watchdog.ts'
const { worker, texts } = JSON.parse(process.argv[2])
const { table, problems } = await prepareTexts(texts)
if (problems.length > 0) throw new Error(JSON.stringify(problems))
const work = { lastDeadline: new Float64Array(new SharedArrayBuffer(8)), of: () => undefined, note: () => undefined }
startWatchdog({ work, worker: pathToFileURL(worker), lateAfter: 300, leastHeld: 60_000 })
process.stdout.write('ready\\n')
await callIn(table, {})
// Whoever holds the loop for less than this was not noticed; the process would end before.
setTimeout(() => undefined, 60_000)
`

interface Held {
  /** The next thing the watchdog says. */
  next(): Promise<Blocked | null>
}

/** A process that calls the service \`it\` once; ended with the test. */
async function hold(texts: Record<string, string>): Promise<Held> {
  const folder = scratchFolder()
  const { main = '', worker } = await bundle(folder, {
    main: { text: program, beside: 'test/support' },
    worker: 'runtime/watchdog/watchdog.worker.ts',
  })
  const child = spawn(process.execPath, [main, JSON.stringify({ worker, texts })], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(async () => {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async next() {
      for (;;) {
        const { value, done } = await lines.next()
        if (done) throw new Error('The process ended.')
        const [, text] = /^PATCHBAY-BLOCKED (.*)$/.exec(value) ?? []
        if (text !== undefined) return JSON.parse(text)
      }
    },
  }
}

function service(body: string, head = ''): Record<string, string> {
  return {
    'services/it.ts': `import { Service } from 'patchbay'
${head}

/** Types that leave no trace in what runs move the lines. */
interface Left { out: string }

export class It extends Service {
  static serviceName = 'it'
  ${body}
}
`,
  }
}

const cid = 'c1d0c1d0c1d0c1d0c1d0c1d0'

describe('a service that holds the loop', () => {
  it('is named with its line and the message it works for', async () => {
    const { next } = await hold(service('handle() { for (;;) { } }'))
    expect(await next()).toMatchObject({
      since: expect.any(Number),
      service: 'it',
      cid,
      at: { collection: 'services', name: 'services/it.ts', line: 9 },
    })
    // And again while it lasts.
    expect(await next()).toMatchObject({ at: { line: 9 } })
  })

  it('is named by the helper it is in, whoever called that', async () => {
    const texts = {
      ...service(
        'async handle() { await null; const n = [1].map(() => spin()); return n }',
        `import { spin } from './lib/spin'`,
      ),
      'services/lib/spin.ts': `
type Count = number
export function spin(): Count {
  let n = 0
  while (n >= 0) {
    n = (n + 1) % 1000
  }
  return n
}`,
    }
    const { next } = await hold(texts)
    const blocked = await next()
    expect(blocked).toMatchObject({
      service: 'it',
      cid,
      at: { collection: 'services', name: 'services/lib/spin.ts' },
    })
    expect(blocked?.at?.line).toBeGreaterThanOrEqual(5)
    expect(blocked?.at?.line).toBeLessThanOrEqual(6)
  })

  it('is told to have let go', async () => {
    const file = join(scratchFolder(), 'enough')
    const body = `handle() { while (!existsSync(${JSON.stringify(file)})) { } }`
    const { next } = await hold(service(body, `import { existsSync } from 'node:fs'`))
    expect(await next()).toMatchObject({ service: 'it', at: { line: 9 } })
    writeFileSync(file, '')
    for (;;) if ((await next()) === null) return
  })

  it('is noticed even where nothing can be asked', async () => {
    // Reads what we never write; ends with us.
    const body = `handle() { execFileSync('cat', { stdio: ['inherit', 'pipe', 'pipe'] }) }`
    const { next } = await hold(service(body, `import { execFileSync } from 'node:child_process'`))
    expect(await next()).toEqual({ since: expect.any(Number), endsAt: expect.any(Number) })
  })
})
