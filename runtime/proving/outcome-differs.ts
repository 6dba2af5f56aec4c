/** How a node or an invoked service ended otherwise, and with what. Pure. */
import type { Place } from '../model/place.ts'
import { type Cause, causeOf, failureWords, type Steps, valuesCause } from './cause.ts'
import { messagesDiffer } from './messages-differ.ts'
import { type Moments, textsDiffer } from './otherwise.ts'

export function outcomeDiffers(steps: Steps, at: Place, moments: Moments): Cause | undefined {
  const { expected, actual, again } = steps
  const { name } = actual
  const failed = failuresDiffer(steps, at, moments)
  if (failed) return failed
  if ((expected.state === 'filtered') !== (actual.state === 'filtered')) {
    const passes = actual.state === 'filtered' ? 'no longer lets it pass' : 'lets it pass'
    const states = { pointer: '', expected: expected.state, actual: actual.state }
    return causeOf(at, 'path', `"${name}" ${passes}`, states)
  }
  const answers = { expected: expected.out, actual: actual.out, again: again?.out }
  return valuesCause(at, 'answer', `"${name}" answers`, messagesDiffer(answers, moments))
}

export function failuresDiffer(steps: Steps, at: Place, moments: Moments): Cause | undefined {
  const { expected, actual, again } = steps
  const [then, now] = [expected.failure, actual.failure]
  if (!then && !now) return undefined
  if (then && now && then.code === now.code) {
    const messages = { expected: then.message, actual: now.message, again: again?.failure?.message }
    if (!textsDiffer(messages, moments)) return undefined
  }
  return causeOf(at, 'failure', failureWords(actual.name, then, now), {
    pointer: '/code',
    ...(then ? { expected: `${then.code}: ${then.message}` } : {}),
    ...(now ? { actual: `${now.code}: ${now.message}` } : {}),
  })
}
