/** Projects at random for property tests: strange names, several flows, services, layouts. Only shapes that could be saved. */
import fc from 'fast-check'
import type { Flow, Layout, Node } from '../../runtime/model/flow.ts'
import { nameTrouble } from '../../runtime/model/name.ts'
import {
  emptyProject,
  type Named,
  type Project,
  type ProjectObject,
} from '../../runtime/model/project.ts'

const nasty = [
  'Store',
  'store',
  'STORE',
  'con',
  'a/b',
  'Ä',
  'Rechnung für März',
  '注文',
  'x.layout',
  '..',
  '1',
  '10',
]

/** Few enough that names meet often, strange enough to hurt. */
export const anyName: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...nasty),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((name) => !nameTrouble(name)),
)

/** JSON that reads back as it was written: no -0, which JSON does not know. */
const anyJson = fc
  .jsonValue({ maxDepth: 2 })
  .map((value) => JSON.parse(JSON.stringify(value)) as unknown)
const anyKey = fc.stringMatching(/^[a-z][a-zA-Z]{0,6}$/)

const anyObject: fc.Arbitrary<ProjectObject> = fc
  .tuple(
    fc.dictionary(anyKey, anyJson, { maxKeys: 3 }),
    fc.record({ type: fc.constantFrom('rest', 'ftp'), isActive: fc.boolean() }),
  )
  .map(([more, fixed]) => ({ ...without(more, 'description'), ...fixed, name: '' }))

const anyNode: fc.Arbitrary<Node> = fc.oneof(
  anyName.map((ref): Node => ({ kind: 'channel', ref })),
  anyName.map((ref): Node => ({ kind: 'service', ref, timeout: 5 })),
  anyName.map((ref): Node => ({ kind: 'outgoing', ref, call: { operation: 'upload' } })),
  fc.constant<Node>({ kind: 'block', type: 'filter', config: { condition: 'true' }, note: 'why' }),
)

const anyId = fc.stringMatching(/^[a-z0-9]{1,3}$/)

const anyFlow: fc.Arbitrary<Flow> = fc.dictionary(anyId, anyNode, { maxKeys: 5 }).chain((nodes) => {
  const ids = Object.keys(nodes)
  const end = (port: string) => fc.constantFrom(...ids).map((node) => ({ node, port }))
  const links =
    ids.length === 0
      ? fc.constant({})
      : fc.dictionary(anyId, fc.record({ from: end('out'), to: end('in') }), { maxKeys: 5 })
  return links.map((some) => ({ name: '', nodes, links: some }))
})

const anyLayout: fc.Arbitrary<Layout> = fc.record({
  nodes: fc.dictionary(anyId, fc.record({ x: fc.integer({ min: 1 }), y: fc.integer({ min: 1 }) })),
})

export const anyProject: fc.Arbitrary<Project> = fc
  .record({
    channels: named(anyObject),
    connections: named(anyObject),
    flows: named(anyFlow),
    layout: anyLayout,
    services: fc.dictionary(fc.stringMatching(/^[a-z]{1,3}$/), fc.string(), { maxKeys: 4 }),
  })
  .map(({ channels, connections, flows, layout, services }) => {
    const files = Object.entries(services).map(([stem, source]) => {
      const path = `services/${stem}.ts`
      return [path, { path, source }] as const
    })
    const first = Object.keys(flows).slice(0, 1)
    return {
      ...emptyProject('Any', 'any-id'),
      channels,
      connections,
      flows,
      layouts: Object.fromEntries(first.map((name) => [name, layout])),
      services: Object.fromEntries(files),
    }
  })

function named<T extends { name: string }>(one: fc.Arbitrary<T>): fc.Arbitrary<Named<T>> {
  return fc
    .dictionary(anyName, one, { maxKeys: 6 })
    .map((all) =>
      Object.fromEntries(Object.entries(all).map(([name, value]) => [name, { ...value, name }])),
    )
}

function without(record: Record<string, unknown>, key: string): Record<string, unknown> {
  const { [key]: _, ...rest } = record
  return rest
}
