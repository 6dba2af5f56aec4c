/**
 * SimpleIO at work: a declaration is compiled once into a plan, and each message is read and written by the plan.
 * Refusals name the element by its path (`lines[2].amount`) and never show a secret's value.
 */
import { Failure, type FailureCode } from './failure.ts'
import { type AnyElement, type ElementSpec, type ElementType, type Io, inferType } from './io.ts'
import { type Convert, reading, words, writing, wrong } from './io-convert.ts'

/** One element, ready to be read and written. */
export interface PlannedElement {
  readonly name: string
  readonly type: ElementType
  readonly required: boolean
  readonly default: unknown
  /** Of `dict`, `dictlist`, `object`; undefined: any members. */
  readonly members: readonly PlannedElement[] | undefined
  /** Of `list`: what each item is. */
  readonly of: ElementType | undefined
  /** Does an empty text count as not there? For all types that an empty text cannot be. */
  readonly emptyIsMissing: boolean
}

export interface IoPlan {
  /** undefined: nothing is declared, so nothing is read. */
  readonly input: readonly PlannedElement[] | undefined
  readonly output: readonly PlannedElement[] | undefined
}

/** Where the elements of an input are looked for; what stands further up wins. */
export interface InputSource {
  /** Of the channel's path. First, because the address is what was routed and what access was decided on. */
  params?: Readonly<Record<string, unknown>> | undefined
  /** A name that came more than once has a list. */
  query?: Readonly<Record<string, unknown>> | undefined
  /** The payload; only an object has elements. */
  body?: unknown
}

const plans = new WeakMap<Io, IoPlan>()
const nothing: IoPlan = { input: undefined, output: undefined }

/**
 * The plan of a declaration, made once for each.
 * @throws Failure SERVICE_NOT_COMPILED when the declaration makes no sense; the element is in `details`.
 */
export function planOf(io: Io | undefined): IoPlan {
  if (io === undefined) return nothing
  let plan = plans.get(io)
  if (plan === undefined) {
    plan = {
      input: io.input && planElements(io.input, ''),
      output: io.output && planElements(io.output, ''),
    }
    plans.set(io, plan)
  }
  return plan
}

/**
 * The values of an input, by name. An optional element that is not there is undefined, or its default. null, and an empty
 * text for what cannot be empty, count as not there.
 * @throws Failure INPUT_MISSING, INPUT_MALFORMED with `details.element`.
 */
export function readInput(plan: IoPlan, source: InputSource): Record<string, unknown> {
  const { input } = plan
  if (input === undefined) return {}
  const { params, query, body } = source
  const fields = isObject(body) ? body : undefined
  const values: Record<string, unknown> = {}
  for (const element of input) {
    const { name } = element
    let found: unknown
    if (params !== undefined && Object.hasOwn(params, name)) found = params[name]
    else if (query !== undefined && Object.hasOwn(query, name)) found = query[name]
    else if (fields !== undefined && Object.hasOwn(fields, name)) found = fields[name]
    values[name] = readElement(element, found, inputSide, '')
  }
  return values
}

/**
 * A payload as declared: one object, or a list of them. Members that are not declared are left out, and so are optional
 * ones that are undefined.
 * @throws Failure OUTPUT_MISSING, OUTPUT_MALFORMED with `details.element`.
 */
export function writeOutput(plan: IoPlan, payload: unknown): unknown {
  const { output } = plan
  if (output === undefined) return payload
  if (Array.isArray(payload)) {
    return payload.map((item, index) => {
      if (!isObject(item)) throw refuse(outputSide, `[${index}]`, 'object', item)
      return writeFields(output, item, `[${index}].`)
    })
  }
  if (payload === undefined || payload === null) return writeFields(output, {}, '')
  if (!isObject(payload)) throw refuse(outputSide, '', 'object', payload)
  return writeFields(output, payload, '')
}

interface Side {
  convert: Readonly<Partial<Record<ElementType, Convert>>>
  missing: FailureCode
  malformed: FailureCode
}
const inputSide: Side = { convert: reading, missing: 'INPUT_MISSING', malformed: 'INPUT_MALFORMED' }
const outputSide: Side = {
  convert: writing,
  missing: 'OUTPUT_MISSING',
  malformed: 'OUTPUT_MALFORMED',
}

function writeFields(
  elements: readonly PlannedElement[],
  from: Readonly<Record<string, unknown>>,
  prefix: string,
): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const element of elements) {
    // Not only own ones: a service may give an object with getters.
    const given = from[element.name]
    if (given === null && !element.required) fields[element.name] = null
    else {
      const value = readElement(element, given, outputSide, prefix)
      if (value !== undefined) fields[element.name] = value
    }
  }
  return fields
}

function readFields(
  elements: readonly PlannedElement[],
  from: Readonly<Record<string, unknown>>,
  prefix: string,
): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const element of elements) {
    const found = Object.hasOwn(from, element.name) ? from[element.name] : undefined
    fields[element.name] = readElement(element, found, inputSide, prefix)
  }
  return fields
}

