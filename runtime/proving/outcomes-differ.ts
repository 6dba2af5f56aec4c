/** What came out of an exchange otherwise than then: its answer, its failure, what was sent where, how it was settled, its path. Pure. */
import type { Difference } from '../model/proving.ts'
import type { Cause } from './cause.ts'
import { callText, changeWords } from './cause.ts'
import { messagesDiffer } from './messages-differ.ts'
import { type Moments, type Otherwise, otherwise, type Three, textsDiffer } from './otherwise.ts'
import type { RecordedCall, Recording } from './recording.ts'

/** @param causes The nodes that are to blame; where there is one, each difference is its. */
export function outcomesDiffer(
  { expected, actual, again }: Three<Recording>,
  causes: readonly Cause[],
): Difference[] {
  const moments: Moments = { expected, actual, ...(again ? { again } : {}) }
  const at = causes.length === 1 ? causes[0]?.at : undefined
  const of = (kind: Difference['kind'], parts: readonly Otherwise[]): Difference[] =>
    parts.map((part) => ({ ...part, kind, words: changeWords(part), ...(at ? { at } : {}) }))
  const codes = { expected: expected.failure?.code, actual: actual.failure?.code }
  const replies = { expected: expected.reply, actual: actual.reply, again: again?.reply }
  const found = [
    ...of('failure', otherwise(codes, moments, '/code')),
    ...of('answer', messagesDiffer(replies, moments)),
    ...of('delivery', deliveriesDiffer({ expected, actual, again }, moments)),
  ]
  if (found.length > 0) return found
  // What is left is how it came there.
  return causes.flatMap(({ differences }) => differences)
}

/** For each connection, in the order they were made. */
function deliveriesDiffer(
  { expected, actual, again }: Three<Recording>,
  moments: Moments,
): Otherwise[] {
  const found: Otherwise[] = []
  const connections = new Set([...expected.calls, ...actual.calls].map((one) => one.connection))
  for (const connection of connections) {
    const of = (recording: Recording | undefined) =>
      recording?.calls.filter((one) => one.connection === connection) ?? []
    const [then, now, more] = [of(expected), of(actual), of(again)]
    for (let index = 0; index < Math.max(then.length, now.length); index++) {
      const calls = { expected: then[index], actual: now[index], again: more[index] }
      const place = calls.expected ? expected.calls.indexOf(calls.expected) : expected.calls.length
      found.push(...callDiffers(calls, `/deliveries/${place}`, moments))
    }
  }
  return found
}

function callDiffers(
  { expected, actual, again }: Three<RecordedCall | undefined>,
  pointer: string,
  moments: Moments,
): Otherwise[] {
  if (!expected || !actual) return [{ pointer, expected: told(expected), actual: told(actual) }]
  const labels = { expected: expected.call, actual: actual.call, again: again?.call }
  const call = textsDiffer(labels, moments)
    ? [{ pointer: `${pointer}/call`, expected: expected.call, actual: actual.call }]
    : []
  const sent = { expected: expected.sent, actual: actual.sent, again: again?.sent }
  const parts = messagesDiffer(sent, moments)
  return [...call, ...parts.map((part) => ({ ...part, pointer: pointer + part.pointer }))]
}

function told(call: RecordedCall | undefined): string | undefined {
  return call && callText({ kind: 'outgoing', label: call.call, ...call, name: call.connection })
}
