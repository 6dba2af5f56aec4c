/**
 * Carries one message along one plan: the only loop there is. It knows nodes, ports and links, never what kind of thing
 * a node is. It never rejects: what went wrong is kept in the exchange, which settles when all its work is done.
 */
import type { Message } from '../message/message.ts'
import { type Failure, toFailure } from '../model/failure.ts'
import type { OpenExchange } from './open-exchange.ts'
import type { Outputs } from './outputs.ts'
import { persevere } from './persevere.ts'
import type { PlanLink, PlanNode } from './plan.ts'
import { Scope } from './scope.ts'

/** From the channel's nodes onward; resolves when every branch has ended. */
export function run(exchange: OpenExchange, message: Message): Promise<void> | undefined {
  const { starts } = exchange.plan
  if (starts.length === 1 && starts[0]) return leave(exchange, starts[0], message)
  return all(starts.map((start) => leave(exchange, start, message)))
}

/** A message, or several, on their way out of a node. */
function leave(
  exchange: OpenExchange,
  node: PlanNode,
  outputs: Outputs,
): Promise<void> | undefined {
  if (!Array.isArray(outputs)) return fanOut(exchange, node.next.get('out'), outputs as Message)
  const [only] = outputs
  if (outputs.length === 1 && only) return fanOut(exchange, node.next.get(only.port), only.message)
  return all(outputs.map(({ port, message }) => fanOut(exchange, node.next.get(port), message)))
}

function fanOut(
  exchange: OpenExchange,
  links: readonly PlanLink[] | undefined,
  message: Message,
): Promise<void> | undefined {
  if (!links) return undefined
  if (links.length === 1 && links[0]) return follow(exchange, links[0], message)
  return all(links.map((link) => follow(exchange, link, message)))
}

async function all(branches: (Promise<void> | undefined)[]): Promise<void> {
  await Promise.all(branches)
}

function follow(
  exchange: OpenExchange,
  link: PlanLink,
  message: Message,
): Promise<void> | undefined {
  const count = exchange.live.linkCounts[link.index]
  if (count) count.total++
  if (link.to) return visit(exchange, link.to, message)
  exchange.answer(message)
  return undefined
}

async function visit(exchange: OpenExchange, node: PlanNode, message: Message): Promise<void> {
  if (node.disabled) return leave(exchange, node, message)
  // An exchange that is over (its time is up, the caller is gone) begins nothing new.
  if (exchange.isOver) return
  const figure = exchange.live.nodeFigures[node.index]
  const step = exchange.begin(node.actor, message)
  figure?.begin()
  let outputs: Outputs
  try {
    const act = exchange.live.acts[node.index]
    if (!act) throw new TypeError(`Nothing acts for node ${node.id}.`)
    const scope = new Scope(exchange, step, node.kind === 'outgoing')
    outputs =
      node.retry || node.timeout
        ? await persevere(() => act(message, scope), node, scope, step)
        : await act(message, scope)
  } catch (thrown) {
    const failure = toFailure(thrown, 'DEFECT', { at: node.at })
    const caught = node.next.get('error')
    exchange.endStep(step, caught ? 'caught' : 'failed', undefined, failure)
    figure?.end(performance.now() - step.began, true)
    if (!caught) return exchange.fail(failure)
    return fanOut(exchange, caught, withError(message, failure))
  }
  const state = isFiltered(node, outputs) ? 'filtered' : 'done'
  exchange.endStep(step, state, firstOf(outputs))
  figure?.end(step.ended === 0 ? performance.now() - step.began : step.ended - step.began, false)
  if (exchange.plan.repliers.has(node)) exchange.answer(answerOf(node, message, outputs))
  return leave(exchange, node, outputs)
}

/** What leaves by the error port: the message as it came, with the failure beside it. */
function withError(message: Message, failure: Failure): Message {
  return message.with({ properties: { ...message.properties, error: failure.toData() } })
}

function firstOf(outputs: Outputs): Message | undefined {
  return Array.isArray(outputs) ? outputs[0]?.message : (outputs as Message)
}

/** A connection that only passes on what it delivered has no answer of its own: nobody wants his upload back. */
function answerOf(node: PlanNode, message: Message, outputs: Outputs): Message | undefined {
  if (isFiltered(node, outputs)) return undefined
  const answer = firstOf(outputs)
  return node.kind === 'outgoing' && answer === message ? undefined : answer
}

/** Did the node end the path on purpose? */
function isFiltered(node: PlanNode, outputs: Outputs): boolean {
  return (
    Array.isArray(outputs) &&
    outputs.every(({ port }) => port === 'rejected' && !node.next.has(port))
  )
}