function readElement(element: PlannedElement, found: unknown, side: Side, prefix: string): unknown {
  const { type } = element
  const isMissing =
    found === undefined ||
    (found === null && type !== 'asis') ||
    (found === '' && element.emptyIsMissing)
  if (isMissing) {
    if (element.required) throw missing(side, prefix + element.name, found)
    const stands = element.default
    if (stands === undefined) return undefined
    // A default is the declaration's: a service must not be able to change it for the next message.
    return side === inputSide ? copy(stands) : present(element, stands, side, prefix)
  }
  return present(element, found, side, prefix)
}

function present(element: PlannedElement, found: unknown, side: Side, prefix: string): unknown {
  const { type } = element
  const convert = side.convert[type]
  if (convert !== undefined) {
    const value = convert(found)
    if (value === wrong) throw refuse(side, prefix + element.name, type, found)
    return value
  }
  const path = prefix + element.name
  if (type === 'list') return items(element, found, side, path)
  if (type === 'dictlist') {
    if (!Array.isArray(found)) throw refuse(side, path, type, found)
    return found.map((item, index) => members(element, item, side, `${path}[${index}]`))
  }
  return members(element, found, side, path)
}

function items(element: PlannedElement, found: unknown, side: Side, path: string): unknown {
  const list = Array.isArray(found) ? found : [found]
  const { of } = element
  const convert = of && side.convert[of]
  if (of === undefined || convert === undefined) return list
  return list.map((item, index) => {
    const value = convert(item)
    if (value === wrong) throw refuse(side, `${path}[${index}]`, of, item)
    return value
  })
}

function members(element: PlannedElement, found: unknown, side: Side, path: string): unknown {
  if (!isObject(found)) throw refuse(side, path, 'object', found)
  if (element.members === undefined) return found
  const read = side === inputSide ? readFields : writeFields
  return read(element.members, found, `${path}.`)
}

function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Date) return new Date(value)
  if (Array.isArray(value)) return value.map(copy)
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copy(member)]))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !ArrayBuffer.isView(value) &&
    !(value instanceof Date)
  )
}

function missing(side: Side, path: string, found: unknown): Failure {
  const isInput = side === inputSide
  const how = found === null ? 'is null' : found === '' ? 'is empty' : 'is missing'
  return new Failure(
    side.missing,
    `The ${isInput ? 'input' : 'output'} element "${path}" ${how}, and it is required.`,
    { details: { element: path } },
  )
}

function refuse(side: Side, path: string, type: ElementType, found: unknown): Failure {
  const which =
    path === ''
      ? "The service's payload"
      : `The ${side === inputSide ? 'input' : 'output'} element "${path}"`
  const shown = type === 'secret' ? '' : `, not ${show(found)}`
  return new Failure(side.malformed, `${which} must be ${words[type]}${shown}.`, {
    details: { element: path, expected: type },
  })
}

function show(value: unknown): string {
  if (Array.isArray(value)) return 'a list'
  if (ArrayBuffer.isView(value)) return 'bytes'
  if (value instanceof Date) return 'a Date'
  if (typeof value === 'object' && value !== null) return 'an object'
  if (typeof value !== 'string') return String(value)
  return value.length > 40 ? `"${value.slice(0, 40)}…"` : `"${value}"`
}

function planElements(specs: readonly ElementSpec[], prefix: string): readonly PlannedElement[] {
  const planned = specs.flatMap((spec) => planSpec(spec, prefix))
  const seen = new Set<string>()
  for (const { name } of planned) {
    if (seen.has(name)) throw senseless(prefix + name, 'is there twice')
    seen.add(name)
  }
  return planned
}

function planSpec(spec: unknown, prefix: string): PlannedElement[] {
  if (typeof spec === 'string') return [planElement(spec, undefined, prefix)]
  if (typeof spec !== 'object' || spec === null) {
    throw senseless(`${prefix}${String(spec)}`, 'is neither a name nor an element')
  }
  if ('hasDefault' in spec && 'type' in spec) {
    const element = spec as AnyElement
    return [planElement(element.name, element, prefix)]
  }
  return Object.entries(spec).map(([name, list]) => {
    if (!Array.isArray(list)) throw senseless(prefix + name, 'must have a list of elements')
    const made = { type: 'object' as const, name, hasDefault: false, members: list }
    return planElement(name, made, prefix)
  })
}

const scalars = new Set<string>(Object.keys(reading))

function planElement(
  marked: string,
  element: AnyElement | undefined,
  prefix: string,
): PlannedElement {
  const isOptional = marked.endsWith('?')
  const name = isOptional ? marked.slice(0, -1) : marked
  if (name === '' || name === '__proto__') throw senseless(prefix + name, 'is no name')
  const type = element?.type ?? inferType(name)
  const list = element?.members as readonly ElementSpec[] | undefined
  return {
    name,
    type,
    required: !isOptional && element?.hasDefault !== true,
    default: element?.default,
    members: list && planElements(list, `${prefix}${name}.`),
    of: element?.of,
    emptyIsMissing: scalars.has(type) && !['text', 'secret', 'csv', 'asis'].includes(type),
  }
}

function senseless(path: string, why: string): Failure {
  return new Failure('SERVICE_NOT_COMPILED', `The element "${path}" of static io ${why}.`, {
    details: { element: path },
  })
}
