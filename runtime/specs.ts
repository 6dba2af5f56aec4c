/** From a saved object to what a connector opens: defaults filled in, secrets and shared connections put in their place. */

import type { Spec } from './connectors/connector.ts'
import { definitionOf } from './connectors/definitions.ts'
import { halfOf, type Side } from './model/definition.ts'
import { Failure } from './model/failure.ts'
import { type Field, isShown, withDefaults } from './model/field.ts'
import type { Place } from './model/place.ts'
import {
  isVaultSecret,
  type Project,
  type ProjectObject,
  type SecretRef,
  secretKey,
} from './model/project.ts'

/** By `secretKey`. */
export interface Secrets extends ReadonlyMap<string, string> {
  /** Why a value that stands elsewhere is not there. */
  troubleOf?(key: string): Failure | undefined
}

/** What an object may refer to. */
export interface Around {
  connections: Project['connections']
  secrets: Secrets
}

/** The fields of an object's own side. */
export function fieldsOf(side: Side, type: string): readonly Field[] {
  return halfOf(definitionOf(type), side)?.fields ?? []
}

/**
 * @throws Failure SECRET_MISSING when a secret the object names has no value, OUTGOING_INCOMPLETE when a field is empty,
 * OUTGOING_NOT_FOUND or OUTGOING_OFF when a shared connection it refers to is not there or switched off. The names of
 * security definitions stay names: whoever opens it asks for them (`securities.ts`).
 */
export function specOf(side: Side, object: ProjectObject, around: Around): Spec {
  const fields = fieldsOf(side, object.type)
  const {
    name,
    type,
    isActive: _isActive,
    description: _description,
    // What is kept of its messages is no business of the channel: it is not opened anew for them.
    historyKeys: _keys,
    ...saved
  } = object
  const values = withDefaults(fields, saved)
  for (const field of fields) {
    if (!isShown(field, values, fields)) continue
    const at = { collection: side, name, field: field.name }
    const value = values[field.name]
    const isEmpty =
      value === undefined || value === '' || (Array.isArray(value) && value.length === 0)
    if (field.required && isEmpty) {
      throw new Failure(
        side === 'security' ? 'SECURITY_INCOMPLETE' : 'OUTGOING_INCOMPLETE',
        `"${name}" has no ${field.label.toLowerCase()} yet.`,
        { at },
      )
    }
    if (isEmpty) continue
    if (field.kind === 'secret') values[field.name] = secretOf(value as SecretRef, at, around)
    if (field.kind === 'reference' && field.collection === undefined)
      values[field.name] = sharedOf(String(value), at, around)
  }
  return { name, type, values }
}

function secretOf(ref: SecretRef, at: Place, { secrets }: Around): string {
  const key = secretKey(ref)
  const value = secrets.get(key)
  if (value !== undefined) return value
  const trouble = secrets.troubleOf?.(key)
  if (trouble) throw trouble.with({ at })
  const name = isVaultSecret(ref) ? `${ref.mount}/${ref.path} ${ref.key}` : ref.secret
  const words = `The secret "${name}" of "${at.name}" has no value.`
  throw new Failure('SECRET_MISSING', words, { at, details: { secret: name } })
}

function sharedOf(name: string, at: Place, around: Around): Spec {
  const shared = Object.hasOwn(around.connections, name) ? around.connections[name] : undefined
  if (!shared) {
    throw new Failure(
      'OUTGOING_NOT_FOUND',
      `"${at.name}" is to use "${name}", which is not there.`,
      { at },
    )
  }
  if (!shared.isActive) {
    throw new Failure('OUTGOING_OFF', `"${name}", which "${at.name}" uses, is switched off.`, {
      at,
    })
  }
  return specOf('connections', shared, around)
}
