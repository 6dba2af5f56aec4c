/** What is found where two runs part, and how it is told. */
import type { FailureData } from '../model/failure.ts'
import type { Place } from '../model/place.ts'
import type { Difference } from '../model/proving.ts'
import type { Otherwise, Three } from './otherwise.ts'
import type { RecordedStep } from './recording.ts'

/** A node that did otherwise, and how. */
export interface Cause {
  at: Place
  kind: Difference['kind']
  /** For people, the same for all messages that it does the same to: `"billing" answers another total`. */
  words: string
  differences: readonly Difference[]
}

/** One step as it was, as it is, and as it was the second time. */
export interface Steps extends Three<RecordedStep> {
  again?: RecordedStep | undefined
}

/** One difference that is a cause by itself. */
export function causeOf(
  at: Place,
  kind: Difference['kind'],
  words: string,
  parts: Pick<Difference, 'pointer' | 'expected' | 'actual'>,
): Cause {
  return { at, kind, words, differences: [{ ...parts, kind, words, at }] }
}

/** Several values of one message that came out otherwise. `begin`: `"billing" answers`. */
export function valuesCause(
  at: Place,
  kind: Difference['kind'],
  begin: string,
  parts: readonly Otherwise[],
): Cause | undefined {
  const [first] = parts
  if (!first) return undefined
  const differences = parts.map(
    (part): Difference => ({ ...part, kind, words: changeWords(part), at }),
  )
  return { at, kind, words: `${begin} ${valueWords(first)}`, differences }
}

/** `another total`, `no header x-api-key`, `status 200, not 201`. Which line of a list it was is left out: all are one cause. */
export function valueWords({ pointer, expected, actual }: Otherwise): string {
  if (pointer === '/status' || pointer === '/code') {
    const now = actual === undefined ? 'none' : String(actual)
    const then = expected === undefined ? '' : `, not ${String(expected)}`
    return `${pointer.slice(1)} ${now}${then}`
  }
  const name = nameOf(pointer)
  if (actual === undefined) return `no ${name}`
  return expected === undefined ? `${name} as well` : `another ${name}`
}

/** `total is 12, not 11`. */
export function changeWords({ pointer, expected, actual }: Otherwise): string {
  const name = nameOf(pointer)
  if (actual === undefined) return `${name} is no longer there; it was ${told(expected)}`
  if (expected === undefined) return `${name} is ${told(actual)}, and was not there`
  return `${name} is ${told(actual)}, not ${told(expected)}`
}

function nameOf(pointer: string): string {
  const [, part, as, ...path] = pointer.replace(/^\/deliveries\/\d+/, '').split('/')
  if (part === undefined) return 'call'
  if (part === 'headers') return `header ${as ?? ''}`
  if (part === 'properties') return [as, ...path].join('.')
  if (part === 'status' || part === 'code' || part === 'call') return part
  const names = path.map((name) => (/^\d+$/.test(name) ? '*' : unescaped(name)))
  return names.length === 0 ? 'body' : names.join('.')
}

function unescaped(name: string): string {
  return name.replaceAll('~1', '/').replaceAll('~0', '~')
}

function told(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

export function failureWords(
  name: string,
  then: FailureData | undefined,
  now: FailureData | undefined,
): string {
  if (!now) return `"${name}" no longer fails with ${then?.code}`
  if (!then) return `"${name}" fails with ${now.code}`
  const isOne = then.code === now.code
  return isOne
    ? `"${name}" fails with ${now.code} in other words`
    : `"${name}" fails with ${now.code}, not ${then.code}`
}

/** `POST https://erp.local/bills of "erp"`, or the name of an invoked service. */
export function callText({
  kind,
  label,
  name,
  connection,
}: Pick<RecordedStep, 'kind' | 'label' | 'name' | 'connection'>): string {
  return kind === 'outgoing' ? `${label} of "${connection ?? name}"` : `"${name}"`
}
