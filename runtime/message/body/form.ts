/** application/x-www-form-urlencoded (WHATWG URL, section 5). A name that comes more than once has a list. */
import { Failure } from '../../model/failure.ts'
import { textOf, wrongAt } from './position.ts'

const what = 'The body is not a form'
const brokenEscape = /%(?![0-9a-fA-F]{2})/

/** `a=1&b=2&b=3` -> `{ a: '1', b: ['2', '3'] }`. @throws Failure MESSAGE_NOT_FORM with line and column. */
export function readForm(raw: Buffer): Record<string, string | string[]> {
  const text = textOf(raw, 'MESSAGE_NOT_FORM', what)
  const broken = text.search(brokenEscape)
  if (broken !== -1) throw wrongAt('MESSAGE_NOT_FORM', what, '% needs two digits', text, broken)
  return gather(new URLSearchParams(text))
}

/** Names and values as one object; what a URL's query becomes as well. */
export function gather(pairs: URLSearchParams): Record<string, string | string[]> {
  const values: Record<string, string | string[]> = {}
  for (const [name, value] of pairs) {
    const before = Object.hasOwn(values, name) ? values[name] : undefined
    if (before === undefined) put(values, name, value)
    else if (Array.isArray(before)) before.push(value)
    else put(values, name, [before, value])
  }
  return values
}

// By definition and not by assignment, which for the name __proto__ would set the prototype.
function put<T>(target: Record<string, T>, name: string, value: T): void {
  if (name !== '__proto__') target[name] = value
  else Object.defineProperty(target, name, { value, enumerable: true, writable: true })
}

/** @throws Failure OUTPUT_MALFORMED when the value is not names with texts, numbers, booleans or lists of these. */
export function writeForm(value: unknown): Buffer {
  if (value instanceof URLSearchParams) return Buffer.from(value.toString())
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Failure('OUTPUT_MALFORMED', 'A form is written from an object of names and values.')
  }
  const pairs = new URLSearchParams()
  for (const [name, entry] of Object.entries(value)) {
    for (const one of Array.isArray(entry) ? entry : [entry]) {
      if (one === undefined || one === null) continue
      if (typeof one === 'object') {
        throw new Failure('OUTPUT_MALFORMED', `A form has no place for an object: ${name}.`, {
          details: { element: name },
        })
      }
      pairs.append(name, String(one))
    }
  }
  return Buffer.from(pairs.toString())
}
