/** What of an exchange was from one of its steps on: what a replay that begins there is compared with. Pure. */
import type { Message } from '../message/message.ts'
import type { RecordedStep, Recording } from './recording.ts'
import { keyOf, type Ways } from './ways.ts'

/** The step of a node: the one itself, or that of the node whose code made it. undefined: there is none. */
export function nodeStepOf({ steps }: Recording, id: number): RecordedStep | undefined {
  let step = steps.find((one) => one.id === id)
  while (step && step.at.node === undefined && step.parent !== undefined) {
    const { parent } = step
    step = steps.find((one) => one.id === parent)
  }
  return step?.at.node === undefined ? undefined : step
}

/** The step, all that came after it, and what those called. The answer counts when it was made there. */
export function partFrom(recording: Recording, step: RecordedStep, ways: Ways): Recording {
  const first = keyOf(step.at)
  const isLater = (one: RecordedStep) =>
    one.id === step.id || (one.id > step.id && ways.before(keyOf(one.at)).has(first))
  const kept = new Set<number>()
  for (const one of recording.steps) {
    const isKept =
      one.at.node !== undefined ? isLater(one) : one.parent !== undefined && kept.has(one.parent)
    if (isKept) kept.add(one.id)
  }
  const steps = recording.steps.filter(({ id }) => kept.has(id))
  const { reply, ...rest } = recording
  const isReplied = steps.some(({ out }) => out !== undefined && out === reply)
  return {
    ...rest,
    ...(isReplied && reply ? { reply } : {}),
    steps,
    calls: recording.calls.filter((call) => kept.has(call.step)),
  }
}

/**
 * What went into a node. Of a call only what was sent is kept, which its settings made of what came: that is what the node
 * before it gave, when there was but one.
 */
export function givenTo(recording: Recording, step: RecordedStep, ways: Ways): Message | undefined {
  if (step.kind !== 'outgoing') return step.in
  const before = ways.into(keyOf(step.at), 'then')
  if (before.some(({ isChannel }) => isChannel)) return recording.message
  const keys = new Set(before.map(({ key }) => key))
  const passed = recording.steps.filter(({ at }) => at.node !== undefined && keys.has(keyOf(at)))
  const [only, other] = passed
  return (other ? undefined : only?.out) ?? step.in
}
