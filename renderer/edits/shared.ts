/** Shared connections, such as brokers: what channels and connections are made on. Pure. */
import { definitionOf, definitions } from '../../runtime/connectors/definitions.ts'
import { type Change, type Edit, edit } from '../../runtime/model/change.ts'
import {
  type ConnectorDefinition,
  halfOf,
  type SharedDefinition,
} from '../../runtime/model/definition.ts'
import type { Field } from '../../runtime/model/field.ts'
import { freeName } from '../../runtime/model/name.ts'
import type { Project, ProjectObject } from '../../runtime/model/project.ts'
import type { Objects } from './object.ts'

export type SharedConnector = ConnectorDefinition & { shared: SharedDefinition }

export const sharedConnectors: readonly SharedConnector[] = definitions.filter(
  (definition): definition is SharedConnector => definition.shared !== undefined,
)

/** `Brokers`: the heading they stand under. */
export function sharedHeading({ shared }: SharedConnector): string {
  return shared.plural.charAt(0).toUpperCase() + shared.plural.slice(1)
}

/** Those of a type, by name. */
export function sharedOf(project: Project, type: string): readonly ProjectObject[] {
  return Object.values(project.connections)
    .filter((connection) => connection.type === type)
    .sort((one, other) => one.name.localeCompare(other.name))
}

export function isShared(connection: ProjectObject): boolean {
  return definitionOf(connection.type)?.shared !== undefined
}

/** What a field may refer to among the connections: a broker, or a connection that is of use without a node, such as Vault. */
export interface Referred {
  type: string
  /** In a sentence: `broker`, `Vault connection`. */
  word: string
  /** What a new one is called. */
  wish: string
  fields: readonly Field[]
  summary(values: Readonly<Record<string, unknown>>): string
}

export function referredOf(type: string): Referred | undefined {
  const { title, shared, outgoing } = definitionOf(type) ?? {}
  if (shared) return { ...shared, type, wish: `my.${shared.word}` }
  return outgoing && { ...outgoing, type, word: `${title} connection`, wish: `my.${type}` }
}

/** A new one, with nothing set but its name. */
export function makeReferred(
  project: Project,
  { type, word, wish }: Referred,
): { change: Change; name: string } {
  const name = freeName(wish, (taken) => Object.hasOwn(project.connections, taken))
  const object = { name, type, isActive: true }
  return {
    name,
    change: {
      label: `Made the ${word} ${name}`,
      edits: [edit(project, 'connections', name, object) as Edit],
    },
  }
}

/** All types that can be made without a node on a flow. */
export const referredTypes: readonly string[] = definitions
  .filter(({ shared, outgoing }) => shared !== undefined || outgoing?.holdsSecrets === true)
  .map(({ type }) => type)

/** The fields of a new object that can name only one thing: the only broker there is. */
export function soleReferences(
  project: Project,
  collection: Objects,
  type: string,
): Record<string, string> {
  const fields = halfOf(definitionOf(type), collection)?.fields ?? []
  return Object.fromEntries(
    fields.flatMap((field) => {
      if (field.kind !== 'reference' || field.collection || !field.required) return []
      const [sole, ...others] = sharedOf(project, field.to)
      return sole && others.length === 0 ? [[field.name, sole.name]] : []
    }),
  )
}
