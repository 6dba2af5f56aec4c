/** What a node called otherwise: another connection, another call, another message, another order, or not at all. Pure. */
import type { Place } from '../model/place.ts'
import { type Cause, callText, causeOf, type Steps, valuesCause } from './cause.ts'
import { messagesDiffer } from './messages-differ.ts'
import { type Moments, type Three, textsDiffer } from './otherwise.ts'
import { outcomeDiffers } from './outcome-differs.ts'
import type { RecordedStep } from './recording.ts'

type Lists = Three<readonly RecordedStep[]>

/** Those that a step made, from the three runs. */
export type Inside = (steps: Steps) => Lists

/** One call. @param who The node or service that makes it. */
export function callDiffers(
  { expected, actual, again }: Steps,
  who: Pick<RecordedStep, 'name' | 'at'>,
  moments: Moments,
): Cause | undefined {
  const { name, at } = who
  const pointer = '/deliveries'
  const labels = { expected: expected.label, actual: actual.label, again: again?.label }
  const isElsewhere = expected.connection !== actual.connection
  if (isElsewhere || textsDiffer(labels, moments)) {
    const texts = { expected: callText(expected), actual: callText(actual) }
    if (actual.label === '') return undefined
    const words = `"${name}" calls ${texts.actual}, not ${texts.expected}`
    return causeOf(at, 'delivery', words, { pointer, ...texts })
  }
  const waits = actual.state !== 'open' || again?.state === 'done'
  if (expected.state !== 'open' && !waits) {
    const words = `"${name}" does not wait for ${callText(actual)}`
    return causeOf(at, 'delivery', words, { pointer, expected: 'done', actual: 'under way' })
  }
  const sent = { expected: expected.in, actual: actual.in, again: again?.in }
  const begin = `"${name}" sends "${actual.connection ?? actual.name}"`
  return valuesCause(at, 'delivery', begin, messagesDiffer(sent, moments))
}

/** All calls that a service made on its way, and those of the services that it invoked. */
export function callsDiffer(steps: Steps, at: Place, moments: Moments, inside: Inside) {
  const who = { name: steps.actual.name, at }
  const { expected, actual, again } = inside(steps)
  const { pairs, missing, more } = paired({ expected, actual }, moments)
  const [gone] = missing
  const [come] = more
  if (gone || come) return others(who, gone, come)
  for (const { then, now } of pairs) {
    const own = { expected: then, actual: now, again: again?.[actual.indexOf(now)] }
    const found = oneDiffers(own, who, moments, inside)
    if (found) return found
  }
  return orderDiffers(pairs, who)
}

function oneDiffers(
  steps: Steps,
  who: { name: string; at: Place },
  moments: Moments,
  inside: Inside,
): Cause | undefined {
  if (steps.actual.kind === 'outgoing') return callDiffers(steps, who, moments)
  const { expected, actual, again } = steps
  const given = { expected: expected.in, actual: actual.in, again: again?.in }
  return (
    valuesCause(
      who.at,
      'delivery',
      `"${who.name}" gives "${actual.name}"`,
      messagesDiffer(given, moments),
    ) ??
    callsDiffer(steps, who.at, moments, inside) ??
    outcomeDiffers(steps, who.at, moments)
  )
}

function others(
  { name, at }: { name: string; at: Place },
  gone: RecordedStep | undefined,
  come: RecordedStep | undefined,
): Cause {
  const texts = {
    ...(gone ? { expected: callText(gone) } : {}),
    ...(come ? { actual: callText(come) } : {}),
  }
  const words = !gone
    ? `calls ${texts.actual} besides`
    : !come
      ? `no longer calls ${texts.expected}`
      : `calls ${texts.actual}, not ${texts.expected}`
  return causeOf(at, 'delivery', `"${name}" ${words}`, { pointer: '/deliveries', ...texts })
}

interface Call {
  then: RecordedStep
  now: RecordedStep
}

/** First those that are the very same, then the same call, then another of the same connection or service. */
function paired({ expected, actual }: Lists, moments: Moments) {
  const left = [...actual]
  const pairs = new Map<RecordedStep, RecordedStep>()
  const rounds: ((then: RecordedStep, now: RecordedStep) => boolean)[] = [
    (then, now) => then.label === now.label && isGivenSame(then, now, moments),
    (then, now) => then.label === now.label,
    () => true,
  ]
  for (const fits of rounds) {
    for (const then of expected) {
      if (pairs.has(then)) continue
      const index = left.findIndex((now) => calledBy(then) === calledBy(now) && fits(then, now))
      const now = index < 0 ? undefined : left.splice(index, 1)[0]
      if (now) pairs.set(then, now)
    }
  }
  const calls = expected.flatMap((then): Call[] => {
    const now = pairs.get(then)
    return now ? [{ then, now }] : []
  })
  return { pairs: calls, missing: expected.filter((then) => !pairs.has(then)), more: left }
}

function isGivenSame(then: RecordedStep, now: RecordedStep, moments: Moments): boolean {
  return messagesDiffer({ expected: then.in, actual: now.in }, moments).length === 0
}

function calledBy({ kind, name, connection }: RecordedStep): string {
  return `${kind} ${connection ?? name}`
}

/** Only where each call ended before the next began: what was side by side has no order. */
function orderDiffers(
  pairs: readonly Call[],
  { name, at }: { name: string; at: Place },
): Cause | undefined {
  const isInLine = pairs.every(({ then }, index) => {
    const next = pairs[index + 1]?.then
    return !next || (then.ended !== 0 && then.ended <= next.began)
  })
  const isInOrder = pairs.every(
    ({ now }, index) => now.id < (pairs[index + 1]?.now.id ?? now.id + 1),
  )
  if (!isInLine || isInOrder) return undefined
  const ordered = pairs.map(({ now }) => now).sort((one, other) => one.id - other.id)
  return causeOf(at, 'delivery', `"${name}" makes its calls in another order`, {
    pointer: '/deliveries',
    expected: pairs.map(({ then }) => callText(then)),
    actual: ordered.map(callText),
  })
}
