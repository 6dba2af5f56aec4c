/** The visits that two runs paid to the nodes of a project, each beside its like. Pure. */
import { messagesDiffer } from './messages-differ.ts'
import type { Moments, Three } from './otherwise.ts'
import type { RecordedStep, Recording } from './recording.ts'
import { keyOf, type NodeKey } from './ways.ts'

export interface Visit extends Three<RecordedStep | undefined> {
  node: NodeKey
}

/** In no order. A node that was passed only then, or only now, has one side. */
export function visitsOf({ expected, actual, again }: Three<Recording>, moments: Moments): Visit[] {
  const then = byNode(expected)
  const now = byNode(actual)
  const more = byNode(again)
  return [...new Set([...then.keys(), ...now.keys()])].flatMap((node) => {
    const own = now.get(node) ?? []
    const others = more.get(node) ?? []
    return paired(then.get(node) ?? [], own, moments).map(({ step, other }) => ({
      node,
      expected: step,
      actual: other,
      again: other && others[own.indexOf(other)],
    }))
  })
}

function byNode(recording: Recording | undefined): Map<NodeKey, RecordedStep[]> {
  const visits = new Map<NodeKey, RecordedStep[]>()
  for (const step of recording?.steps ?? []) {
    if (step.parent !== undefined || step.at.node === undefined) continue
    const key = keyOf(step.at)
    visits.set(key, [...(visits.get(key) ?? []), step])
  }
  return visits
}

/** Branches run side by side, so that visits of one node come in any order: first those that were given the same. */
function paired(steps: readonly RecordedStep[], others: readonly RecordedStep[], moments: Moments) {
  if (steps.length <= 1 && others.length <= 1) return [{ step: steps[0], other: others[0] }]
  const left = [...others]
  const pairs = steps.map((step) => {
    const index = left.findIndex((other) => isGivenSame(step, other, moments))
    return { step, other: index < 0 ? undefined : left.splice(index, 1)[0] }
  })
  return [
    ...pairs.map(({ step, other }) => ({ step, other: other ?? left.shift() })),
    ...left.map((other) => ({ step: undefined, other })),
  ]
}

function isGivenSame(step: RecordedStep, other: RecordedStep, moments: Moments): boolean {
  return messagesDiffer({ expected: step.in, actual: other.in }, moments).length === 0
}
