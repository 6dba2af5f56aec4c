/** accepted = done + failed, for any graph and any faults, and every step of an ended exchange has ended. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Act } from '../../../runtime/flow/live.ts'
import { Failure } from '../../../runtime/model/failure.ts'
import type { Node } from '../../../runtime/model/flow.ts'
import { bench, flowOf, service } from './bench-flow.ts'

const kinds = ['plain', 'failing', 'late', 'filter', 'router'] as const

const graph = fc.integer({ min: 1, max: 8 }).chain((size) =>
  fc.record({
    kinds: fc.array(fc.constantFrom(...kinds), { minLength: size, maxLength: size }),
    // Links only go forward, so that no graph has a cycle.
    links: fc.array(
      fc.tuple(fc.nat(size), fc.nat(size), fc.constantFrom('out', 'error', 'rejected', 'else')),
      { maxLength: 20 },
    ),
    messages: fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 1, maxLength: 5 }),
  }),
)

function nodeOf(kind: (typeof kinds)[number]): Node {
  if (kind === 'filter')
    return { kind: 'block', type: 'filter', config: { condition: 'payload > 5' } }
  if (kind === 'router')
    return {
      kind: 'block',
      type: 'router',
      config: { cases: [{ id: 'out', label: 'o', condition: 'payload > 3' }] },
    }
  return service(kind)
}

const acts: Record<string, Act> = {
  failing: async () => {
    throw new Failure('SERVICE_THREW', 'On purpose.')
  },
  late: async (message) => {
    await new Promise((resolve) => setImmediate(resolve))
    return message
  },
}

test('every exchange settles once, with all its steps ended', async () => {
  await fc.assert(
    fc.asyncProperty(graph, async ({ kinds: nodeKinds, links, messages }) => {
      const nodes = Object.fromEntries(
        nodeKinds.map((kind, index) => [`n${index + 1}`, nodeOf(kind)]),
      )
      const forward = links
        .filter(([from, to]) => from < to)
        .map(([from, to, port]) => `${from === 0 ? 'channel' : `n${from}.${port}`} -> n${to}`)
      const { send, counters } = await bench(flowOf(nodes, [...new Set(forward)]), acts)
      const ended = await Promise.all(messages.map((message) => send(message)))
      for (const { exchange, states } of ended) {
        expect(states).not.toContain('open')
        const failed = exchange.steps.filter((step) => step.id !== 0 && step.state === 'failed')
        expect(failed.length > 0).toBe(exchange.failure !== undefined)
      }
      for (const { open } of counters.sample(1000).nodes) expect(open).toBe(0)
    }),
    { numRuns: 150 },
  )
})
