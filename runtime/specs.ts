/** From a saved object to what a connector opens: defaults filled in, secrets put in their place. */

import type { Spec } from './connectors/connector.ts'
import { definitionOf } from './connectors/definitions.ts'
import { Failure } from './model/failure.ts'
import { type Field, isShown, withDefaults } from './model/field.ts'
import type { Collection } from './model/place.ts'
import type { ProjectObject, SecretRef } from './model/project.ts'

export type Secrets = ReadonlyMap<string, string>

/** The fields of an object's own side: a channel's, or an outgoing connection's. */
export function fieldsOf(collection: Collection, type: string): readonly Field[] {
  const definition = definitionOf(type)
  return (
    (collection === 'channels' ? definition?.channel?.fields : definition?.outgoing?.fields) ?? []
  )
}

/** @throws Failure SECRET_MISSING when a secret the object names has no value, OUTGOING_INCOMPLETE when a field is empty. */
export function specOf(collection: Collection, object: ProjectObject, secrets: Secrets): Spec {
  const fields = fieldsOf(collection, object.type)
  const { name, type, isActive: _isActive, description: _description, ...saved } = object
  const values = withDefaults(fields, saved)
  for (const field of fields) {
    if (!isShown(field, values, fields)) continue
    const at = { collection, name, field: field.name }
    const value = values[field.name]
    if (field.required && (value === undefined || value === '')) {
      throw new Failure(
        'OUTGOING_INCOMPLETE',
        `"${name}" has no ${field.label.toLowerCase()} yet.`,
        { at },
      )
    }
    if (field.kind !== 'secret' || value === undefined) continue
    const secret = secrets.get((value as SecretRef).secret)
    if (secret === undefined) {
      throw new Failure(
        'SECRET_MISSING',
        `The secret "${(value as SecretRef).secret}" of "${name}" has no value.`,
        {
          at,
          details: { secret: (value as SecretRef).secret },
        },
      )
    }
    values[field.name] = secret
  }
  return { name, type, values }
}
