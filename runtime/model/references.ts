/** Fields that name another object: which broker a channel is made on, what guards it. Who refers to whom, and how a name follows. */
import { type ConnectorDefinition, halfOf, type Side, sides } from './definition.ts'
import { isShown, namesIn, type ReferenceField } from './field.ts'
import { didYouMean } from './nearest.ts'
import type { Problem } from './problem.ts'
import { problem } from './problem-codes.ts'
import { isVaultSecret, type Project, type ProjectObject } from './project.ts'

export interface Reference {
  side: Side
  object: ProjectObject
  field: string
}

type Target = 'connections' | 'security'

/** All that refer to the shared connection, or the security definition, of this name. */
export function referencesTo(
  project: Project,
  name: string,
  connectors: readonly ConnectorDefinition[],
  target: Target = 'connections',
): Reference[] {
  return sides.flatMap((side) =>
    Object.values(project[side]).flatMap((object) => {
      const fields = referenceFields(side, object, connectors)
        .filter((field) => targetOf(field) === target)
        .filter((field) => namesIn(object[field.name]).includes(name))
      const secrets = target === 'connections' ? vaultSecrets(object, name) : []
      return [...fields.map((field) => field.name), ...secrets].map((field) => ({
        side,
        object,
        field,
      }))
    }),
  )
}

/** The fields whose secrets stand in the connection of this name. */
function vaultSecrets(object: ProjectObject, name: string): string[] {
  return Object.entries(object).flatMap(([field, value]) =>
    isVaultSecret(value) && value.vault === name ? [field] : [],
  )
}

/** The referring object with the new name in the place of the old one. */
export function referringTo({ object, field }: Reference, from: string, to: string): ProjectObject {
  const value = object[field]
  if (isVaultSecret(value)) return { ...object, [field]: { ...value, vault: to } }
  const next = Array.isArray(value) ? value.map((name) => (name === from ? to : name)) : to
  return { ...object, [field]: next }
}

/** Names that are not there, or of what cannot serve. What is left empty is the object's own check's business. */
export function checkReferences(
  project: Project,
  connectors: readonly ConnectorDefinition[],
): Problem[] {
  return sides.flatMap((side) =>
    Object.values(project[side]).flatMap((object) => [
      ...checkVaultSecrets(project, side, object, connectors),
      ...referenceFields(side, object, connectors).flatMap((field) =>
        namesIn(object[field.name]).flatMap((name) => {
          const trouble = troubleWith(project, field, name, connectors)
          if (!trouble) return []
          const at = { collection: side, name: object.name, field: field.name }
          return [problem('REFERENCE_MISSING', at, trouble.words, trouble.fix)]
        }),
      ),
    ]),
  )
}

function checkVaultSecrets(
  { connections }: Project,
  side: Side,
  object: ProjectObject,
  connectors: readonly ConnectorDefinition[],
): Problem[] {
  const holds = ({ type }: ProjectObject) =>
    connectors.find((one) => one.type === type)?.outgoing?.holdsSecrets === true
  return Object.entries(object).flatMap(([field, value]) => {
    if (!isVaultSecret(value)) return []
    const at = { collection: side, name: object.name, field }
    if (side === 'connections' && holds(object)) {
      const words = 'The secrets of a Vault cannot come from a Vault.'
      return [problem('FIELD_WRONG', at, words, 'Keep this one outside the project by a name.')]
    }
    const found = Object.hasOwn(connections, value.vault) ? connections[value.vault] : undefined
    if (found && holds(found)) return []
    const names = Object.values(connections)
      .filter(holds)
      .map(({ name }) => name)
    const words = found
      ? `"${value.vault}" is a connection of type ${found.type}, and holds no secrets.`
      : `There is no Vault "${value.vault}" for the secret to come from.`
    const fix = didYouMean(value.vault, names, 'Make the connection, or choose another.')
    return [problem('REFERENCE_MISSING', at, words, fix)]
  })
}

function troubleWith(
  project: Project,
  field: ReferenceField,
  name: string,
  connectors: readonly ConnectorDefinition[],
): { words: string; fix: string } | undefined {
  const target = targetOf(field)
  const objects = project[target]
  const definitionOf = (object: ProjectObject) =>
    connectors.find(({ type }) => type === object.type)
  const serves = (object: ProjectObject) =>
    field.collection === 'security'
      ? definitionOf(object)?.security?.[field.to] === true
      : object.type === field.to
  const found = Object.hasOwn(objects, name) ? objects[name] : undefined
  if (found && serves(found)) return undefined
  const names = Object.values(objects)
    .filter(serves)
    .map((one) => one.name)
  if (field.collection === 'security') {
    const title = found && (definitionOf(found)?.title ?? found.type)
    const words = found
      ? `"${name}" is ${title}, which ${cannot[field.to]}.`
      : `There is no security definition "${name}".`
    return { words, fix: didYouMean(name, names, 'Make the definition, or choose another.') }
  }
  const word = connectors.find(({ type }) => type === field.to)?.title ?? field.to
  const words = found
    ? `"${name}" is a connection of type ${found.type}, not of type ${field.to}.`
    : `There is no ${word} "${name}".`
  return { words, fix: didYouMean(name, names, `Make the ${word}, or choose another.`) }
}

const cannot = {
  guards: 'cannot tell who calls',
  signs: 'cannot sign calls',
  joins: 'cannot be in a group',
} as const

export function targetOf(field: ReferenceField): Target {
  return field.collection ?? 'connections'
}

function referenceFields(
  side: Side,
  object: ProjectObject,
  connectors: readonly ConnectorDefinition[],
): ReferenceField[] {
  const fields = halfOf(
    connectors.find(({ type }) => type === object.type),
    side,
  )?.fields
  if (!fields) return []
  return fields.flatMap((field) =>
    field.kind === 'reference' && isShown(field, object, fields) ? [field] : [],
  )
}
