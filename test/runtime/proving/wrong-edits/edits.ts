/** Edits as people make them by mistake, each with the node that does otherwise by it; and some that change nothing. */
import type { Flow, Node } from '../../../../runtime/model/flow.ts'
import type { Project } from '../../../../runtime/model/project.ts'

export interface Edit {
  name: string
  /** The node of the flow that does otherwise. */
  node: string
  apply(project: Project): Project
}

/** The text must be there: an edit that edits nothing would prove nothing. */
function inService(service: string, from: string, to: string): Edit['apply'] {
  return (project) => {
    const path = `services/${service}.ts`
    const source = project.services[path]?.source ?? ''
    if (!source.includes(from)) throw new Error(`${path} has no ${from}`)
    const edited = { path, source: source.replace(from, to) }
    return { ...project, services: { ...project.services, [path]: edited } }
  }
}

function inFlow(change: (flow: Flow) => Flow): Edit['apply'] {
  return (project) => {
    const flow = project.flows.main as Flow
    return { ...project, flows: { main: change(flow) } }
  }
}

function inNode(id: string, change: (node: Node) => object): Edit['apply'] {
  return inFlow((flow) => {
    const node = flow.nodes[id] as Node
    return { ...flow, nodes: { ...flow.nodes, [id]: { ...node, ...change(node) } as Node } }
  })
}

export const wrong: readonly Edit[] = [
  {
    name: 'a total off by one',
    node: 'price',
    apply: inService('price', 'let total = 0', 'let total = 1'),
  },
  {
    name: 'a field renamed',
    node: 'price',
    apply: inService('price', '      total,\n', '      sum: total,\n'),
  },
  {
    name: 'rounded down, not to the nearest',
    node: 'price',
    apply: inService('price', 'Math.round(', 'Math.floor('),
  },
  {
    name: 'another default of an optional field',
    node: 'check',
    apply: inService('check', "?? 'CZ'", "?? 'SK'"),
  },
  {
    name: 'a date one day late',
    node: 'price',
    apply: inService('price', '30 * 86_400_000', '31 * 86_400_000'),
  },
  {
    name: 'the condition of a router flipped',
    node: 'size',
    apply: inNode('size', () => ({
      config: { cases: [{ id: 'big', label: 'big', condition: 'payload.total < 1000' }] },
    })),
  },
  {
    name: 'a filter inverted',
    node: 'wanted',
    apply: inNode('wanted', () => ({ config: { condition: '$not(payload.notify)' } })),
  },
  {
    name: 'a missing await',
    node: 'bill',
    apply: inService(
      'bill',
      "await this.outgoing.rest.get('audit')",
      "void this.outgoing.rest.get('audit')",
    ),
  },
  {
    name: 'the wrong connection',
    node: 'bill',
    apply: inService('bill', "rest.get('erp')", "rest.get('crm')"),
  },
  {
    name: 'a header dropped',
    node: 'approve',
    apply: inService(
      'approve',
      "headers: { 'x-priority': order.total > 5000 ? 'high' : 'normal' },",
      '',
    ),
  },
  {
    name: 'another status',
    node: 'bill',
    apply: inService('bill', 'this.response.status = 201', 'this.response.status = 200'),
  },
  {
    name: 'an error swallowed',
    node: 'check',
    apply: inService('check', "throw new BadRequest('An order needs lines.')", 'order.lines = []'),
  },
  {
    name: 'a failed answer taken for a good one',
    node: 'approve',
    apply: inService('approve', 'asked.orThrow()', ''),
  },
  {
    name: 'calls in another order',
    node: 'bill',
    apply: inService(
      'bill',
      'const customer = await this.customerOf(order)\n',
      "await this.outgoing.rest.get('audit').post('/events', { kind: 'billed', total: order.total })\n    const customer = await this.customerOf(order)\n",
    ),
  },
  {
    name: 'another encoding',
    node: 'receipt',
    apply: inService('receipt', "Buffer.from(text, 'utf8')", "Buffer.from(text, 'latin1')"),
  },
  {
    name: 'the wrong field in a mapping',
    node: 'answer',
    apply: inNode('answer', () => ({
      config: {
        expression:
          '{ "bill": payload.bill, "for": payload.bill, "total": payload.total, "due": payload.due }',
      },
    })),
  },
  {
    name: 'another value set',
    node: 'enrich',
    apply: inNode('enrich', () => ({
      config: { actions: [{ verb: 'set', path: 'payload.aproval', value: '"none needed"' }] },
    })),
  },
  {
    name: 'another path of a node',
    node: 'mail',
    apply: inNode('mail', () => ({ call: { method: 'POST', path: '/message' } })),
  },
  {
    name: 'a call made no more',
    node: 'bill',
    apply: inService(
      'bill',
      "await this.outgoing.rest.get('audit').post('/events', { kind: 'billed', total: order.total })",
      '',
    ),
  },
  {
    name: 'a parameter of a query dropped',
    node: 'bill',
    apply: inService('bill', 'query: { country: order.country },', ''),
  },
]

