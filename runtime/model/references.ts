/** Fields that name another object: which broker a channel is made on. Who refers to whom, and how a name follows. */
import { type ConnectorDefinition, halfOf } from './definition.ts'
import { isShown } from './field.ts'
import { didYouMean } from './nearest.ts'
import type { Problem } from './problem.ts'
import { problem } from './problem-codes.ts'
import type { Project, ProjectObject } from './project.ts'

const sides = ['channels', 'connections'] as const

export interface Reference {
  side: (typeof sides)[number]
  object: ProjectObject
  field: string
}

/** All that refer to the shared connection of this name. */
export function referencesTo(
  project: Project,
  name: string,
  connectors: readonly ConnectorDefinition[],
): Reference[] {
  return sides.flatMap((side) =>
    Object.values(project[side]).flatMap((object) =>
      referenceFields(side, object, connectors)
        .filter((field) => object[field.name] === name)
        .map((field) => ({ side, object, field: field.name })),
    ),
  )
}

/** Names that are not there, or are of another type. What is left empty is the object's own check's business. */
export function checkReferences(
  project: Project,
  connectors: readonly ConnectorDefinition[],
): Problem[] {
  return sides.flatMap((side) =>
    Object.values(project[side]).flatMap((object) =>
      referenceFields(side, object, connectors).flatMap((field) => {
        const name = object[field.name]
        if (typeof name !== 'string' || name === '') return []
        const found = Object.hasOwn(project.connections, name)
          ? project.connections[name]
          : undefined
        if (found?.type === field.to) return []
        const names = Object.values(project.connections)
          .filter(({ type }) => type === field.to)
          .map((one) => one.name)
        const word = connectors.find(({ type }) => type === field.to)?.title ?? field.to
        const words = found
          ? `"${name}" is a connection of type ${found.type}, not of type ${field.to}.`
          : `There is no ${word} "${name}".`
        const fix = didYouMean(name, names, `Make the ${word}, or choose another.`)
        const at = { collection: side, name: object.name, field: field.name }
        return [problem('REFERENCE_MISSING', at, words, fix)]
      }),
    ),
  )
}

function referenceFields(
  side: Reference['side'],
  object: ProjectObject,
  connectors: readonly ConnectorDefinition[],
) {
  const fields = halfOf(
    connectors.find(({ type }) => type === object.type),
    side,
  )?.fields
  if (!fields) return []
  return fields.flatMap((field) =>
    field.kind === 'reference' && isShown(field, object, fields) ? [field] : [],
  )
}
