/** A control for each kind of field; the compiler notices a missing one. */
import type { ComponentType } from 'react'
import type { FieldKind } from '../../runtime/model/field.ts'
import { BoolField } from './bool-field.tsx'
import { ChoiceField } from './choice-field.tsx'
import type { ControlProps } from './control.ts'
import { ExpressionField } from './expression-field.tsx'
import { ListField } from './list-field.tsx'
import { NumberField } from './number-field.tsx'
import { PairsField } from './pairs-field.tsx'
import { ReferenceField } from './reference-field.tsx'
import { RowsField } from './rows-field.tsx'
import { SecretField } from './secret-field.tsx'
import { TextField } from './text-field.tsx'

export const controls: { [K in FieldKind]: ComponentType<ControlProps<K>> } = {
  text: TextField,
  expression: ExpressionField,
  number: NumberField,
  bool: BoolField,
  choice: ChoiceField,
  secret: SecretField,
  reference: ReferenceField,
  list: ListField,
  pairs: PairsField,
  rows: RowsField,
}
