/** What came of a message against what was expected of it. Pure. */
import { isCall } from '../model/call.ts'
import { kindOf } from '../model/matchers.ts'
import type { Place } from '../model/place.ts'
import { type Path, pointerOf } from '../model/pointer.ts'
import type { Difference } from '../model/proving.ts'
import type { Delivery, Expectation, ExpectedBody, WrittenBody } from '../model/saved-test.ts'
import { aligned } from './align.ts'
import { Masks } from './masks.ts'
import { shown, valuesDiffer } from './values-differ.ts'
import { bytesOf, writtenFrom } from './written.ts'

export interface CompareOptions {
  masks?: readonly string[]
  /** The node after which an answer, a failure or a settlement differs, when that is known. */
  answeredAt?: Place | undefined
  /** The node that made the delivery of this index. */
  deliveredAt?: (actual: number) => Place | undefined
}

/** What `expected` leaves out does not matter. `actual` is complete, without masks. */
export function compare(
  expected: Expectation,
  actual: Expectation,
  { masks = [], answeredAt, deliveredAt = () => undefined }: CompareOptions = {},
): Difference[] {
  const masked = new Masks(masks)
  const found: Difference[] = []
  const at = answeredAt ? { at: answeredAt } : {}
  for (const [name, kind] of simple) {
    if (expected[name] === undefined) continue
    const differences = named(name, [name], expected[name], actual[name], masked)
    found.push(...differences.map((one) => ({ kind, ...one, ...at })))
  }
  const answer = [
    ...headersDiffer(expected.headers, actual.headers, ['headers'], masked),
    ...bodiesDiffer(expected.body, actual.body, ['body'], masked),
  ]
  found.push(...answer.map((one) => ({ kind: 'answer' as const, ...one, ...at })))
  if (expected.deliveries) {
    found.push(
      ...deliveriesDiffer(expected.deliveries, actual.deliveries ?? [], masked, deliveredAt),
    )
  }
  return found
}

const simple = [
  ['outcome', 'failure'],
  ['code', 'failure'],
  ['status', 'answer'],
  ['settled', 'settlement'],
] as const satisfies readonly (readonly [keyof Expectation, Difference['kind']])[]

type Found = Omit<Difference, 'kind'>

function named(
  name: string,
  path: Path,
  expected: unknown,
  actual: unknown,
  masks: Masks,
  how: 'equal' | 'subset' = 'equal',
): Found[] {
  return valuesDiffer(expected, actual, { how, masks, at: path }).map(
    ({ place, words, ...one }) => {
      const subject = place === '' ? name : `${name}${place.startsWith('[') ? '' : '.'}${place}`
      return { ...one, words: `${subject} ${words}` }
    },
  )
}

