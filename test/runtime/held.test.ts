import { expect, it, onTestFinished } from 'vitest'
import { workOf } from '../../runtime/held.ts'
import type { Origin } from '../../runtime/message/exchange.ts'
import { Message } from '../../runtime/message/message.ts'
import type { Failure } from '../../runtime/model/failure.ts'
import { Runtime } from '../../runtime/runtime.ts'
import { projectOf } from '../support/project.ts'

const services = `import { Service } from 'patchbay'
export class Starts extends Service {
  static serviceName = 'starts'
  async handle() {
    this.invokeAsync('waits')
    await this.invoke('waits')
  }
}
export class Waits extends Service {
  static serviceName = 'waits'
  async handle() {
    await new Promise(() => undefined)
  }
}
`

const project = projectOf({
  channels: [{ name: 'In', type: 'rest', path: '/in' }],
  services: { 'services/it.ts': services },
  links: [['In', 'starts']],
})

async function started(origin: Partial<Origin> = {}) {
  const runtime = new Runtime({ http: { port: 0 } })
  onTestFinished(() => runtime.stop(1))
  await runtime.deploy({ project, revision: 1 })
  const deliver = (cid: string) =>
    void runtime
      .deliver(new Message({}), { channel: 'In', cid, timeout: 10_000, ...origin })
      .catch(() => undefined)
  return { runtime, deliver, work: workOf(() => runtime) }
}

const at = { collection: 'services', name: 'services/it.ts', line: 12 } as const

it('tells the watchdog what a message is at and when its time is up', async () => {
  const { deliver, work } = await started()
  expect(work.of('c1')).toBeUndefined()
  deliver('c1')
  const found = work.of('c1')
  expect(found).toEqual({
    cid: 'c1',
    service: 'waits',
    at: { collection: 'services', name: 'services/it.ts' },
    deadline: expect.any(Number),
  })
  // For it the time of everything is up when the time of the last one is.
  expect(work.lastDeadline[0]).toBeGreaterThanOrEqual(found?.deadline ?? Number.NaN)
  expect(workOf(() => undefined).of('c1')).toBeUndefined()
})

it('notes a loop for its own message only', async () => {
  const noted: string[] = []
  const { deliver, work } = await started({
    held({ code, at, message }: Failure) {
      noted.push(`${code} ${at?.line} ${message}`)
    },
  })
  deliver('c1')
  work.note({ since: 30_100, cid: 'another', service: 'waits', at })
  expect(noted).toEqual([])
  work.note({ since: 30_100, cid: 'c1', service: 'waits', at })
  expect(noted).toEqual([
    'SERVICE_HELD_LOOP 12 The service "waits" held the runtime for 30 s at services/it.ts:12, longer than its message may take. The runtime was ended for it; mend the loop.',
  ])
})

it('notes a loop that was started aside for the message that started it', async () => {
  const noted: (number | undefined)[] = []
  const { runtime, deliver, work } = await started({ held: ({ at }) => noted.push(at?.line) })
  deliver('c1')
  const aside = runtime.inspector.exchanges({}).find(({ channel }) => channel === 'invoke')
  expect(aside?.cid).not.toBe('c1')
  work.note({ since: 30_100, cid: aside?.cid ?? '', at })
  expect(noted).toEqual([12])
})
