/**
 * Memory of AMQP channels with a pool of one: prints heap and resident memory of a runtime that has so many, after collecting
 * garbage. `node --expose-gc amqp-memory.mjs COUNT own|shared BROKER`, the broker as JSON.
 */
import { Runtime } from '../../runtime/runtime.ts'
import { projectOf } from '../support/project.ts'

const [count = '0', connection = 'own', broker = '{}'] = process.argv.slice(2)
const { host, port, vhost, user, password } = JSON.parse(broker) as Record<string, unknown>

const service = `import { Service } from 'patchbay'
export class Work extends Service {
  static serviceName = 'work'
  handle() {}
}
`

const runtime = new Runtime({
  http: { port: 0 },
  logLevel: 'silent',
  secrets: new Map([['p', String(password)]]),
})
// The first channel loads what all of them need; it is there in every count, so that the difference is that of the others.
const names = Array.from({ length: Number(count) + 1 }, (_, index) => `queue-${index}`)
const project = projectOf({
  connections: [
    { name: 'rabbit', type: 'amqp-broker', host, port, vhost, user, password: { secret: 'p' } },
  ],
  channels: names.map((name) => ({
    name,
    type: 'amqp',
    broker: 'rabbit',
    queue: name,
    declare: true,
    durable: false,
    connection,
  })),
  services: { 'services/work.ts': service },
  links: names.map((name) => [name, 'work']),
})
await runtime.deploy({ project, revision: 1 })
for (;;) {
  const channels = runtime.status().objects.filter(({ at }) => at.collection === 'channels')
  if (channels.every(({ state }) => state === 'ready')) break
  await new Promise((resolve) => setTimeout(resolve, 50))
}
// What connecting left behind goes with the buffers it used.
await new Promise((resolve) => setTimeout(resolve, 2000))
for (let pass = 0; pass < 4; pass++) globalThis.gc?.()
const { heapUsed, rss } = process.memoryUsage()
process.stdout.write(JSON.stringify({ heap: heapUsed, rss }))
process.exit(0)
