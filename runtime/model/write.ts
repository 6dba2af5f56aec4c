/**
 * One object as text, always the same for the same object: keys in the order of their schema, then alphabetically, two
 * spaces, a new line at the end. Then a diff shows what a person changed and nothing else.
 */
import type { Collection } from './place.ts'
import type { Records, ServiceFile } from './project.ts'

interface Shape {
  /** These keys first, in this order. */
  order?: readonly string[]
  inside?: Readonly<Record<string, Shape>>
  /** The shape of every member that `inside` does not name. */
  each?: Shape
}

const retry: Shape = { order: ['attempts', 'delay', 'factor', 'maxDelay', 'jitter', 'on'] }
const box = ['x', 'y', 'width', 'height']
const end: Shape = { order: ['node', 'port'] }
const tls: Shape = { order: ['certificate', 'key', 'clientCa'] }
const body: Shape = { order: ['how', 'contentType', 'json', 'text', 'base64'] }
const delivery: Shape = {
  order: ['connection', 'call', 'times', 'failure', 'properties', 'headers', 'body'],
  inside: { body },
}
const test: Shape = {
  order: 'name description isActive channel values body answers expect masks'.split(' '),
  inside: {
    body,
    answers: { each: delivery },
    expect: {
      order: ['outcome', 'status', 'code', 'settled', 'headers', 'body', 'deliveries'],
      inside: { body, deliveries: { each: delivery } },
    },
  },
}
const object: Shape = { order: ['name', 'type', 'isActive', 'description', 'historyKeys'] }

const shapes: Readonly<Record<Exclude<Collection, 'services'>, Shape>> = {
  project: {
    order: ['name', 'format', 'id', 'description', 'http', 'history', 'config'],
    inside: {
      http: { order: ['host', 'port', 'tls'], inside: { tls } },
      history: { order: ['megabytes', 'days'] },
    },
  },
  channels: object,
  connections: object,
  security: object,
  jobs: object,
  tests: test,
  flows: {
    order: ['name', 'description', 'nodes', 'links'],
    inside: {
      nodes: {
        each: {
          order: 'kind ref type call config label retry timeout disabled note'.split(' '),
          inside: { retry },
        },
      },
      links: { each: { order: ['from', 'to'], inside: { from: end, to: end } } },
    },
  },
  layouts: {
    order: ['nodes', 'groups', 'notes'],
    inside: {
      nodes: { each: { order: ['x', 'y'] } },
      groups: { each: { order: ['title', 'colour', 'note', ...box] } },
      notes: { each: { order: ['text', 'colour', ...box] } },
    },
  },
}

export function writeText<C extends Collection>(collection: C, value: Records[C]): string {
  if (collection === 'services') return (value as ServiceFile).source
  const shape = shapes[collection as Exclude<Collection, 'services'>]
  return `${JSON.stringify(arranged(value, shape), null, 2)}\n`
}

function arranged(value: unknown, shape: Shape | undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => arranged(item, shape?.each))
  if (typeof value !== 'object' || value === null) return value
  const order = shape?.order ?? []
  const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length)
  const entries = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
  return Object.fromEntries(
    entries.map(([key, member]) => [key, arranged(member, shape?.inside?.[key] ?? shape?.each)]),
  )
}
