/** Several definitions under one name; it has no gate of its own. */
import { type SecurityKind, texts } from '../kind.ts'
import { groupDefinition } from './definition.ts'

export const group: SecurityKind = {
  definition: groupDefinition,
  members: ({ values }) => texts(values.members),
}
