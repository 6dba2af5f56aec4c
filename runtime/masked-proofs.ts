/** What is told of differences shows parts of messages: what is secret in them is masked first, by its name and by its value. */
import type { Redactor } from './inspector/redact.ts'
import type { BehaviourGroup, Difference } from './model/proving.ts'

export function maskedDifference(difference: Difference, redactor: Redactor): Difference {
  const { pointer, words, expected, actual } = difference
  const name = pointer.split('/').at(-1) ?? ''
  const mask = (value: unknown) => maskedValue(value, { pointer, name }, redactor)
  const [then, now] = [mask(expected), mask(actual)]
  const isMasked =
    JSON.stringify(then) !== JSON.stringify(expected) ||
    JSON.stringify(now) !== JSON.stringify(actual)
  return {
    ...difference,
    words: isMasked ? `${name} came out otherwise` : redactor.text(words),
    ...(expected === undefined ? {} : { expected: then }),
    ...(actual === undefined ? {} : { actual: now }),
  }
}

export function maskedGroup(group: BehaviourGroup, redactor: Redactor): BehaviourGroup {
  const { words, example } = group
  const differences = example.differences.map((one) => maskedDifference(one, redactor))
  return { ...group, words: redactor.text(words), example: { ...example, differences } }
}

function maskedValue(
  value: unknown,
  { pointer, name }: { pointer: string; name: string },
  redactor: Redactor,
): unknown {
  if (value === undefined) return undefined
  if (/\/headers\/[^/]+$/.test(pointer) && typeof value === 'string')
    return redactor.headers({ [name]: value })[name]
  return (redactor.payload({ [name]: value }) as Record<string, unknown>)[name]
}
