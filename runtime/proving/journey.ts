/**
 * Where two journeys through a project part: which nodes are the first to do otherwise than they did. A node that was given
 * the same and did another thing is a cause; one that comes after a cause and was given something else is not. Pure.
 */
import { callDiffers, callsDiffer, type Inside } from './calls-differ.ts'
import { type Cause, causeOf, type Steps, valuesCause } from './cause.ts'
import { messagesDiffer } from './messages-differ.ts'
import { type Moments, otherwise, type Three } from './otherwise.ts'
import { failuresDiffer, outcomeDiffers } from './outcome-differs.ts'
import type { Recording } from './recording.ts'
import { type Visit, visitsOf } from './visits.ts'
import type { NodeKey, Ways } from './ways.ts'

/** As it was, as it is, and as it is the second time: what differs between the last two moves from run to run. */
export type Journeys = Three<Recording>

/** Empty: they are the same. */
export function causesOf(journeys: Journeys, ways: Ways): Cause[] {
  const { expected, actual, again } = journeys
  const moments: Moments = { expected, actual, ...(again ? { again } : {}) }
  const visits = inOrder(visitsOf(journeys, moments), ways)
  const found = new Map<NodeKey, Cause>()
  const isAfterCause = (node: NodeKey) => [...ways.before(node)].some((one) => found.has(one))
  for (const visit of visits) {
    const { node } = visit
    if (found.has(node) || (isAfterCause(node) && !isGivenTheSame(visit, moments))) continue
    if (visit.expected && visit.actual) {
      const cause = causeAt(visit, moments, journeys)
      if (cause) found.set(node, cause)
      continue
    }
    const { key, cause } = partingOf(visit, visits, ways)
    if (!found.has(key)) found.set(key, cause)
  }
  return found.size > 0 ? [...found.values()] : atTheEnd(journeys, moments)
}

/** Nodes before those that come after them, as far as there is such an order; then as they began. */
function inOrder(visits: readonly Visit[], ways: Ways): Visit[] {
  const depth = (visit: Visit) => ways.before(visit.node).size
  const began = ({ expected, actual }: Visit) => expected?.id ?? actual?.id ?? 0
  return [...visits].sort((one, other) => depth(one) - depth(other) || began(one) - began(other))
}

/** Of a call what was sent is not what the node was given, but made of that by its own settings. */
function isGivenTheSame({ expected, actual, again }: Visit, moments: Moments): boolean {
  if (!expected || !actual || actual.kind === 'outgoing') return false
  const given = { expected: expected.in, actual: actual.in, again: again?.in }
  return messagesDiffer(given, moments).length === 0
}

function causeAt(
  { expected, actual, again }: Visit,
  moments: Moments,
  journeys: Journeys,
): Cause | undefined {
  if (!expected || !actual) return undefined
  const { at, kind } = actual
  const steps = { expected, actual, again }
  if (kind === 'outgoing') {
    return callDiffers(steps, actual, moments) ?? outcomeDiffers(steps, at, moments)
  }
  const calls = callsDiffer(steps, at, moments, insideOf(journeys))
  if (!calls) return outcomeDiffers(steps, at, moments)
  // Calls that are not made because it failed before them are what follows from that.
  const isOnlyLess = calls.differences.every((one) => one.actual === undefined)
  return (isOnlyLess && actual.failure && failuresDiffer(steps, at, moments)) || calls
}

function insideOf({ expected, actual, again }: Journeys): Inside {
  const of = (recording: Recording | undefined, id: number | undefined) =>
    recording && id !== undefined ? recording.steps.filter(({ parent }) => parent === id) : []
  return (steps: Steps) => ({
    expected: of(expected, steps.expected.id),
    actual: of(actual, steps.actual.id),
    again: of(again, steps.again?.id),
  })
}

/** A node that was passed only then, or only now: the one before it went another way, or it is off. */
function partingOf(
  { node, expected, actual }: Visit,
  visits: readonly Visit[],
  ways: Ways,
): { key: NodeKey; cause: Cause } {
  const step = expected ?? actual
  const name = step?.name ?? node
  const own = step?.at ?? { collection: 'flows', name: node }
  const sides = { pointer: '', ...(expected ? { expected: name } : { actual: name }) }
  const off = expected && ways.offNow(node)
  if (off) return { key: node, cause: causeOf(own, 'path', `"${name}" ${off}`, sides) }
  const passed = new Set(visits.flatMap((one) => (one.expected && one.actual ? [one.node] : [])))
  const from = ways
    .into(node, expected ? 'then' : 'now')
    .find((one) => one.isChannel || passed.has(one.key))
  const by = from ? ` from "${from.name}"` : ''
  const words = expected
    ? `"${name}" is no longer reached${by}`
    : `"${name}" is reached${by}, which it was not`
  return { key: from?.key ?? node, cause: causeOf(from?.at ?? own, 'path', words, sides) }
}

/** Every node did as it did, and yet: another node answers, or the channel is set otherwise. */
function atTheEnd({ expected, actual, again }: Journeys, moments: Moments): Cause[] {
  const { channel } = expected
  const at = { collection: 'channels', name: channel } as const
  const replies = { expected: expected.reply, actual: actual.reply, again: again?.reply }
  const codes = { expected: expected.failure?.code, actual: actual.failure?.code }
  const answer = valuesCause(at, 'answer', `"${channel}" answers`, [
    ...messagesDiffer(replies, moments),
    ...otherwise(codes, moments, '/code'),
  ])
  const told = { expected: settledBy(expected), actual: settledBy(actual) }
  const isSettledSame = told.expected === told.actual
  if (answer || isSettledSame) return answer ? [answer] : []
  const by = actual.settled?.by ?? expected.settled?.by ?? at
  const words = `The message of "${channel}" is ${told.actual ?? 'left to the channel'}, not ${told.expected ?? 'left to it'}`
  return [causeOf(by, 'settlement', words, { pointer: '/settled', ...defined(told) })]
}

/** What a node or a service told the source itself: what the channel decides follows from the outcome. */
function settledBy({ settled }: Recording): string | undefined {
  return settled?.by && settled.how
}

function defined({ expected, actual }: { expected?: unknown; actual?: unknown }) {
  return {
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
  }
}
