/** One channel, connection or security definition: is its type known, are its fields what they should be, do its secrets have a value? */
import { checkValues, type Values } from './check-values.ts'
import { type ConnectorDefinition, halfOf, type Side } from './definition.ts'
import type { Field } from './field.ts'
import { isShown } from './field.ts'
import { historyKeyPattern, mostHistoryKeys } from './history.ts'
import { nameTrouble } from './name.ts'
import { didYouMean } from './nearest.ts'
import type { Place } from './place.ts'
import type { Problem } from './problem.ts'
import { problem } from './problem-codes.ts'
import type { ProjectObject } from './project.ts'

const common = new Set(['name', 'type', 'isActive', 'description', 'historyKeys'])

/** The fields of an object's type on its side; undefined: there is no such type. */
export function fieldsOf(
  side: Side,
  type: string,
  connectors: readonly ConnectorDefinition[],
): readonly Field[] | undefined {
  return halfOf(
    connectors.find((one) => one.type === type),
    side,
  )?.fields
}

/** What the definition's fields are about: the object without what every object has. */
export function valuesOf(object: ProjectObject): Values {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !common.has(key)))
}

/** The same object has the same problems for as long as it is the same; secrets are looked at each time. */
const cache = new WeakMap<ProjectObject, { side: Side; connectors: unknown; problems: Problem[] }>()

export function checkObject(
  side: Side,
  object: ProjectObject,
  connectors: readonly ConnectorDefinition[],
  secrets: ReadonlySet<string> | undefined,
): Problem[] {
  const known = cache.get(object)
  const isKnown = known?.side === side && known.connectors === connectors
  const problems = isKnown ? known.problems : checkAlone(side, object, connectors)
  if (!isKnown) cache.set(object, { side, connectors, problems })
  return secrets ? [...problems, ...secretProblems(side, object, connectors, secrets)] : problems
}

function checkAlone(
  side: Side,
  object: ProjectObject,
  connectors: readonly ConnectorDefinition[],
): Problem[] {
  const at: Place = { collection: side, name: object.name }
  const problems: Problem[] = []
  const trouble = nameTrouble(object.name)
  if (trouble !== undefined) {
    problems.push(
      problem(
        'NAME_INVALID',
        { ...at, field: 'name' },
        `The name cannot be used: ${trouble}.`,
        'Give it another name.',
      ),
    )
  }
  const fields = fieldsOf(side, object.type, connectors)
  if (!fields) return [...problems, unknownType(side, object, connectors)]
  problems.push(...keyProblems(side, object, at))
  return [...problems, ...checkValues(fields, valuesOf(object), { at })]
}

function keyProblems(side: Side, { historyKeys = [] }: ProjectObject, at: Place): Problem[] {
  if (historyKeys.length === 0) return []
  const field = { ...at, field: 'historyKeys' }
  if (side !== 'channels') {
    const words = 'Only a channel takes messages, so only a channel has search keys.'
    return [problem('FIELD_UNKNOWN', field, words, 'Remove "historyKeys".')]
  }
  const troubles = historyKeys.flatMap((key, index) => {
    if (!historyKeyPattern.test(key)) return [`"${key}" is no path of a payload`]
    return historyKeys.indexOf(key) < index ? [`"${key}" stands there twice`] : []
  })
  if (historyKeys.length > mostHistoryKeys)
    troubles.unshift(`there are ${historyKeys.length}, and at most ${mostHistoryKeys} can be kept`)
  const help = 'Write paths such as order_id or customer.id, one for each key.'
  return troubles.map((words) => problem('FIELD_WRONG', field, `Search keys: ${words}.`, help))
}

const oneOf = {
  channels: 'channel',
  connections: 'outgoing connection',
  security: 'security definition',
} as const satisfies Record<Side, string>

function unknownType(
  side: Side,
  { name, type }: ProjectObject,
  connectors: readonly ConnectorDefinition[],
): Problem {
  const types = connectors.filter((one) => halfOf(one, side)).map((one) => one.type)
  return problem(
    'TYPE_UNKNOWN',
    { collection: side, name, field: 'type' },
    `"${type}" is no kind of ${oneOf[side]}.`,
    didYouMean(type, types, `There are: ${types.join(', ')}.`),
  )
}

function secretProblems(
  side: Side,
  object: ProjectObject,
  connectors: readonly ConnectorDefinition[],
  secrets: ReadonlySet<string>,
): Problem[] {
  const fields = fieldsOf(side, object.type, connectors) ?? []
  return fields.flatMap((field) => {
    const name = field.kind === 'secret' ? secretName(object[field.name]) : undefined
    if (name === undefined || secrets.has(name) || !isShown(field, valuesOf(object), fields))
      return []
    return [
      problem(
        'SECRET_MISSING',
        { collection: side, name: object.name, field: field.name },
        `${field.label}: the secret "${name}" has no value, so ${object.name} is incomplete.`,
        'Set it in the form; it is kept outside the project.',
      ),
    ]
  })
}

function secretName(value: unknown): string | undefined {
  const secret = (value as { secret?: unknown } | null | undefined)?.secret
  return typeof secret === 'string' ? secret : undefined
}