function headersDiffer(
  expected: Expectation['headers'],
  actual: Expectation['headers'],
  path: Path,
  masks: Masks,
): Found[] {
  const lowered = Object.fromEntries(
    Object.entries(actual ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
  )
  return Object.entries(expected ?? {}).flatMap(([name, value]) =>
    named(`header ${name}`, [...path, name], value, lowered[name.toLowerCase()], masks),
  )
}

function bodiesDiffer(
  expected: ExpectedBody | undefined,
  actual: WrittenBody | undefined,
  path: Path,
  masks: Masks,
): Found[] {
  if (!expected || masks.has(path)) return []
  const { how, contentType } = expected
  const type =
    contentType === undefined || isType(contentType, actual?.contentType)
      ? []
      : named('content type', [...path, 'contentType'], contentType, actual?.contentType, masks)
  if ('json' in expected) {
    const here = [...path, 'json']
    const json = jsonOf(actual)
    if (json === undefined) return [...type, noJson(expected.json, actual, here)]
    return [...type, ...named('body', here, expected.json, json.value, masks, how)]
  }
  if (expected.base64 !== undefined) {
    const bytes = bytesOf(actual).toString('base64')
    return [...type, ...named('body', [...path, 'base64'], expected.base64, bytes, masks)]
  }
  const here = expected.text === undefined ? path : [...path, 'text']
  return [...type, ...textsDiffer(expected, actual, here, masks)]
}

/** Without parameters on the one side they do not matter on the other. */
function isType(expected: string, actual = ''): boolean {
  const [one, other] = [expected, actual].map((type) => type.toLowerCase().replace(/\s*;\s*/g, ';'))
  return one === other || (!expected.includes(';') && one === other?.split(';', 1)[0])
}

/** undefined: it is none. */
function jsonOf(body: WrittenBody | undefined): { value: unknown } | undefined {
  if (body && 'json' in body) return { value: body.json }
  const again = writtenFrom(bytesOf(body), undefined, true)
  return again && 'json' in again ? { value: again.json } : undefined
}

function noJson(expected: unknown, actual: WrittenBody | undefined, path: Path): Found {
  const what = isEmpty(actual) ? 'is empty' : 'is no JSON'
  const told = isEmpty(actual) ? {} : { actual: textOf(actual) }
  const words = `body ${what}; ${kindOf(expected)} was expected`
  return { pointer: pointerOf(path), words, expected, ...told }
}

function textsDiffer(
  expected: ExpectedBody,
  actual: WrittenBody | undefined,
  path: Path,
  masks: Masks,
): Found[] {
  const [one, other] = [textOf(expected), textOf(actual)]
  if (one === other || masks.has(path)) return []
  // A body that is JSON was read as such; how it was written is not known any more.
  const json = actual && 'json' in actual ? jsonOf(expected) : undefined
  if (json) return named('body', path, json.value, actual?.json, masks)
  const pointer = pointerOf(path)
  const both = { expected: one, actual: other }
  if (one === '') return [{ pointer, words: 'body is there, and was to be empty', ...both }]
  if (other === '') return [{ pointer, words: 'body is empty', ...both }]
  const [lines, others] = [one.split('\n'), other.split('\n')]
  const line = lines.findIndex((text, index) => text !== others[index])
  const at = line < 0 ? lines.length : line
  const where = lines.length > 1 ? `line ${at + 1} of the body` : 'body'
  const words = `${where} is ${shown(others[at])}, not ${shown(lines[at])}`
  return [{ pointer, words, ...both }]
}

function isEmpty(body: WrittenBody | undefined): boolean {
  return body === undefined || bytesOf(body).length === 0
}

function textOf(body: WrittenBody | undefined): string {
  if (body?.base64 !== undefined) return body.base64
  return bytesOf(body).toString('utf8')
}

/** For each connection in the order of its calls; connections may overtake each other. */
function deliveriesDiffer(
  expected: readonly Delivery[],
  actual: readonly Delivery[],
  masks: Masks,
  by: (actual: number) => Place | undefined,
): Difference[] {
  const connections = new Set([...expected, ...actual].map(({ connection }) => connection))
  const found: Difference[] = []
  for (const connection of connections) {
    const wanted = ofConnection(expected, connection)
    const made = ofConnection(actual, connection)
    const pairs = aligned(wanted, made, (one, other) =>
      isCall(one.delivery.call, other.delivery.call ?? ''),
    )
    for (const [one, other] of pairs) {
      const at = other && by(other.index)
      const place = at ? { at } : {}
      if (one && other) {
        const differences = deliveryDiffers(one, other, masks)
        found.push(...differences.map((each) => ({ kind: 'delivery' as const, ...each, ...place })))
      } else if (one) found.push(notMade(one))
      else if (other) found.push({ ...notExpected(other), ...place })
    }
  }
  return found
}

interface Numbered {
  index: number
  delivery: Delivery
}

function ofConnection(all: readonly Delivery[], connection: string): Numbered[] {
  return all.flatMap((delivery, index) =>
    delivery.connection === connection ? [{ index, delivery }] : [],
  )
}

function deliveryDiffers(one: Numbered, other: Numbered, masks: Masks): Found[] {
  const path = ['deliveries', String(one.index)]
  const { connection, call, headers, body } = one.delivery
  const told = other.delivery
  const wrongCall =
    call === undefined || isCall(call, told.call ?? '')
      ? []
      : named('call', [...path, 'call'], call, told.call, masks)
  return [
    ...wrongCall,
    ...headersDiffer(headers, told.headers, [...path, 'headers'], masks),
    ...bodiesDiffer(body, told.body, [...path, 'body'], masks),
  ].map((each) => ({ ...each, words: `${connection}, ${told.call}: ${each.words}` }))
}

function notMade({ index, delivery }: Numbered): Difference {
  const { connection, call } = delivery
  const words = `${connection} was not called${call === undefined ? '' : `: ${call}`}`
  return { kind: 'delivery', pointer: `/deliveries/${index}`, words, expected: delivery }
}

/** RFC 6901, 4: `-` is what comes after the last. */
function notExpected({ delivery }: Numbered): Difference {
  const { connection, call } = delivery
  const words = `${connection} was called, and that was not expected: ${call}`
  return { kind: 'delivery', pointer: '/deliveries/-', words, actual: delivery }
}
