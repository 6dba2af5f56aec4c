import type { ComponentType } from 'react'
import type { Field, FieldKind } from '../../runtime/model/field.ts'
import type { Problem } from '../../runtime/model/problem.ts'

export interface FieldsProps {
  fields: readonly Field[]
  values: Readonly<Record<string, unknown>>
  /** Of the object: those of a field are shown under it. */
  problems?: readonly Problem[]
  /** Where these fields are in the object, for problems and focus: `config`, `cases.0`. */
  prefix?: string
  /** The whole object as it is then, and which field made it so. */
  onChange(values: Record<string, unknown>, field: Field): void
}

/** What every kind of field is handed. `value` is what is saved; undefined: nothing, and the default counts. */
export interface ControlProps<K extends FieldKind = FieldKind> {
  field: Extract<Field, { kind: K }>
  /** For the label. */
  id: string
  value: unknown
  isInvalid: boolean
  /** Dotted, from the object: `path`, `cases`. */
  place: string
  /** All problems at or below this place. */
  problems: readonly Problem[]
  /** A form of fields, for those that have fields of their own. Handed down, because forms are made of fields. */
  form: ComponentType<FieldsProps>
  /** As it is typed, for the check beside the field; not saved yet. */
  onTyping(value: unknown): void
  onChange(value: unknown): void
}
