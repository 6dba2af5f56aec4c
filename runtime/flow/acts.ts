/** What acts for each node of the plans: the only place that asks which kind a node is, once for each deploy. */
import type { Message } from '../message/message.ts'
import { blockOf } from '../model/blocks.ts'
import { Failure, toFailure } from '../model/failure.ts'
import type { Place } from '../model/place.ts'
import { blockKinds } from './blocks/kinds.ts'
import { compileExpression, type Expression } from './expression.ts'
import type { Act } from './live.ts'
import type { PlanNode } from './plan.ts'
import type { Scope } from './scope.ts'

/** What the engine is handed to reach services and connections by name; both answer with a failure when there is none. */
export interface Reach {
  service(name: string): Act
  send(
    name: string,
  ): (message: Message, call: Readonly<Record<string, unknown>>, scope: Scope) => Promise<Message>
  /** The call's fields with their defaults, and which of them may be expressions. */
  callFields(
    name: string,
    call: Readonly<Record<string, unknown>>,
  ): {
    values: Readonly<Record<string, unknown>>
    expressions: readonly string[]
  }
}

export function actOf(node: PlanNode, reach: Reach): Act | undefined {
  try {
    if (node.kind === 'service') return reach.service(node.ref)
    if (node.kind === 'outgoing') return sending(node, reach)
    if (node.kind === 'block') return blockKindOf(node)
    return undefined
  } catch (thrown) {
    const failure = toFailure(thrown, 'DEFECT', { at: node.at })
    return () => Promise.reject(failure)
  }
}

function blockKindOf(node: PlanNode): Act {
  const make = blockOf(node.ref) && blockKinds[node.ref as keyof typeof blockKinds]
  if (!make) throw new Failure('DEFECT', `There is no block "${node.ref}".`, { at: node.at })
  return make(node.config, node.at)
}

/** A connection's call. Texts that begin with `=` are worked out for each message; so are those inside pairs. */
function sending(node: PlanNode, reach: Reach): Act {
  const send = reach.send(node.ref)
  const { values, expressions } = reach.callFields(node.ref, node.config)
  const computed = expressions.flatMap((name): [string, Expression][] => {
    const expression = computedOf(values[name], { ...node.at, field: `call.${name}` })
    return expression ? [[name, expression]] : []
  })
  if (computed.length === 0) return (message, scope) => send(message, values, scope)
  return async (message, scope) => {
    const call: Record<string, unknown> = { ...values }
    for (const [name, expression] of computed) call[name] = await expression(message, scope)
    return send(message, call, scope)
  }
}

function computedOf(value: unknown, at: Place): Expression | undefined {
  if (isExpression(value)) return compileExpression(value.slice(1), at)
  if (!hasExpression(value)) return undefined
  const parts = Object.entries(value as Record<string, unknown>).map(([key, part]) => ({
    key,
    part,
    expression: computedOf(part, { ...at, field: `${at.field}.${key}` }),
  }))
  return async (message, scope) => {
    const pairs: Record<string, unknown> = {}
    for (const { key, part, expression } of parts) {
      const found = expression ? await expression(message, scope) : part
      if (found !== undefined) pairs[key] = String(found)
    }
    return pairs
  }
}

function isExpression(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('=')
}

function hasExpression(value: unknown): boolean {
  if (isExpression(value)) return true
  return typeof value === 'object' && value !== null && Object.values(value).some(isExpression)
}

/** Do any of the nodes need JSONata? Only then is it loaded. */
export function needsExpressions(nodes: readonly PlanNode[], reach: Reach): boolean {
  return nodes.some((node) => {
    if (node.kind === 'block') return true
    if (node.kind !== 'outgoing') return false
    const { values, expressions } = reach.callFields(node.ref, node.config)
    return expressions.some((name) => hasExpression(values[name]))
  })
}
