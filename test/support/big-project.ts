/** Projects of a size that real ones have: so many channels, each on a flow of its own with a service and a connection. */
import type { Flow, Layout } from '../../runtime/model/flow.ts'
import {
  emptyProject,
  type Project,
  type ProjectObject,
  type ServiceFile,
} from '../../runtime/model/project.ts'

export interface BigOptions {
  /** How many services, channels and flows. Default 300. */
  services?: number
  /** How many outgoing connections they share. Default 20. */
  connections?: number
  /** Port of the HTTP listener; default 0, any free one. */
  port?: number
}

/** Answers POST /things/N with `{ is_done: true, number: N }`; the connections are named but never called. */
export function bigProject({
  services = 300,
  connections = 20,
  port = 0,
}: BigOptions = {}): Project {
  const numbers = Array.from({ length: services }, (_, index) => index)
  const empty = emptyProject('Big', 'big')
  const files = numbers.map((n) => [pathOf(n), bigService(n, `erp-${n % connections}`)] as const)
  return {
    ...empty,
    settings: { ...empty.settings, http: { host: '127.0.0.1', port } },
    channels: record(numbers.map((n) => channelOf(n))),
    connections: record(
      numbers.slice(0, connections).map((n) => ({
        name: `erp-${n}`,
        type: 'rest',
        isActive: true,
        url: `http://127.0.0.1:9/erp-${n}`,
      })),
    ),
    flows: record(numbers.map((n) => flowOf(n))),
    layouts: Object.fromEntries(numbers.map((n) => [`Flow ${n}`, layout])),
    services: Object.fromEntries(files),
  }
}

/** One of its services; another `answer` makes it a changed one. */
export function bigService(n: number, connection: string, answer = 'true'): ServiceFile {
  const source = `import { Service } from 'patchbay'

/** Does thing ${n}. */
export class Thing${n} extends Service {
  static serviceName = 'thing.${n}'
  static namespace = 'big'
  static io = { input: ['cust_id?', 'amount?'], output: ['is_done', 'number'] } as const

  async handle() {
    if (this.config.isNeverSet) await this.outgoing.rest.get('${connection}').get('/')
    this.response.payload = { is_done: ${answer}, number: '${n}' }
  }
}
`
  return { path: pathOf(n), source }
}

function pathOf(n: number): string {
  return `services/thing-${n}.ts`
}

function channelOf(n: number): ProjectObject {
  return {
    name: `Channel ${n}`,
    type: 'rest',
    isActive: true,
    path: `/things/${n}`,
    method: 'POST',
    dataFormat: 'json',
  }
}

function flowOf(n: number): Flow {
  return {
    name: `Flow ${n}`,
    nodes: {
      in: { kind: 'channel', ref: `Channel ${n}` },
      only: { kind: 'block', type: 'filter', config: { condition: '$exists(payload)' } },
      do: { kind: 'service', ref: `thing.${n}` },
    },
    links: {
      a: { from: { node: 'in', port: 'out' }, to: { node: 'only', port: 'in' } },
      b: { from: { node: 'only', port: 'out' }, to: { node: 'do', port: 'in' } },
    },
  }
}

const layout: Layout = {
  nodes: { in: { x: 40, y: 40 }, only: { x: 320, y: 40 }, do: { x: 600, y: 40 } },
}

function record<T extends { name: string }>(objects: readonly T[]): Record<string, T> {
  return Object.fromEntries(objects.map((object) => [object.name, object]))
}