export const wrongToo: readonly Edit[] = [
  {
    name: 'a node switched off',
    node: 'enrich',
    apply: inNode('enrich', () => ({ disabled: true })),
  },
  {
    name: 'a link that leads elsewhere',
    node: 'approve',
    apply: inFlow((flow) => {
      const links = Object.entries(flow.links).map(([id, link]) => {
        const isIt = link.from.node === 'approve' && link.from.port === 'out'
        return [id, isIt ? { ...link, to: { node: 'answer', port: 'in' } } : link] as const
      })
      return { ...flow, links: Object.fromEntries(links) }
    }),
  },
  {
    name: 'one call made twice',
    node: 'approve',
    apply: inService(
      'approve',
      'asked.orThrow()',
      "asked.orThrow()\n    await erp.post('/approvals', { order: order.id, total: order.total })",
    ),
  },
  {
    name: 'a node that answers otherwise after a failure',
    node: 'fallback',
    apply: inService('fallback', 'status = 202', 'status = 200'),
  },
  {
    name: 'a service that does not compile',
    node: 'fallback',
    apply: inService('fallback', 'async handle() {', 'async handle( {'),
  },
]

export const harmless: readonly Omit<Edit, 'node'>[] = [
  {
    name: 'a loop as a sum',
    apply: inService(
      'price',
      'for (const line of order.lines) total += line.price * line.quantity',
      'total = order.lines.reduce((sum: number, { price, quantity }: any) => sum + price * quantity, 0)',
    ),
  },
  {
    name: 'members in another order',
    apply: inService(
      'bill',
      '{ order: order.id, customer: customer.name, total: order.total, due: order.due }',
      '{ total: order.total, due: order.due, order: order.id, customer: customer.name }',
    ),
  },
  {
    name: 'a method taken apart',
    apply: inService(
      'bill',
      'return answer.payload as { name: string }',
      'return this.read(answer)\n  }\n\n  private read({ payload }: any) {\n    return { name: payload.name as string }',
    ),
  },
  {
    name: 'a line in the log',
    apply: inService(
      'approve',
      'asked.orThrow()',
      "this.logger.info('Asked.')\n    asked.orThrow()",
    ),
  },
  {
    name: 'a mapping written otherwise',
    apply: inNode('answer', () => ({
      label: 'The answer',
      config: {
        expression: 'payload.{ "bill": bill, "for": customer, "total": total, "due": due }',
      },
    })),
  },
  {
    name: 'a node moved to another flow, with nothing linked to it',
    apply: inFlow((flow) => ({
      ...flow,
      nodes: { ...flow.nodes, idle: { kind: 'service', ref: 'receipt' } },
    })),
  },
  {
    name: 'what was thrown, thrown by a function',
    apply: inService(
      'check',
      "throw new BadRequest('An order needs lines.')",
      "refuse('An order needs lines.')\n    function refuse(words: string): never {\n      throw new BadRequest(words)\n    }",
    ),
  },
]
