/** A flow on the bench: nodes act as the test says, everything else is the engine's own. */

import { actOf, type Reach } from '../../../runtime/flow/acts.ts'
import { Deadlines } from '../../../runtime/flow/deadlines.ts'
import { loadJsonata } from '../../../runtime/flow/expression.ts'
import { type Act, Live } from '../../../runtime/flow/live.ts'
import { OpenExchange } from '../../../runtime/flow/open-exchange.ts'
import { planAll } from '../../../runtime/flow/plan.ts'
import { run } from '../../../runtime/flow/run.ts'
import { Counters } from '../../../runtime/message/counters.ts'
import { Message } from '../../../runtime/message/message.ts'
import type { Flow, Node } from '../../../runtime/model/flow.ts'
import { emptyProject } from '../../../runtime/model/project.ts'

export interface Ended {
  exchange: OpenExchange
  reply: unknown
  path: string[]
  states: string[]
}

/** `channel -> a.out -> b`: links as text, ports `out` and `in` unless named. */
export function flowOf(nodes: Record<string, Node>, links: readonly string[]): Flow {
  const ends = links.map((link) => link.split('->').map((end) => end.trim().split('.')))
  return {
    name: 'F',
    nodes: { channel: { kind: 'channel', ref: 'C' }, ...nodes },
    links: Object.fromEntries(
      ends.map(([from, to], index) => [
        `l${index}`,
        {
          from: { node: from?.[0] ?? '', port: from?.[1] ?? 'out' },
          to: { node: to?.[0] ?? '', port: to?.[1] ?? 'in' },
        },
      ]),
    ),
  }
}

export const service = (ref: string, more: Partial<Node> = {}): Node =>
  ({ kind: 'service', ref, ...more }) as Node

export async function bench(flow: Flow, acts: Record<string, Act> = {}) {
  await loadJsonata()
  const counters = new Counters()
  const plans = planAll({ ...emptyProject('P', 'p'), flows: { [flow.name]: flow } })
  const reach: Reach = {
    service: (name) => acts[name] ?? (async (message) => message),
    send: (name) => async (message, _call, scope) =>
      (await (acts[name]?.(message, scope) ?? message)) as Message,
    callFields: (_name, call) => ({ values: call, expressions: ['path'] }),
  }
  const live = new Live({
    revision: 1,
    plans,
    acts: plans.nodes.map((node) => actOf(node, reach)),
    nodeFigures: plans.nodes.map((node) => counters.of(node.at)),
    linkCounts: plans.links.map((link) => counters.ofLink(link.flow, link.id)),
    figureOf: (at) => counters.of(at),
  })
  const plan = plans.byChannel.get('C')
  if (!plan) throw new Error('The flow has no channel C.')
  const open = new Set<OpenExchange>()
  const deadlines = new Deadlines(open)

  const send = (payload: unknown, timeout = 5000, signal?: AbortSignal) =>
    new Promise<Ended>((resolve) => {
      const message = new Message({ payload, format: 'json' })
      const origin = { channel: 'C', cid: 'cid', timeout, ...(signal ? { signal } : {}) }
      const exchange = new OpenExchange(
        live,
        plan,
        origin,
        message,
        Date.now(),
        performance.now(),
        (ended) => {
          open.delete(ended)
          resolve({
            exchange: ended,
            reply: ended.reply?.payload,
            path: ended.steps.slice(1).map((step) => step.actor.name),
            states: ended.steps.slice(1).map((step) => step.state),
          })
        },
      )
      open.add(exchange)
      deadlines.watch(exchange)
      void Promise.resolve(run(exchange, message)).finally(() => exchange.finish())
    })
  return { send, counters, plan, plans }
}
