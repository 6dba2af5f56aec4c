/** What is wrong with one value, in words. Pure. */
import { defaultOf, type Field, fieldSchema } from '../../runtime/model/field.ts'

const schemas = new WeakMap<Field, ReturnType<typeof fieldSchema>>()

/** undefined: nothing. A required field that is empty is wrong; rows are looked at field by field. */
export function troubleOf(field: Field, value: unknown): string | undefined {
  if (field.kind === 'rows') return undefined
  const used = value ?? defaultOf(field)
  if (used === undefined || used === '') {
    return field.required ? `${field.label} is required` : undefined
  }
  let schema = schemas.get(field)
  if (!schema) {
    schema = fieldSchema(field)
    schemas.set(field, schema)
  }
  const read = schema.safeParse(used)
  if (read.success) return undefined
  return field.kind === 'number' && typeof used === 'string'
    ? 'must be a number'
    : read.error.issues[0]?.message
}
