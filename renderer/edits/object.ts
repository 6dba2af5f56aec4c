/** Edits a channel, connection or security definition. A value equal to the field's default is not saved. Pure. */
import { type Change, type Edit, edit } from '../../runtime/model/change.ts'
import type { Side } from '../../runtime/model/definition.ts'
import type { Field } from '../../runtime/model/field.ts'
import { defaultOf } from '../../runtime/model/field.ts'
import type { Project, ProjectObject } from '../../runtime/model/project.ts'

export type Objects = Side

export function setField(
  values: Readonly<Record<string, unknown>>,
  field: Field,
  value: unknown,
): Record<string, unknown> {
  const next = { ...values }
  if (value === undefined || value === '' || same(value, defaultOf(field))) delete next[field.name]
  else next[field.name] = value
  return next
}

export function editObject(
  project: Project,
  collection: Objects,
  name: string,
  what: string,
  values: Readonly<Record<string, unknown>>,
): Change {
  if (!project[collection][name]) return { label: 'Changed nothing', edits: [] }
  return {
    label: `Changed ${what} of ${name}`,
    edits: [edit(project, collection, name, values as ProjectObject) as Edit],
  }
}

function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
