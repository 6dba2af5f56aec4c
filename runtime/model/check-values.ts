/** The values of an object, a block or a call, held against the fields of its definition. */
import type { z } from 'zod'
import type { ExpressionTrouble } from './expression.ts'
import { defaultOf, type Field, isShown, schemaOf } from './field.ts'
import { nearest } from './nearest.ts'
import type { Place } from './place.ts'
import type { Problem } from './problem.ts'
import { problem } from './problem-codes.ts'

export type Values = Readonly<Record<string, unknown>>

export interface ValueCheck {
  at: Place
  /** Before a field's name in `at.field`: `config.`. */
  prefix?: string
  /** Left out: expressions are taken as they are. */
  expression?: (text: string) => ExpressionTrouble | undefined
}

const schemas = new WeakMap<readonly Field[], z.ZodType>()

function schemaFor(fields: readonly Field[]): z.ZodType {
  let schema = schemas.get(fields)
  if (!schema) {
    schema = schemaOf(fields)
    schemas.set(fields, schema)
  }
  return schema
}

export function checkValues(fields: readonly Field[], values: Values, how: ValueCheck): Problem[] {
  const shown = fields.filter((field) => isShown(field, values, fields))
  return [...shapeProblems(fields, shown, values, how), ...expressionProblems(shown, values, how)]
}

function shapeProblems(
  fields: readonly Field[],
  shown: readonly Field[],
  values: Values,
  how: ValueCheck,
): Problem[] {
  const parsed = schemaFor(fields).safeParse(values)
  if (parsed.success) return []
  return parsed.error.issues.flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((key) => unknownField(fields, [...issue.path, key], how))
    }
    const field = shown.find(({ name }) => name === issue.path[0])
    // A field that does not apply keeps what it had, for when it does again.
    if (!field) return []
    return [fieldProblem(field, issue, values, how)]
  })
}

function fieldProblem(
  field: Field,
  issue: z.core.$ZodIssue,
  values: Values,
  how: ValueCheck,
): Problem {
  const at = placeOf(how, issue.path)
  if (field.kind === 'secret' && typeof values[field.name] === 'string') {
    const words = `${field.label} is written in the project as it is, where everybody can read it.`
    return problem(
      'SECRET_PLAIN',
      at,
      words,
      'Set it again in the form; it will be kept outside the project.',
    )
  }
  if (issue.code === 'custom' && issue.message.endsWith(' is required')) {
    return problem(
      'FIELD_MISSING',
      at,
      `${issue.message}.`,
      `Fill in ${issue.message.replace(/ is required$/, '')}.`,
    )
  }
  const inner = issue.path.length > 1 ? ` (${issue.path.slice(1).map(String).join('.')})` : ''
  return problem('FIELD_WRONG', at, `${field.label}${inner}: ${issue.message}.`, field.help)
}

function unknownField(
  fields: readonly Field[],
  path: readonly PropertyKey[],
  how: ValueCheck,
): Problem {
  const name = String(path.at(-1))
  const near = nearest(
    name,
    fields.map((field) => field.name),
  )
  const fix = near === undefined ? 'Remove it.' : `Did you mean "${near}"? Else remove it.`
  return problem('FIELD_UNKNOWN', placeOf(how, path), `There is no field "${name}" here.`, fix)
}

function placeOf({ at, prefix = '' }: ValueCheck, path: readonly PropertyKey[]): Place {
  return { ...at, field: prefix + path.map(String).join('.') }
}

function expressionProblems(fields: readonly Field[], values: Values, how: ValueCheck): Problem[] {
  if (!how.expression) return []
  const problems: Problem[] = []
  for (const { label, path, text, skipped } of expressionsOf(fields, values)) {
    const trouble = how.expression(text)
    if (!trouble) continue
    const at = placeOf(how, path)
    if (trouble.offset !== undefined) at.offset = trouble.offset + skipped
    const where =
      trouble.offset === undefined ? '' : `, at character ${trouble.offset + skipped + 1}`
    problems.push(
      problem(
        'EXPRESSION_WRONG',
        at,
        `${label} does not parse${where}: ${trouble.message}.`,
        'Correct the JSONata expression.',
      ),
    )
  }
  return problems
}

interface FoundExpression {
  label: string
  path: PropertyKey[]
  text: string
  /** Characters before the expression itself: the `=`. */
  skipped: number
}

/** An empty expression is a missing one, which the schema tells. */
function expressionsOf(fields: readonly Field[], values: Values): FoundExpression[] {
  return fields.flatMap((field) => {
    const value = values[field.name] ?? defaultOf(field)
    const marked = (text: unknown, path: PropertyKey[]): FoundExpression[] =>
      typeof text === 'string' && text.startsWith('=')
        ? [{ label: field.label, path, text: text.slice(1), skipped: 1 }]
        : []
    if (field.kind === 'expression' && typeof value === 'string' && value !== '') {
      return [{ label: field.label, path: [field.name], text: value, skipped: 0 }]
    }
    if (field.kind === 'text' && field.expression) return marked(value, [field.name])
    if (field.kind === 'pairs' && field.expression && typeof value === 'object') {
      return Object.entries(value ?? {}).flatMap(([key, text]) => marked(text, [field.name, key]))
    }
    if (field.kind !== 'rows' || !Array.isArray(value)) return []
    return (value as unknown[]).flatMap((row, index) => {
      if (typeof row !== 'object' || row === null) return []
      const inner = field.fields.filter((one) => isShown(one, row as Values, field.fields))
      return expressionsOf(inner, row as Values).map((found) => ({
        ...found,
        path: [field.name, index, ...found.path],
      }))
    })
  })
}
