/**
 * The fields of a connector or block, as pure data. From this one description come the form in the designer, the check
 * of a saved object, the typings and the documentation, so that none of them can say something else than the others.
 */
import * as z from 'zod'
import { secretSchema } from './project.ts'

interface Common {
  /** Key in the saved object, camelCase. */
  name: string
  label: string
  /** One or two sentences: what it does, what happens when left alone. */
  help: string
  /** Fields of one group stand together under its heading. */
  group?: string
  /** Folded away until asked for. */
  advanced?: boolean
  required?: boolean
  /** Shown and checked only while another field of the object has one of these values. */
  when?: { field: string; is: readonly (string | number | boolean)[] }
}

export type Field = Common &
  (
    | {
        kind: 'text'
        default?: string
        placeholder?: string
        /** A JavaScript regular expression the whole value must match, and the words for when it does not. */
        pattern?: { source: string; message: string }
        multiline?: boolean
        /** A value that begins with `=` is a JSONata expression over the message. */
        expression?: boolean
      }
    /** JSONata, always; no leading `=`. Edited with a live preview on a real message. */
    | { kind: 'expression'; default?: string; placeholder?: string }
    | {
        kind: 'number'
        default?: number
        min?: number
        max?: number
        integer?: boolean
        unit?: string
      }
    | { kind: 'bool'; default: boolean }
    | {
        kind: 'choice'
        default?: string
        options: readonly { value: string; label: string; help?: string }[]
      }
    /** Saved as `{ secret: NAME }`; the value lives outside the project. */
    | { kind: 'secret' }
    /**
     * The name of a shared connection of the given type (`ConnectorDefinition.shared`): a broker. In the collection `security`
     * the name of a definition that can do what `to` says. `many`: a list of such names.
     */
    | { kind: 'reference'; to: string; collection?: undefined; many?: undefined }
    | { kind: 'reference'; to: SecurityUse; collection: 'security'; many?: boolean }
    /** A list of texts. */
    | { kind: 'list'; default?: readonly string[]; placeholder?: string }
    /** Name to value, both texts: headers, query parameters. */
    | { kind: 'pairs'; default?: Readonly<Record<string, string>>; expression?: boolean }
    /** A list of small objects: a router's cases. */
    | { kind: 'rows'; fields: readonly Field[]; default?: readonly Record<string, unknown>[] }
  )

export type FieldKind = Field['kind']

/** What a security definition is for: it tells who calls, it signs calls, it may stand in a group. */
export type SecurityUse = 'guards' | 'signs' | 'joins'

export type ReferenceField = Extract<Field, { kind: 'reference' }>

/** The names in the value of a reference, whichever shape it has. */
export function namesIn(value: unknown): readonly string[] {
  const names = Array.isArray(value) ? value : [value]
  return names.filter((name): name is string => typeof name === 'string' && name !== '')
}

/** The value a field has when the object does not name it. */
export function defaultOf(field: Field): unknown {
  return 'default' in field ? field.default : undefined
}

/** Does the field apply, given the other values of its object? */
export function isShown(
  field: Field,
  values: Readonly<Record<string, unknown>>,
  fields: readonly Field[],
): boolean {
  if (!field.when) return true
  const other = fields.find((candidate) => candidate.name === field.when?.field)
  const value = values[field.when.field] ?? (other ? defaultOf(other) : undefined)
  return field.when.is.includes(value as string | number | boolean)
}

/** All fields with their defaults filled in; what a connector's `open` is handed. */
export function withDefaults(
  fields: readonly Field[],
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const filled: Record<string, unknown> = { ...values }
  for (const field of fields) {
    if (filled[field.name] === undefined) filled[field.name] = defaultOf(field)
  }
  return filled
}

/** The check of one field's value. A missing value is undefined; whether it may be is `schemaOf`'s business. */
export function fieldSchema(field: Field): z.ZodType {
  switch (field.kind) {
    case 'text':
      return textSchema(field)
    case 'expression':
      return z.string()
    case 'number': {
      let number = field.integer ? z.number().int('must be a whole number') : z.number()
      if (field.min !== undefined) number = number.min(field.min, `must be at least ${field.min}`)
      if (field.max !== undefined) number = number.max(field.max, `must be at most ${field.max}`)
      return number
    }
    case 'bool':
      return z.boolean()
    case 'choice':
      return z.enum(field.options.map((option) => option.value) as [string, ...string[]])
    case 'secret':
      return secretSchema
    case 'reference':
      return field.many ? z.array(z.string().min(1, 'must be a name')) : z.string()
    case 'list':
      return z.array(z.string())
    case 'pairs':
      return z.record(z.string(), z.string())
    case 'rows':
      return z.array(schemaOf(field.fields))
  }
}

function textSchema(field: Field & { kind: 'text' }): z.ZodType {
  const { pattern } = field
  if (!pattern) return z.string()
  const regex = new RegExp(`^(?:${pattern.source})$`, 'u')
  const fits = (value: string) => (field.expression && value.startsWith('=')) || regex.test(value)
  return z.string().refine(fits, pattern.message)
}

/** The check of a whole object's fields. Required ones must be there and not empty; unknown ones are refused by name. */
export function schemaOf(fields: readonly Field[]): z.ZodType<Record<string, unknown>> {
  const shape: Record<string, z.ZodType> = {}
  for (const field of fields) shape[field.name] = fieldSchema(field).optional()
  return z.strictObject(shape).superRefine((values, context) => {
    for (const field of fields) {
      if (!field.required || !isShown(field, values, fields)) continue
      const value = values[field.name] ?? defaultOf(field)
      if (value === undefined || value === '' || (Array.isArray(value) && value.length === 0)) {
        context.addIssue({
          code: 'custom',
          path: [field.name],
          message: `${field.label} is required`,
        })
      }
    }
  }) as z.ZodType<Record<string, unknown>>
}
